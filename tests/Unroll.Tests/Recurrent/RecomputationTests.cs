using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Tests.Recurrent;

/// <summary>Computing the activations again on the way back gives what keeping them gives.</summary>
public sealed class RecomputationTests
{
    /// <summary>
    /// What two orders of summation may differ by, as a share of the largest sum: of a few dozen numbers, and of thousands, where float32
    /// itself is that far from the true sum.
    /// </summary>
    private const double ShortSum = 1e-6, LongSum = 4e-6;

    public static TheoryData<string, string> Cases => CellCase.WithEveryCell;

    [Theory]
    [MemberData(nameof(Cases))]
    public void SegmentsOfAnyLengthAreTheWhole(string cell, string name)
    {
        CellProblem p = CellProblem.Of(cell, name);
        DriverRun plain = DriverRun.Of(p);
        foreach (int segment in new[] { 1, 2, 3 })
        {
            Same(plain, DriverRun.Of(p, segment: segment), $"segments of {segment}");
        }
    }

    [Theory]
    [MemberData(nameof(CellUnderTest.Names), MemberType = typeof(CellUnderTest))]
    public void TheNumberOfThreadsDoesNotMatter(string cell)
    {
        foreach (CellCase c in new[]
        {
            CellCase.Large,
            CellCase.Large with { Ids = true, Reverse = true },
            CellCase.Large with { Norm = true, Training = true, ZoneoutHidden = 0.1f, ZoneoutCell = 0.1f, RecurrentDropout = 0.2f },
            new CellCase(128, 12, 70, 61, 3) { Initial = true },
            new CellCase(64, 5, 130, 2) { Ids = true, Initial = true },
        })
        {
            CellProblem p = CellProblem.Draw(CellUnderTest.All[cell], c);
            using var one = new ThreadTeam(1);
            DriverRun plain = DriverRun.Of(p, one), recomputed = DriverRun.Of(p, one, segment: 7);
            Same(plain, recomputed, "one thread", LongSum);
            foreach (int threads in new[] { 2, 3 })
            {
                using var team = new ThreadTeam(threads) { MeetingNanoseconds = 1e-6 };
                Near.Bits(recomputed, DriverRun.Of(p, team, segment: 7), $"{threads} threads");
            }
        }
    }

    [Theory]
    [InlineData("lstm", Merge.Concatenate)]
    [InlineData("gru", Merge.Sum)]
    [InlineData("gru-reset-before", Merge.Concatenate)]
    [InlineData("elman", Merge.Concatenate)]
    public void AStackInBothDirectionsLearnsTheSame(string cell, Merge merge)
    {
        var options = new RecurrentOptions(Cell.Parse(cell), 12)
        {
            Layers = 2, Bidirectional = true, Merge = merge, Dropout = 0.2f, RecurrentDropout = 0.2f, ZoneoutHidden = 0.1f, ZoneoutCell = 0.1f,
            LayerNorm = true, LearnedInitialState = true, CandidateDropout = cell == "lstm" ? 0.1f : 0,
        };

        // Enough rows that segments of the root of 40 steps are worth it.
        int[] lengths = [.. Enumerable.Range(0, 90).Select(r => 40 - (r % 23))];
        Dictionary<string, float[]> plain = Gradients(options, lengths, layer: false, tape: false, out long kept);
        foreach (bool tape in new[] { false, true })
        {
            Dictionary<string, float[]> recomputed = Gradients(options, lengths, layer: !tape, tape, out long less);
            Assert.True(less < kept / 2, $"{less} bytes against {kept}");
            foreach ((string name, float[] gradient) in plain)
            {
                Near.Relative(Array.ConvertAll(gradient, g => (double)g), recomputed[name], LongSum, name);
            }
        }
    }

    [Fact]
    public void AProbeSeesEveryStep()
    {
        CellProblem p = CellProblem.Of("Lstm", "thirteen rows, initial");
        RecurrentProbe plain = new(), recomputed = new();
        DriverRun.Of(p, probe: plain);
        DriverRun.Of(p, probe: recomputed, segment: 1);
        for (int g = 0; g < plain.Gates.Count; g++)
        {
            Near.Bits(plain.Gates[g], recomputed.Gates[g], $"gate {g}");
            Near.Bits(plain.GateGradients[g], recomputed.GateGradients[g], $"gradients of gate {g}");
        }
    }

    [Fact]
    public void MemoryGrowsWithTheRootOfTheSteps()
    {
        // Beside input, output and their gradients, which every layer has: four times the steps are twice the memory.
        long short_ = Kept(400), long_ = Kept(1600), plain = Kept(1600, recompute: false);
        Assert.InRange((double)long_ / short_, 1.8, 2.2);
        Assert.True(long_ < plain / 10, $"{long_} bytes against {plain}");

        static long Kept(int steps, bool recompute = true)
        {
            const int Rows = 32, Units = 16;
            var layer = new RecurrentLayer(8, new RecurrentOptions(Cell.Lstm, Units) { Recompute = recompute });
            layer.Initialize(1);
            var tape = new Tape { Recording = true, Training = true };
            SequenceLayout layout = SequenceLayout.Dense(Rows, steps);
            Tensor input = Tensor.Zeros(layout.Total, 8);
            long before = tape.Arena.LiveBytes;
            RecurrentResult result = layer.Forward(tape, layout, input);
            return tape.Arena.LiveBytes - before - (recompute ? result.Output.Count * sizeof(float) : 0);
        }
    }

    private static Dictionary<string, float[]> Gradients(RecurrentOptions options, int[] lengths, bool layer, bool tape, out long kept)
    {
        const int Inputs = 5;
        var model = new RecurrentLayer(Inputs, options with { Recompute = layer });
        model.Initialize(3);
        var random = new Random(4);
        var run = new Tape { Recording = true, Training = true, Seed = 5, Step = 6, Recompute = tape };
        var layout = new SequenceLayout(lengths);
        Tensor input = Tensor.From([.. Enumerable.Range(0, layout.Total * Inputs).Select(_ => random.NextSingle() - 0.5f)], layout.Total, Inputs);
        input.RequiresGradient = true;
        RecurrentResult result = model.Forward(run, layout, input);
        kept = run.Arena.LiveBytes;
        foreach (ref float g in run.GradientOf(result.Output).Span)
        {
            g = random.NextSingle() - 0.5f;
        }

        run.RunBackward();
        var gradients = model.Parameters().ToDictionary(p => p.Name, p => p.Parameter.Value.Gradient!.ToArray());
        gradients.Add("input", input.Gradient!.ToArray());
        return gradients;
    }

    /// <summary>Outputs, last states and gradients of input and first states bit for bit; sums over the steps are taken segment by segment.</summary>
    private static void Same(DriverRun plain, DriverRun recomputed, string what, double share = ShortSum)
    {
        for (int r = 0; r < plain.Output.Length; r++)
        {
            Near.Row(plain, r, recomputed, r, what);
        }

        Assert.Equal(plain.Gradients.Keys, recomputed.Gradients.Keys);
        foreach ((string name, float[] gradient) in plain.Gradients)
        {
            Near.Relative(Array.ConvertAll(gradient, g => (double)g), recomputed.Gradients[name], share, $"{what}: gradient of {name}");
        }
    }
}
