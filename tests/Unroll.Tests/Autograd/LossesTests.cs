using Unroll.Autograd;
using Unroll.Losses;
using Unroll.Tensors;

namespace Unroll.Tests.Autograd;

public sealed class LossesTests
{
    private static readonly int[] s_targets = [3, 0, 10, -100, 3, 7];
    private static readonly float[] s_weights = [1, 2, 0.5f, 0.25f, 0, 1, 1, 3, 1, 1, 0.75f];

    [Theory]
    [InlineData(false, 0, LossReduction.Mean)]
    [InlineData(false, 0, LossReduction.Sum)]
    [InlineData(true, 0, LossReduction.Mean)]
    [InlineData(true, 0.1f, LossReduction.Mean)]
    [InlineData(true, 1, LossReduction.Sum)]
    [InlineData(false, 0.3f, LossReduction.Mean)]
    public void CrossEntropyAgreesWithPlainLoops(bool weighted, float smoothing, LossReduction reduction)
    {
        const int Classes = 11;
        var options = new CrossEntropyOptions
        {
            ClassWeights = weighted ? s_weights : null, LabelSmoothing = smoothing, Reduction = reduction,
        };
        double Reference(double[] x)
        {
            double sum = 0, total = 0;
            for (int r = 0; r < s_targets.Length; r++)
            {
                double[] row = x[(r * Classes)..((r + 1) * Classes)];
                double normal = Naive.LogSumExp(row);
                for (int c = 0; c < Classes && s_targets[r] >= 0; c++)
                {
                    double share = (smoothing / (double)Classes) + (c == s_targets[r] ? 1 - (double)smoothing : 0);
                    sum += share * (weighted ? s_weights[c] : 1) * (normal - row[c]);
                    total += c == s_targets[r] ? (weighted ? s_weights[c] : 1) : 0;
                }
            }

            return reduction == LossReduction.Mean ? sum / total : sum;
        }

        Tensor logits = GradientCheck.Noise(1, new Shape(6, Classes), -3, 3);
        GradientCheck.Loss((t, x) => t.CrossEntropy(x, s_targets, options).Loss, Reference, logits);
    }

    [Fact]
    public void CrossEntropyCountsWhatWasRight()
    {
        Tensor logits = Tensor.From([2, 1, 0, 1, 5, 5, 0, 0, 9, 3, 3, 3], 4, 3);
        CrossEntropyResult result = new Tape().CrossEntropy(logits, [0, 2, -1, 0], new() { IgnoreIndex = -1 });
        Assert.Equal((3, 2), (result.Counted, result.Correct));
        Assert.Equal(3, result.Weight);
        Assert.Equal(result.Sum / 3, result.Loss.Scalar, 1e-6);
    }

