using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.Tests.Autograd;

namespace Unroll.Tests.Losses;

public sealed class AdaptiveSoftmaxTests
{
    private const int Inputs = 8, Classes = 11, Ignored = -100;
    private static readonly int[] s_cutoffs = [4, 7];
    private static readonly int[] s_targets = [3, 0, 10, Ignored, 5, 7, 4, 10];

    /// <summary>The layer with weights large enough that every part of it is sometimes the likeliest.</summary>
    private static AdaptiveSoftmax Layer(params int[] cutoffs)
    {
        var layer = new AdaptiveSoftmax(Inputs, Classes, cutoffs);
        layer.Initialize(3);
        foreach ((NamedParameter p, int i) in layer.Parameters().Select((p, i) => (p, i)))
        {
            GradientCheck.Noise(20 + i, p.Parameter.Value.Shape).Span.CopyTo(p.Parameter.Value.Span);
        }

        return layer;
    }

    private static Tensor[] Tensors(AdaptiveSoftmax layer, int rows) =>
        [GradientCheck.Noise(1, rows, Inputs), .. layer.Parameters().Select(p => p.Parameter.Value)];

    /// <summary>ln p of every class in plain loops, from the paper: head weights, head bias, then projection and output of each cluster.</summary>
    private static double[][] LogProbabilities(double[][] p, int[] cutoffs)
    {
        int rows = p[0].Length / Inputs, frequent = cutoffs.Length == 0 ? Classes : cutoffs[0];
        var all = new double[rows][];
        for (int r = 0; r < rows; r++)
        {
            double[] x = p[0][(r * Inputs)..((r + 1) * Inputs)], head = Map(p[1], x, p[2]);
            double normal = Naive.LogSumExp(head);
            var row = new List<double>(head[..frequent].Select(h => h - normal));
            for (int k = 0; k < cutoffs.Length; k++)
            {
                double[] inside = Map(p[4 + (2 * k)], Map(p[3 + (2 * k)], x, null), null);
                double within = Naive.LogSumExp(inside);
                row.AddRange(inside.Select(v => head[frequent + k] - normal + v - within));
            }

            all[r] = [.. row];
        }

        return all;
    }

    private static double[] Map(double[] weight, double[] x, double[]? bias)
    {
        var y = new double[weight.Length / x.Length];
        for (int o = 0; o < y.Length; o++)
        {
            y[o] = (bias?[o] ?? 0) + x.Select((v, i) => v * weight[(o * x.Length) + i]).Sum();
        }

        return y;
    }

    [Theory]
    [InlineData(LossReduction.Mean)]
    [InlineData(LossReduction.Sum)]
    public void TheLossAgreesWithPlainLoops(LossReduction reduction)
    {
        AdaptiveSoftmax layer = Layer(s_cutoffs);
        int counted = s_targets.Count(t => t != Ignored);
        GradientCheck.Run(
            (tape, x) => layer.Loss(tape, x[0], s_targets, new CrossEntropyOptions { Reduction = reduction }).Loss,
            p =>
            {
                double[][] logs = LogProbabilities(p, s_cutoffs);
                double sum = -s_targets.Select((t, r) => t == Ignored ? 0 : logs[r][t]).Sum();
                return [reduction == LossReduction.Mean ? sum / counted : sum];
            },
            Tensors(layer, s_targets.Length));
    }

    [Fact]
    public void TheProbabilitiesAgreeWithPlainLoopsAndSumToOne()
    {
        AdaptiveSoftmax layer = Layer(s_cutoffs);
        Tensor[] inputs = Tensors(layer, 5);
        GradientCheck.Run((tape, x) => layer.LogProbabilities(tape, x[0]), p => [.. LogProbabilities(p, s_cutoffs).SelectMany(row => row)], inputs);
        float[] logs = layer.LogProbabilities(new Tape(), inputs[0]).ToArray();
        for (int r = 0; r < 5; r++)
        {
            Assert.Equal(1, logs.Skip(r * Classes).Take(Classes).Sum(v => Math.Exp(v)), 1e-5);
        }
    }

    [Fact]
    public void WithoutClustersItIsTheSoftmaxOverAllClasses()
    {
        AdaptiveSoftmax layer = Layer();
        Tensor x = GradientCheck.Noise(1, s_targets.Length, Inputs);
        IReadOnlyList<NamedParameter> parameters = layer.Parameters();
        Assert.Equal(["head.weight", "head.bias"], parameters.Select(p => p.Name));
        var results = new List<(float Loss, float[] Gradient)>();
        foreach (bool own in (bool[])[true, false])
        {
            parameters[0].Parameter.Value.Gradient = null;
            var tape = new Tape { Recording = true };
            Tensor loss = own ? layer.Loss(tape, x, s_targets).Loss
                : tape.CrossEntropy(tape.Linear(x, parameters[0].Parameter.Value, parameters[1].Parameter.Value), s_targets).Loss;
            tape.Backward(loss);
            results.Add((loss.Scalar, parameters[0].Parameter.Gradient.ToArray()));
        }

        Assert.Equal(results[1].Loss, results[0].Loss, 1e-6f);
        Assert.All(results[0].Gradient.Zip(results[1].Gradient), g => Assert.Equal(g.Second, g.First, 1e-6f));
    }

