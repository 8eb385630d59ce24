using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Numerics;
using Unroll.Recipes;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Tests.Recipes;

public sealed class DyckConstructionTests
{
    public static TheoryData<int, int> Languages => new()
    {
        { 2, 3 }, { 8, 3 }, { 32, 3 }, { 128, 3 }, { 2, 5 }, { 8, 5 }, { 32, 5 }, { 128, 5 },

        // Kinds that are no power of two, one kind, and no nesting at all.
        { 3, 4 }, { 5, 2 }, { 1, 3 }, { 6, 1 },
    };

    [Theory]
    [MemberData(nameof(Languages))]
    public void TheWrittenNetworksGenerateTheLanguageExactly(int kinds, int depth)
    {
        var language = new DyckLanguage(kinds, depth);
        int bits = Math.Max(1, (int)Math.Ceiling(Math.Log2(kinds)));
        DyckModel[] models = [.. DyckRecipe.Constructions(language)];
        Assert.Equal([(3 * depth * bits) - depth, (6 * depth * bits) - (2 * depth), (6 * depth * bits) - (2 * depth)], models.Select(m => m.Recurrent.Options.Units));
        foreach (DyckModel model in models)
        {
            DyckCheck check = DyckCheck.Run(model, 3000, 8, 400, seed: 5);
            Assert.True(check.Exhaustive > 100 && check.Random == 8 * 401);
            Assert.Equal(0, check.Wrong);
            Assert.InRange(check.LargestError, 0, 1e-5);
        }
    }

    [Fact]
    public void EveryStringOfTheAlphabetIsAcceptedOrRefusedAsTheLanguageHasIt()
    {
        // All strings of up to seven of the four brackets, most of them outside the language, against a recogniser of another kind.
        var language = new DyckLanguage(2, 3);
        foreach (DyckModel model in DyckRecipe.Constructions(language))
        {
            int inside = 0;
            for (int length = 0; length <= 7; length++)
            {
                int count = 1 << (2 * length);
                for (int first = 0; first < count; first += 1024)
                {
                    int[][] strings =
                        [.. Enumerable.Range(first, Math.Min(1024, count - first)).Select(n => Enumerable.Range(0, length).Select(i => (n >> (2 * i)) & 3).ToArray())];
                    bool[] accepted = Accepted(model, strings);
                    for (int s = 0; s < strings.Length; s++)
                    {
                        Assert.Equal(IsMember(strings[s], 2, 3), accepted[s]);
                        inside += accepted[s] ? 1 : 0;
                    }
                }
            }

            // 1 empty, 2, then Catalan numbers of shapes times 2^pairs, none deeper than three.
            Assert.Equal(1 + 2 + (2 * 4) + (5 * 8), inside);
        }
    }

    [Fact]
    public void TheCheckFindsAWeightThatIsOff()
    {
        DyckModel model = DyckLstmConstruction.Create(new DyckLanguage(8, 3));
        Tensor weight = model.Weight("output.weight");
        Assert.NotEqual(0, weight[8, 3]);
        weight[8, 3] = -weight[8, 3];
        weight.MarkChanged();
        Assert.True(DyckCheck.Run(model, 500, 2, 100, seed: 5).Wrong > 0);
    }

    [Fact]
    public void AWrittenNetworkClosesEveryBracketAndIsAsSureAsTheGenerator()
    {
        var language = new DyckLanguage(8, 3);
        int[][] strings = language.DrawTokens(new RngSequence(2, RandomPurpose.Data), 1, 84, 3000);
        DyckMetrics measured = DyckMetrics.Measure(DyckLstmConstruction.Create(language), strings, CancellationToken.None);
        Assert.Equal(1, measured.Closing);
        Assert.Equal((1, 1, 1), measured.Leaks);
        double nats = 0;
        long tokens = 0;
        foreach (int[] s in strings)
        {
            var open = new Stack<int>();
            foreach (int token in (int[])[.. s, language.Boundary])
            {
                nats -= Math.Log(language.Probability(token, open));
                tokens++;
                language.Step(token, open);
            }
        }

        Assert.Equal(nats / tokens, measured.Loss, 1e-5);
    }

    [Fact]
    public void ClosingAccuracyCountsPositionsByDistance()
    {
        // A model of zeros gives every closing bracket the same probability: always wrong with two kinds, always right with one.
        Assert.Equal(0, Measure(new DyckLanguage(2, 3)));
        Assert.Equal(1, Measure(new DyckLanguage(1, 3)));

        static double Measure(DyckLanguage language) =>
            DyckMetrics.Measure(new DyckModel(language, Cell.Elman, 4, 4), [[0, language.Kinds]], CancellationToken.None).Closing;
    }

    [Fact]
    public void StringsHaveTheLengthsAndTheProbabilitiesOfThePaper()
    {
        var language = new DyckLanguage(2, 3);
        Assert.Equal([84, 84, 84, 84, 180, 180, 180, 180], DyckLanguage.Published.Select(l => l.LongestTrained));
        Assert.Equal([6, 24, 42, 60, 10, 40, 70, 100], DyckLanguage.Published.Select(l => l.PublishedUnits));
        var random = new RngSequence(4, RandomPurpose.Data);
        int shortest = int.MaxValue, ended = 0, atEmpty = 0;
        for (int i = 0; i < 4000; i++)
        {
            int[] s = language.Draw(random, 1, 84);
            Assert.True(IsMember(s, 2, 3));
            Assert.InRange(s.Length, 2, 84);
            shortest = Math.Min(shortest, s.Length);
            ended++;
            int height = 0;
            foreach (int token in s.SkipLast(1))
            {
                height += token < 2 ? 1 : -1;
                atEmpty += height == 0 ? 1 : 0;
            }

            Assert.InRange(language.Draw(random, 85, 168).Length, 85, 168);
        }

        Assert.Equal(2, shortest);

        // After an empty stack that is not the first: end with probability one half (long strings are cut, so a little more).
        Assert.InRange((double)ended / (ended + atEmpty), 0.48, 0.55);
    }

    /// <summary>A string is generated when each of its tokens and the end has at least 1 / (4 k).</summary>
    private static bool[] Accepted(DyckModel model, int[][] strings)
    {
        var tape = new Tape();
        (SequenceLayout layout, int[] ids, int[] targets) = model.Batch(strings);
        Tensor p = tape.Softmax(model.Forward(tape, layout, ids));
        var accepted = new bool[strings.Length];
        for (int r = 0; r < layout.Rows; r++)
        {
            accepted[layout.Order[r]] = true;
            for (int t = 0; t < layout.Lengths[r]; t++)
            {
                int row = layout.PackedRow(t, r);
                accepted[layout.Order[r]] &= p[row, targets[row]] >= 0.25 / model.Language.Kinds;
            }
        }

        return accepted;
    }

    /// <summary>Takes out pairs that touch, outside in by depth: a member reduces to nothing in at most <paramref name="depth"/> rounds of innermost pairs.</summary>
    private static bool IsMember(int[] tokens, int kinds, int depth)
    {
        int height = 0;
        foreach (int token in tokens)
        {
            height += token < kinds ? 1 : -1;
            if (height < 0 || height > depth)
            {
                return false;
            }
        }

        List<int> left = [.. tokens];
        for (int i = 0; i + 1 < left.Count;)
        {
            if (left[i] < kinds && left[i + 1] == left[i] + kinds)
            {
                left.RemoveRange(i, 2);
                i = Math.Max(0, i - 1);
            }
            else
            {
                i++;
            }
        }

        return left.Count == 0;
    }
}
