using Unroll.Autograd;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Tests.Autograd;

namespace Unroll.Tests.Losses;

/// <summary>The chain against the plain definition: every path is written down and its score added up, in double.</summary>
public sealed class CrfTests
{
    private static readonly int[] s_lengths = [3, 1, 4, 0, 2];
    private static readonly string[] s_bio = ["O", "B-x", "I-x"];

    private static TagConstraints? Rules(bool constrained) => constrained ? TagConstraints.Of(s_bio, TagScheme.Bio) : null;

    /// <summary>Tags by row and step, legal under BIO.</summary>
    private static readonly int[][] s_tags = [[1, 2, 0], [1], [0, 1, 2, 2], [], [0, 0]];

    [Theory]
    [InlineData(false, LossReduction.Mean)]
    [InlineData(false, LossReduction.Sum)]
    [InlineData(true, LossReduction.Mean)]
    public void LossAndGradientsAgreeWithAllPathsWrittenDown(bool constrained, LossReduction reduction)
    {
        const int Tags = 3;
        TagConstraints? legal = Rules(constrained);
        var layout = new SequenceLayout(s_lengths);
        int[] packed = new int[layout.Total];
        layout.PackIds(s_tags, packed);
        double Reference(double[][] x)
        {
            double sum = 0;
            for (int r = 0; r < layout.Rows; r++)
            {
                int length = layout.Lengths[r];
                double[] emissions = Emissions(layout, r, x[0], Tags);
                int[] given = s_tags[layout.Order[r]];
                double total = Paths(Tags, length).Where(p => IsLegal(p, legal)).Sum(p => Math.Exp(Score(p, emissions, x[1], x[2], x[3], Tags)));
                sum += Math.Log(total) - Score(given, emissions, x[1], x[2], x[3], Tags);
            }

            return reduction == LossReduction.Mean ? sum / layout.Rows : sum;
        }

        GradientCheck.Run(
            (t, x) => t.Crf(layout, x[0], packed, x[1], x[2], x[3], legal, reduction), x => [Reference(x)],
            GradientCheck.Noise(1, new Shape(layout.Total, Tags), -2, 2), GradientCheck.Noise(2, new Shape(Tags, Tags), -2, 2),
            GradientCheck.Noise(3, Tags), GradientCheck.Noise(4, Tags));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MarginalsAndBestPathsAreThoseOfAllPathsWrittenDown(bool constrained)
    {
        const int Tags = 3;
        TagConstraints? legal = Rules(constrained);
        var layout = new SequenceLayout(s_lengths);
        Tensor emissions = GradientCheck.Noise(5, new Shape(layout.Total, Tags), -2, 2), transitions = GradientCheck.Noise(6, new Shape(Tags, Tags), -2, 2);
        Tensor start = GradientCheck.Noise(7, Tags), end = GradientCheck.Noise(8, Tags);
        float[] marginals = new Tape().CrfMarginals(layout, emissions, transitions, start, end, legal).ToArray();
        double[] e = Wide(emissions), tr = Wide(transitions), s = Wide(start), n = Wide(end);
        for (int r = 0; r < layout.Rows; r++)
        {
            int length = layout.Lengths[r];
            double[] own = Emissions(layout, r, e, Tags);
            (int[] Path, double Score)[] all =
                [.. Paths(Tags, length).Where(p => IsLegal(p, legal)).Select(p => (p, Score(p, own, tr, s, n, Tags)))];
            double total = all.Sum(p => Math.Exp(p.Score));
            for (int t = 0; t < length; t++)
            {
                for (int j = 0; j < Tags; j++)
                {
                    double expected = all.Where(p => p.Path[t] == j).Sum(p => Math.Exp(p.Score)) / total;
                    Assert.Equal(expected, marginals[(layout.PackedRow(t, r) * Tags) + j], 1e-6);
                }
            }

            int[] best = Viterbi.Decode(
                Array.ConvertAll(own, x => (float)x), transitions.Span, start.Span, end.Span, legal, out double score);
            Assert.Equal(all.MaxBy(p => p.Score).Path, best);
            Assert.Equal(all.Max(p => p.Score), score, 1e-6);
        }
    }

    [Fact]
    public void ScoresFarApartStayFinite()
    {
        // Exponentials of these leave the range of double; one path in each row is legal and far below the others.
        var layout = new SequenceLayout([3]);
        TagConstraints legal = TagConstraints.Of(s_bio, TagScheme.Bio);
        Tensor emissions = Tensor.From([0, -4000, 3000, 5000, -4000, -3000, 0, 0, 2000], 3, 3);
        Tensor transitions = Tensor.From([900, -900, 0, 0, 0, 800, -1000, 0, -700], 3, 3);
        Tensor edge = Tensor.Zeros(3);
        int[] tags = [1, 2, 2];
        double[] e = Wide(emissions), tr = Wide(transitions);
        double[] scores = [.. Paths(3, 3).Where(p => IsLegal(p, legal)).Select(p => Score(p, e, tr, [0, 0, 0], [0, 0, 0], 3))];
        double expected = scores.Max() + Math.Log(scores.Sum(x => Math.Exp(x - scores.Max()))) - Score(tags, e, tr, [0, 0, 0], [0, 0, 0], 3);
        emissions.RequiresGradient = true;
        transitions.RequiresGradient = true;
        var tape = new Tape { Recording = true };
        Tensor loss = tape.Crf(layout, emissions, tags, transitions, edge, edge, legal);
        Assert.Equal(expected, loss.Scalar, Math.Abs(expected) * 1e-6);
        tape.Backward(loss);
        Assert.All(emissions.Gradient!.ToArray(), g => Assert.InRange(g, -1, 1));
        // The best path by far is O O O: its pairs are expected, the given ones observed.
        Assert.Equal(2, transitions.Gradient![0, 0], 1e-6);
        Assert.Equal(-1, transitions.Gradient![1, 2], 1e-6);
        Assert.Equal(-1, transitions.Gradient![2, 2], 1e-6);
    }

    [Fact]
    public void ABatchIsItsRowsAloneAndThreadsLeaveNoTrace()
    {
        const int Tags = 7;
        int[] lengths = [.. Enumerable.Range(0, 60).Select(i => 1 + (i * 7 % 40))];
        var layout = new SequenceLayout(lengths);
        Tensor emissions = GradientCheck.Noise(1, layout.Total, Tags), transitions = GradientCheck.Noise(2, Tags, Tags);
        Tensor start = GradientCheck.Noise(3, Tags), end = GradientCheck.Noise(4, Tags);
        int[] tags = [.. Enumerable.Range(0, layout.Total).Select(i => i * 5 % Tags)];
        Tensor Loss(Tape t, Tensor[] x) => t.Crf(layout, x[0], tags, x[1], x[2], x[3], null, LossReduction.Sum);
        Tensor[] inputs = [emissions, transitions, start, end];
        GradientCheck.Record(Loss, inputs, _ => true, [1], out float[] one, new ThreadTeam(1));
        float[][] gradients = [.. inputs.Select(x => x.Gradient!.ToArray())];
        GradientCheck.Record(Loss, inputs, _ => true, [1], out float[] four, new ThreadTeam(4));
        Assert.Equal(one, four);
        Assert.Equal(gradients, inputs.Select(x => x.Gradient!.ToArray()));

        double alone = 0;
        for (int r = 0; r < layout.Rows; r++)
        {
            int[] rows = [.. Enumerable.Range(0, layout.Lengths[r]).Select(t => layout.PackedRow(t, r))];
            Tensor own = Tensor.From([.. rows.SelectMany(a => emissions.Span.Slice(a * Tags, Tags).ToArray())], rows.Length, Tags);
            alone += new Tape().Crf(
                new SequenceLayout([rows.Length]), own, [.. rows.Select(a => tags[a])], transitions, start, end).Scalar;
        }

        Assert.Equal(alone, one[0], alone * 1e-6);
    }

    [Fact]
    public void WhatDoesNotFitIsNamed()
    {
        var layout = new SequenceLayout([2]);
        Tensor emissions = Tensor.Zeros(2, 3), transitions = Tensor.Zeros(3, 3), edge = Tensor.Zeros(3);
        TagConstraints legal = TagConstraints.Of(s_bio, TagScheme.Bio);
        Messages.Throws("Crf: the tag 2 at step 1 of row 0 is not legal there", () => new Tape().Crf(layout, emissions, [0, 2], transitions, edge, edge, legal));
        Messages.Throws("Crf: expected `tags` from 0 to 2, got 3 at position 1", () => new Tape().Crf(layout, emissions, [0, 3], transitions, edge, edge));
        Messages.Throws("Crf: expected `emissions` of shape [2, 3], got [3, 3]", () => new Tape().Crf(layout, transitions, [0, 0], transitions, edge, edge));
        Messages.Throws(
            "Viterbi: no legal path of 1 steps has a finite score",
            () => Viterbi.Decode([float.NegativeInfinity, float.NegativeInfinity, 5], transitions.Span, edge.Span, edge.Span, legal, out _));
    }

    private static double[] Wide(Tensor x) => Array.ConvertAll(x.ToArray(), v => (double)v);

    private static double[] Emissions(SequenceLayout layout, int row, double[] packed, int tags) =>
        [.. Enumerable.Range(0, layout.Lengths[row]).SelectMany(t => packed[(layout.PackedRow(t, row) * tags)..((layout.PackedRow(t, row) + 1) * tags)])];

    private static IEnumerable<int[]> Paths(int tags, int length) => length == 0
        ? [[]] : Paths(tags, length - 1).SelectMany(p => Enumerable.Range(0, tags).Select(j => (int[])[.. p, j]));

    private static bool IsLegal(int[] path, TagConstraints? legal) => legal is null || path.Length == 0
        || (legal.Starts(path[0]) && legal.Ends(path[^1]) && Enumerable.Range(1, path.Length - 1).All(t => legal.Follows(path[t - 1], path[t])));

    private static double Score(int[] path, double[] emissions, double[] transitions, double[] start, double[] end, int tags)
    {
        double score = path.Length == 0 ? 0 : start[path[0]] + end[path[^1]];
        for (int t = 0; t < path.Length; t++)
        {
            score += emissions[(t * tags) + path[t]] + (t == 0 ? 0 : transitions[(path[t - 1] * tags) + path[t]]);
        }

        return score;
    }
}