    [Fact]
    public void MeasuringFindsTheLikeliestOfAllClasses()
    {
        AdaptiveSoftmax layer = Layer(s_cutoffs);
        const int Rows = 300;
        Tensor x = GradientCheck.Noise(7, new Shape(Rows, Inputs), -2, 2);
        float[] logs = layer.LogProbabilities(new Tape(), x).ToArray();
        int[] best = [.. Enumerable.Range(0, Rows).Select(r => Enumerable.Range(0, Classes).MaxBy(c => logs[(r * Classes) + c]))];
        Assert.All((int[])[0, 4, 7], from => Assert.Contains(best, b => b >= from && b < (from == 0 ? 4 : from == 4 ? 7 : Classes)));

        // Every other target is the likeliest class; the rest are any, some of them ignored.
        int[] targets = [.. Enumerable.Range(0, Rows).Select(r => r % 2 == 0 ? best[r] : r % 10 == 1 ? Ignored : r % Classes)];
        (double nats, int counted, int correct) = layer.Measure(new Tape(), x, targets);
        Assert.Equal(targets.Count(t => t != Ignored), counted);
        Assert.Equal(Enumerable.Range(0, Rows).Count(r => targets[r] == best[r]), correct);
        Assert.Equal(-Enumerable.Range(0, Rows).Sum(r => targets[r] == Ignored ? 0 : (double)logs[(r * Classes) + targets[r]]), nats, 1e-3);
        Assert.Equal(nats, layer.Loss(new Tape(), x, targets).Sum, 1e-3);
    }

    [Fact]
    public void NothingInAClusterAndNothingAtAllIsNoError()
    {
        AdaptiveSoftmax layer = Layer(s_cutoffs);
        Tensor x = GradientCheck.Noise(1, 2, Inputs);
        Assert.Equal(0, layer.Loss(new Tape(), x, [Ignored, Ignored]).Loss.Scalar);
        Assert.True(layer.Loss(new Tape(), x, [1, 3]).Loss.Scalar > 0);
        Assert.Equal((0, 0, 0), layer.Measure(new Tape(), x, [Ignored, Ignored]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(7, 7)]
    [InlineData(7, 4)]
    public void CutoffsThatDoNotRiseInsideTheClassesAreRefused(params int[] cutoffs) => Assert.Contains(
        "expected rising `cutoffs` between 0 and the number of classes, 11", Assert.Throws<ArgumentException>(() => new AdaptiveSoftmax(Inputs, Classes, cutoffs)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void ATargetThatIsNoClassIsNamed()
    {
        AdaptiveSoftmax layer = Layer(s_cutoffs);
        Assert.Contains("from 0 to 10", Assert.Throws<ArgumentException>(() => layer.Loss(new Tape(), GradientCheck.Noise(1, 1, Inputs), [11])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => layer.Loss(new Tape(), GradientCheck.Noise(1, 1, Inputs), [1], new CrossEntropyOptions { LabelSmoothing = 0.1f }));
    }

    [Fact]
    public void CutoffsAreChosenWhereClustersPay()
    {
        long[] zipf = [.. Enumerable.Range(1, 50_000).Select(rank => 1 + (10_000_000L / rank))];
        int[] cutoffs = AdaptiveCutoffs.Choose(zipf, 256, 2000);
        Assert.Equal(2, cutoffs.Length);
        Assert.Equal(cutoffs.Order(), cutoffs);
        Assert.InRange(zipf.Take(cutoffs[0]).Sum() / (double)zipf.Sum(), 0.8, 0.95);

        // Narrow states leave room for one cluster; characters are too few for any.
        Assert.Single(AdaptiveCutoffs.Choose(zipf, 64, 2000));
        Assert.Empty(AdaptiveCutoffs.Choose(zipf, 32, 2000));
        Assert.Empty(AdaptiveCutoffs.Choose(zipf[..65], 256, 2000));

        // Where few classes make up the text the head is small.
        long[] peaked = [.. Enumerable.Range(0, 50_000).Select(i => i < 400 ? 1_000_000L : 1)];
        Assert.InRange(AdaptiveCutoffs.Choose(peaked, 256, 2000)[0], 320, 700);
    }
}
