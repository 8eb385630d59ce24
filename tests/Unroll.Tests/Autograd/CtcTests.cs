using System.Text.Json;
using Unroll.Autograd;
using Unroll.Decoding;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Tests.Autograd;

/// <summary>CTC beside the enumeration of all alignments, central differences, PyTorch, and the laws of ragged batches.</summary>
public sealed class CtcTests
{
    public static TheoryData<int, int, int, int[]> Rows => new()
    {
        { 3, 0, 4, [1, 2] }, { 3, 0, 5, [1, 1] }, { 3, 0, 1, [2] }, { 3, 0, 3, [] }, { 4, 3, 6, [0, 0, 1] }, { 2, 1, 7, [0, 0, 0] },
        { 3, 1, 7, [0, 2, 2, 0] }, { 2, 0, 3, [1, 1] }, { 3, 0, 8, [1, 2, 1, 2, 1] },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void TheLossIsThatOfAllAlignmentsEnumerated(int classes, int blank, int steps, int[] labels)
    {
        Tensor logits = GradientCheck.Noise(steps + classes, new Shape(steps, classes), -2, 2);
        CtcResult result = new Tape().Ctc(logits, new SequenceLayout([steps]), [labels], new CtcOptions { Blank = blank });
        double expected = Enumerate(Array.ConvertAll(logits.ToArray(), v => (double)v), classes, blank, labels);
        Assert.Equal(expected, result.Rows[0], 1e-6);
        Assert.Equal(expected, result.Loss.Scalar, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void TheGradientIsThatOfCentralDifferences(int classes, int blank, int steps, int[] labels) => GradientCheck.Loss(
        (tape, x) => tape.Ctc(x, new SequenceLayout([steps]), [labels], new CtcOptions { Blank = blank }).Loss,
        x => Enumerate(x, classes, blank, labels), GradientCheck.Noise(7, new Shape(steps, classes), -2, 2));

    /// <summary>Far outside the range that scaled probabilities have: here the sums are made of logarithms.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public void LogitsOfHundredsAreSummedInLogSpace(int classes, int blank, int steps, int[] labels)
    {
        Tensor logits = GradientCheck.Noise(11, new Shape(steps, classes), -900, 900);
        CtcResult result = new Tape().Ctc(logits, new SequenceLayout([steps]), [labels], new CtcOptions { Blank = blank });
        double expected = Enumerate(Array.ConvertAll(logits.ToArray(), v => (double)v), classes, blank, labels);
        Assert.Equal(expected, result.Rows[0], 1e-5 * Math.Max(1, Math.Abs(expected)));
    }

    [Fact]
    public void ARaggedBatchIsTheMeanOfItsRows()
    {
        // Rows of unequal lengths, so that the caller's order and the packed order differ.
        int[] lengths = [3, 6, 2, 5];
        int[][] labels = [[1], [1, 1, 2], [2, 1], []];
        var layout = new SequenceLayout(lengths);
        foreach (bool perLabel in new[] { false, true })
        {
            GradientCheck.Loss(
                (tape, x) => tape.Ctc(x, layout, labels, new CtcOptions { PerLabel = perLabel }).Loss,
                x =>
                {
                    double sum = 0;
                    for (int r = 0; r < lengths.Length; r++)
                    {
                        int row = layout.Order[r];
                        double[] own = [.. Enumerable.Range(0, lengths[row]).SelectMany(t => x.Skip(layout.PackedRow(t, r) * 3).Take(3))];
                        sum += Enumerate(own, 3, 0, labels[row]) / (perLabel ? Math.Max(1, labels[row].Length) : 1);
                    }

                    return sum / lengths.Length;
                },
                GradientCheck.Noise(3, new Shape(layout.Total, 3), -1, 1));
        }
    }

    [Fact]
    public void PyTorchAgrees()
    {
        using Stream stream = typeof(CtcTests).Assembly.GetManifestResourceStream("Golden/ctc.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        foreach (JsonElement c in document.RootElement.EnumerateArray())
        {
            JsonElement[] rows = [.. c.GetProperty("rows").EnumerateArray()];
            int classes = c.GetProperty("classes").GetInt32();
            var layout = new SequenceLayout(Array.ConvertAll(rows, r => r.GetProperty("steps").GetInt32()));
            Tensor logits = Tensor.Zeros(layout.Total, classes);
            layout.PackFeatures(Array.ConvertAll(rows, r => Array.ConvertAll(Doubles(r, "logits"), v => (float)v)), classes, logits.Span);
            logits.RequiresGradient = true;
            int[][] labels = Array.ConvertAll(rows, r => r.GetProperty("labels").EnumerateArray().Select(v => v.GetInt32()).ToArray());
            var options = new CtcOptions { Blank = c.GetProperty("blank").GetInt32(), Reduction = LossReduction.Sum };
            var tape = new Tape { Recording = true };
            CtcResult result = tape.Ctc(logits, layout, labels, options);
            tape.Backward(result.Loss);
            for (int r = 0; r < rows.Length; r++)
            {
                Assert.Equal(rows[r].GetProperty("loss").GetDouble(), result.Rows[r], 1e-5);
                double[] gradient = Doubles(rows[r], "gradient");
                int sorted = layout.Order.IndexOf(r);
                for (int i = 0; i < gradient.Length; i++)
                {
                    Assert.Equal(gradient[i], logits.Gradient![layout.PackedRow(i / classes, sorted), i % classes], 1e-5);
                }
            }

            Tensor mean = new Tape().Ctc(logits, layout, labels, options with { Reduction = LossReduction.Mean, PerLabel = true }).Loss;
            Assert.Equal(c.GetProperty("mean").GetDouble(), mean.Scalar, 1e-5);
        }

        static double[] Doubles(JsonElement parent, string name) => [.. parent.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
    }

    [Fact]
    public void RowsTooShortForTheirLabelsAreInfiniteOrNothing()
    {
        var layout = new SequenceLayout([2, 4]);
        int[][] labels = [[1, 1], [1, 2]];
        Tensor logits = GradientCheck.Noise(1, new Shape(layout.Total, 3), -1, 1);
        logits.RequiresGradient = true;
        CtcResult strict = new Tape().Ctc(logits, layout, labels);
        Assert.Equal((1, float.PositiveInfinity, double.PositiveInfinity), (strict.Impossible, strict.Loss.Scalar, strict.Rows[0]));
        var tape = new Tape { Recording = true };
        CtcResult kind = tape.Ctc(logits, layout, labels, new CtcOptions { ZeroInfinity = true });
        tape.Backward(kind.Loss);
        Assert.Equal(kind.Rows[1] / 2, kind.Loss.Scalar, 1e-5);
        int shorter = layout.Order.IndexOf(0), longer = layout.Order.IndexOf(1);
        Assert.All([0, 1], t => Assert.Equal(0, logits.Gradient![layout.PackedRow(t, shorter), 1]));
        Assert.NotEqual(0, logits.Gradient![layout.PackedRow(0, longer), 1]);
    }

    [Fact]
    public void ALongSequenceStaysExactAndAnyNumberOfThreadsGivesTheSameBits()
    {
        // Every path of T steps with equal probabilities: p = (number of alignments) / C^T, the number from a plain recursion in logarithms.
        const int Steps = 3000, Classes = 5;
        int[] labels = [.. Enumerable.Range(0, 200).Select(i => 1 + (i % 4))];
        Tensor uniform = Tensor.Zeros(Steps, Classes);
        CtcResult result = new Tape().Ctc(uniform, new SequenceLayout([Steps]), [labels]);

        // All labels differ from their neighbours: alignments of L labels in T steps are C(T + L, 2 L).
        double count = 0;
        for (int i = 1; i <= 2 * labels.Length; i++)
        {
            count += Math.Log((double)(Steps + labels.Length - (2 * labels.Length) + i) / i);
        }

        Assert.Equal((Steps * Math.Log(Classes)) - count, result.Rows[0], 1e-7 * result.Rows[0]);
        var lengths = Enumerable.Range(0, 40).Select(i => 50 + (17 * i % 90)).ToArray();
        var layout = new SequenceLayout(lengths);
        int[][] rows = [.. lengths.Select((l, i) => Enumerable.Range(0, i % 20).Select(j => 1 + ((i + j) % 6)).ToArray())];
        Tensor logits = GradientCheck.Noise(5, new Shape(layout.Total, 7), -3, 3);
        (float, float[]) one = Train(1), four = Train(4);
        Assert.Equal(one.Item1, four.Item1);
        Assert.Equal(one.Item2, four.Item2);

        (float, float[]) Train(int threads)
        {
            using var team = new ThreadTeam(threads);
            logits.RequiresGradient = true;
            logits.Gradient = null;
            var tape = new Tape(team) { Recording = true };
            Tensor loss = tape.Ctc(logits, layout, rows).Loss;
            tape.Backward(loss);
            return (loss.Scalar, logits.Gradient!.ToArray());
        }
    }

    [Fact]
    public void WrongArgumentsAreNamed()
    {
        Tensor logits = Tensor.Zeros(4, 3);
        var layout = new SequenceLayout([4]);
        Assert.Contains("got 0 in row 0", Assert.Throws<ArgumentException>(() => new Tape().Ctc(logits, layout, [[1, 0]])).Message, StringComparison.Ordinal);
        Assert.Contains("got 3 in row 0", Assert.Throws<ArgumentException>(() => new Tape().Ctc(logits, layout, [[3]])).Message, StringComparison.Ordinal);
        Assert.Contains("expected a blank from 0 to 2, got 3", Assert.Throws<ArgumentException>(
            () => new Tape().Ctc(logits, layout, [[1]], new CtcOptions { Blank = 3 })).Message, StringComparison.Ordinal);
        Assert.Contains("4 steps of the layout, got 5", Assert.Throws<ArgumentException>(
            () => new Tape().Ctc(Tensor.Zeros(5, 3), layout, [[1]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Tape().Ctc(logits, layout, []));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void AWideBeamFindsTheExactProbabilityOfEveryLabelling(int classes, int blank, int steps, int[] labels)
    {
        float[] logits = GradientCheck.Noise(steps, new Shape(steps, classes), -2, 2).ToArray();
        double[] log = LogSoftmax(Array.ConvertAll(logits, v => (double)v), classes);
        var search = new CtcBeamSearch(classes, blank, width: 100_000);
        IReadOnlyList<CtcHypothesis> found = search.Decode(Array.ConvertAll(log, v => (float)v));
        CtcHypothesis own = found.Single(h => h.Labels.SequenceEqual(labels));
        Assert.Equal(-Enumerate(Array.ConvertAll(logits, v => (double)v), classes, blank, labels), own.LogProbability, 1e-5);
        Assert.Equal(1, found.Sum(h => Math.Exp(h.LogProbability)), 1e-5);
        Assert.Equal(found.Max(h => h.LogProbability), found[0].LogProbability);
    }

    [Fact]
    public void TheBeamAddsUpAlignmentsWhereTheBestPathDoesNot()
    {
        // Two steps, p(blank) = 0.6: the best path is empty (0.36), but "a" has 0.64.
        float blank = MathF.Log(0.6f), a = MathF.Log(0.4f);
        float[] log = [blank, a, blank, a];
        Assert.Empty(CtcGreedyDecoder.Decode(log, 2).Labels);
        CtcHypothesis best = new CtcBeamSearch(2, width: 2).Decode(log)[0];
        Assert.Equal([1], best.Labels);
        Assert.Equal(Math.Log(0.64), best.LogProbability, 1e-6);

        // A score against labels turns it round.
        Assert.Empty(new CtcBeamSearch(2, width: 2) { Score = (_, _) => -1 }.Decode(log)[0].Labels);
    }

    [Fact]
    public void TheBestPathMakesRepeatsOneAndLeavesBlanksOut()
    {
        int[] path = [1, 1, 0, 1, 2, 2, 0, 0, 2];
        float[] log = [.. path.SelectMany(best => Enumerable.Range(0, 3).Select(c => c == best ? -0.1f : -3f))];
        CtcHypothesis decoded = CtcGreedyDecoder.Decode(log, 3);
        Assert.Equal([1, 1, 2, 2], decoded.Labels);
        Assert.Equal(-0.9, decoded.LogProbability, 1e-6);
        Assert.Equal(decoded.Labels, new CtcBeamSearch(3, width: 4).Decode(log)[0].Labels);
        Assert.Throws<ArgumentException>(() => CtcGreedyDecoder.Decode(log, 4));
    }

    /// <summary>-ln of the sum over all paths that become the labels: every sequence of classes is tried.</summary>
    private static double Enumerate(double[] logits, int classes, int blank, int[] labels)
    {
        double[] log = LogSoftmax(logits, classes);
        int steps = logits.Length / classes;
        var paths = new List<double>();
        for (long path = 0; path < (long)Math.Pow(classes, steps); path++)
        {
            var collapsed = new List<int>();
            double sum = 0;
            long rest = path;
            int previous = -1;
            for (int t = 0; t < steps; t++, rest /= classes)
            {
                int c = (int)(rest % classes);
                sum += log[(t * classes) + c];
                if (c != previous && c != blank)
                {
                    collapsed.Add(c);
                }

                previous = c;
            }

            if (collapsed.SequenceEqual(labels))
            {
                paths.Add(sum);
            }
        }

        return -LogSum(paths);
    }

    private static double[] LogSoftmax(double[] logits, int classes)
    {
        var log = new double[logits.Length];
        for (int at = 0; at < logits.Length; at += classes)
        {
            double sum = LogSum(logits.Skip(at).Take(classes));
            for (int c = 0; c < classes; c++)
            {
                log[at + c] = logits[at + c] - sum;
            }
        }

        return log;
    }

    /// <summary>ln of the sum of e^x, without leaving the range of double.</summary>
    private static double LogSum(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double most = all.Length == 0 ? double.NegativeInfinity : all.Max();
        return double.IsInfinity(most) ? most : most + Math.Log(all.Sum(v => Math.Exp(v - most)));
    }
}