    [Fact]
    public void NothingCountedIsNoLossAndNoGradient()
    {
        Tensor logits = GradientCheck.Noise(1, 2, 3);
        GradientCheck.Record((t, x) => t.CrossEntropy(x[0], [-100, -100]).Loss, [logits], _ => true, [1], out float[] loss);
        Assert.Equal([0], loss);
        Assert.All(logits.Gradient!.ToArray(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void CrossEntropySurvivesLargeLogits()
    {
        Tensor logits = Tensor.From([1000, 0, float.NegativeInfinity, -1000, 0, 5], 2, 3);
        GradientCheck.Record((t, x) => t.CrossEntropy(x[0], [1, 2]).Loss, [logits], _ => true, [1], out float[] loss);
        Assert.Equal((1000 + Math.Log(1 + Math.Exp(-5))) / 2, loss[0], 1e-4);
        Assert.All(logits.Gradient!.ToArray(), v => Assert.InRange(v, -0.5f, 0.5f));
    }

    [Fact]
    public void RegressionLossesAgreeWithPlainLoops()
    {
        Tensor x = GradientCheck.Noise(1, new Shape(3, 7), -2, 2), target = GradientCheck.Noise(2, new Shape(3, 7), -2, 2);
        double Mean(double[] p, Func<double, double> f) => p.Zip(target.ToArray(), (a, b) => f(a - b)).Average();
        double Huber(double d) => Math.Abs(d) <= 0.75 ? d * d / 2 : 0.75 * (Math.Abs(d) - 0.375);
        GradientCheck.Loss((t, p) => t.MeanSquaredError(p, target), p => Mean(p, d => d * d), x);
        GradientCheck.Loss((t, p) => t.MeanAbsoluteError(p, target), p => Mean(p, Math.Abs), x);
        GradientCheck.Loss((t, p) => t.HuberLoss(p, target, 0.75f), p => Mean(p, Huber), x);
        GradientCheck.Loss((t, p) => t.MeanSquaredError(p, target, LossReduction.Sum), p => 21 * Mean(p, d => d * d), x);
        GradientCheck.Loss((t, p) => t.MeanAbsoluteError(p, target, LossReduction.Sum), p => 21 * Mean(p, Math.Abs), x);
        GradientCheck.Loss((t, p) => t.HuberLoss(p, target, 0.75f, LossReduction.Sum), p => 21 * Mean(p, Huber), x);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2.5f)]
    public void BinaryCrossEntropyAgreesWithPlainLoops(float positiveWeight)
    {
        Tensor x = GradientCheck.Noise(1, new Shape(3, 7), -6, 6), target = GradientCheck.Noise(2, new Shape(3, 7), 0, 1);
        GradientCheck.Loss(
            (t, p) => t.BinaryCrossEntropyWithLogits(p, target, positiveWeight),
            p => p.Zip(target.ToArray(), (a, b) => (positiveWeight * b * Math.Log(1 + Math.Exp(-a))) + ((1.0 - b) * Math.Log(1 + Math.Exp(a)))).Average(),
            x);
        Tensor far = Tensor.From([200, -200], 2);
        Assert.Equal(200, new Tape().BinaryCrossEntropyWithLogits(far, Tensor.From([0, 1], 2)).Scalar, 1e-3);
        Assert.Equal(0, new Tape().BinaryCrossEntropyWithLogits(far, Tensor.From([1, 0], 2)).Scalar);
    }

    [Fact]
    public void HostileArgumentsAreNamed()
    {
        var tape = new Tape { Recording = true };
        Tensor x = GradientCheck.Noise(1, 2, 3), other = GradientCheck.Noise(1, 3, 2);
        Messages.Throws("CrossEntropy: expected 2 entries in `targets`, got 1", () => tape.CrossEntropy(x, [0]));
        Messages.Throws("CrossEntropy: expected `targets` from 0 to 2 or -100 (ignored), got 3 at position 1", () => tape.CrossEntropy(x, [0, 3]));
        Messages.Throws("CrossEntropy: expected 3 entries in `ClassWeights`, got 2", () => tape.CrossEntropy(x, [0, 1], new() { ClassWeights = [1, 1] }));
        Messages.Throws(
            "CrossEntropy: expected finite `ClassWeights` of 0 or more, got -1", () => tape.CrossEntropy(x, [0, 1], new() { ClassWeights = [1, 1, -1] }));
        Messages.Throws("CrossEntropy: expected a `LabelSmoothing` from 0 to 1, got 1.5", () => tape.CrossEntropy(x, [0, 1], new() { LabelSmoothing = 1.5f }));
        Messages.Throws("MeanSquaredError: expected `targets` of shape [2, 3], got [3, 2]", () => tape.MeanSquaredError(x, other));
        Messages.Throws("HuberLoss: expected a positive `delta`, got 0", () => tape.HuberLoss(x, x, 0));
        Messages.Throws("BinaryCrossEntropyWithLogits: expected a positive `positiveWeight`, got -1", () => tape.BinaryCrossEntropyWithLogits(x, x, -1));
        other.RequiresGradient = true;
        Messages.Throws("MeanAbsoluteError: expected constant `targets`, got ones that require a gradient", () => tape.MeanAbsoluteError(other, other));
    }
}
