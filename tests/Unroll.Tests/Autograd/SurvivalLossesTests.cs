using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Losses;
using Unroll.Tensors;

namespace Unroll.Tests.Autograd;

public sealed class SurvivalLossesTests
{
    private static readonly float[] s_times = [0, 1, 2.5f, 4, 5, 3];
    private static readonly float[] s_whole = [0, 1, 2, 4, 5, 3];
    private static readonly bool[] s_censored = [false, true, false, false, true, false];

    [Theory]
    [InlineData(false, LossReduction.Mean)]
    [InlineData(false, LossReduction.Sum)]
    [InlineData(true, LossReduction.Mean)]
    [InlineData(true, LossReduction.Sum)]
    public void WeibullAgreesWithThePaper(bool censoring, LossReduction reduction)
    {
        Tensor logits = GradientCheck.Noise(3, new Shape(6, 2), 0, 0.8); // so that no probability of the reference underflows
        foreach (bool discrete in (bool[])[false, true])
        {
            var options = new WeibullOptions { Discrete = discrete, Reduction = reduction, Epsilon = 0.5 };
            float[] times = discrete ? s_whole : s_times;
            double Reference(double[] x)
            {
                double sum = 0;
                for (int i = 0; i < times.Length; i++)
                {
                    double scale = Math.Exp(x[2 * i]), shape = Math.Exp(x[(2 * i) + 1]), t = times[i];
                    bool observed = !censoring || !s_censored[i];
                    double Survival(double time) => Math.Exp(-Math.Pow(time / scale, shape));
                    double likelihood = discrete
                        // The event falls into [t, t + 1), or it has not come by its end.
                        ? observed ? Survival(t) - Survival(t + 1) : Survival(t + 1)
                        : observed ? shape / scale * Math.Pow((t + 0.5) / scale, shape - 1) * Survival(t + 0.5) : Survival(t + 0.5);
                    sum -= Math.Log(likelihood);
                }

                return reduction == LossReduction.Mean ? sum / times.Length : sum;
            }

            GradientCheck.Loss((t, x) => t.WeibullLoss(x, times, censoring ? s_censored : [], options), Reference, logits);
        }
    }

    [Fact]
    public void DiscreteProbabilitiesOfAllTimesSumToOne()
    {
        double sum = Enumerable.Range(0, 200).Sum(t => Math.Exp(-WeibullLikelihood.Cost(1.2, 0.4, t, true, true, 0).Value));
        Assert.Equal(1, sum, 1e-12);
    }

    [Fact]
    public void ExtremeParametersStayFiniteAndPointBack()
    {
        foreach (bool discrete in (bool[])[false, true])
        {
            foreach (float time in (float[])[0, 1, 300])
            {
                foreach (double a in (double[])[-20, 0, 20])
                {
                    foreach (double b in (double[])[-9, 0, 9])
                    {
                        (double value, double byA, double byB) = WeibullLikelihood.Cost(a, b, time, true, discrete, 1e-6);
                        Assert.True(double.IsFinite(value) && double.IsFinite((float)byA) && double.IsFinite((float)byB), $"{discrete} {time} {a} {b}: {value} {byA} {byB}");
                        Assert.True(Math.Abs(b) <= WeibullOptions.LargestLogShape || byB == 0);
                    }
                }
            }

            // A scale far below the time must grow, one far above must shrink.
            Assert.True(WeibullLikelihood.Cost(-3, 0.5, 300, true, discrete, 1e-6).ByA < 0);
            Assert.True(WeibullLikelihood.Cost(12, 0.5, 300, true, discrete, 1e-6).ByA > 0);
        }
    }

    [Fact]
    public void MeanAndQuantilesAreThoseOfTheDistribution()
    {
        // Shape 1 is the exponential distribution, shape 2 Rayleigh's.
        Assert.Equal(Math.E, WeibullLikelihood.Mean(1, 0), 1e-12);
        Assert.Equal(5 * Math.Sqrt(Math.PI) / 2, WeibullLikelihood.Mean(Math.Log(5), Math.Log(2)), 1e-12);
        Assert.Equal(Math.E * Math.Log(2), WeibullLikelihood.Quantile(1, 0, 0.5), 1e-12);
        double median = WeibullLikelihood.Quantile(1.3, 0.7, 0.5);
        Assert.Equal(0.5, Math.Exp(-Math.Pow(median / Math.Exp(1.3), Math.Exp(0.7))), 1e-12);
        for (int n = 1; n < 12; n++)
            Assert.Equal(Enumerable.Range(1, n).Sum(i => Math.Log(i)), WeibullLikelihood.LogGamma(n + 1), 1e-12 * Math.Max(1, n * n));
    }

    [Fact]
    public void WrongArgumentsAreNamed()
    {
        Tensor logits = Tensor.Zeros(2, 2);
        Assert.Contains("[n, 2]", Assert.Throws<ArgumentException>(() => new Tape().WeibullLoss(Tensor.Zeros(2, 3), [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("2 entries in `times`", Assert.Throws<ArgumentException>(() => new Tape().WeibullLoss(logits, [1])).Message, StringComparison.Ordinal);
        Assert.Contains("`censored`", Assert.Throws<ArgumentException>(() => new Tape().WeibullLoss(logits, [1, 2], [true])).Message, StringComparison.Ordinal);
        Assert.Contains("-1 at position 1", Assert.Throws<ArgumentException>(() => new Tape().WeibullLoss(logits, [1, -1])).Message, StringComparison.Ordinal);
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => new Tape().WeibullLoss(logits, [1, float.NaN])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LossReduction.Mean)]
    [InlineData(LossReduction.Sum)]
    public void QuantilesAgreeWithPlainLoops(LossReduction reduction)
    {
        float[] targets = [0.3f, -0.7f, 2], quantiles = [0.1f, 0.5f, 0.9f];
        double Reference(double[] x)
        {
            double sum = 0;
            for (int i = 0; i < 9; i++)
            {
                double d = targets[i / 3] - x[i], q = quantiles[i % 3];
                sum += d > 0 ? q * d : (1 - q) * -d;
            }

            return reduction == LossReduction.Mean ? sum / 9 : sum;
        }

        GradientCheck.Loss((t, x) => t.QuantileLoss(x, targets, quantiles, reduction), Reference, GradientCheck.Noise(5, 3, 3));
        Assert.Throws<ArgumentException>(() => new Tape().QuantileLoss(Tensor.Zeros(3, 3), targets, [0.1f, 0.5f, 1]));
        Assert.Throws<ArgumentException>(() => new Tape().QuantileLoss(Tensor.Zeros(3, 2), targets, quantiles));
    }

    [Fact]
    public void SegmentMaximaAgreeWithPlainLoops()
    {
        int[] ids = [2, 0, 2, 3, 0, 2, 3];
        double[] Reference(double[][] inputs)
        {
            var y = new double[5 * 3];
            for (int s = 0; s < 5; s++)
            {
                for (int j = 0; j < 3; j++)
                {
                    double[] column = [.. Enumerable.Range(0, 7).Where(r => ids[r] == s).Select(r => inputs[0][(r * 3) + j])];
                    y[(s * 3) + j] = column.Length == 0 ? 0 : column.Max();
                }
            }

            return y;
        }

        GradientCheck.Run((t, x) => t.SegmentMax(x[0], ids, 5), Reference, GradientCheck.Noise(8, 7, 3));
        Assert.Throws<ArgumentException>(() => new Tape().SegmentMax(Tensor.Zeros(2, 3), [0, 5], 5));
    }
}
