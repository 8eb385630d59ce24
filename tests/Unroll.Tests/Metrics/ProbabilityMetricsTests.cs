using Unroll.Metrics;

namespace Unroll.Tests.Metrics;

public sealed class ProbabilityMetricsTests
{
    private static readonly int[] Truth = [0, 1, 0, 1, 2];
    private static readonly float[] Probabilities = [.7f, .2f, .1f, .1f, .6f, .3f, .3f, .3f, .4f, 0, 0, 1, .5f, .25f, .25f];

    [Fact]
    public void LogLossIsScikitLearnsOnFloats()
    {
        // sklearn.metrics.log_loss on the same float32 rows; float rounding of the inputs leaves about 1e-8.
        Assert.Equal(3.8800305885591255, ProbabilityMetrics.LogLoss(Truth, Probabilities, 3), 6);
    }

    [Fact]
    public void TopKRanksEqualProbabilitiesByTheLowerId()
    {
        // Ranks of the true classes: 0, 0, 1 (tied with class 1), 1 (tied with class 0, so 1), 2 (tied with class 1).
        Assert.Equal(0.4, ProbabilityMetrics.TopKAccuracy(Truth, Probabilities, 3, 1), 12);
        Assert.Equal(0.6, ProbabilityMetrics.TopKAccuracy(Truth, Probabilities, 3, 2), 12);
        Assert.Equal(1.0, ProbabilityMetrics.TopKAccuracy(Truth, Probabilities, 3, 3), 12);
    }

    [Fact]
    public void CalibrationErrorIsTheWeightedGapByBin()
    {
        // Two bins. Up to 0.5: confidences 0.4 (wrong) and 0.5 (wrong), gap 0.45, weight 2/5.
        // Above: 0.7 and 0.6 (both right) and 1 (wrong): |2/3 - 2.3/3| = 0.1, weight 3/5.
        Assert.Equal(0.4 * 0.45 + 0.6 * 0.1, ProbabilityMetrics.ExpectedCalibrationError(Truth, Probabilities, 3, bins: 2), 6);
    }

    [Fact]
    public void PerfectCertaintyIsPerfect()
    {
        float[] sure = [1, 0, 0, 1];
        Assert.Equal(0, ProbabilityMetrics.LogLoss([0, 1], sure, 2), 6);
        Assert.Equal(0, ProbabilityMetrics.ExpectedCalibrationError([0, 1], sure, 2));
    }

    [Theory]
    [InlineData(0.5f, 0.6f)]
    [InlineData(-0.1f, 1.1f)]
    [InlineData(float.NaN, 0.5f)]
    public void RowsThatAreNoDistributionAreRefused(float a, float b) =>
        Assert.Throws<ArgumentException>(() => ProbabilityMetrics.LogLoss([0], [a, b], 2));

    [Fact]
    public void ShapesAndSettingsAreChecked()
    {
        Assert.Throws<ArgumentException>(() => ProbabilityMetrics.LogLoss([0], [1f], 2));
        Assert.Throws<ArgumentException>(() => ProbabilityMetrics.LogLoss([2], [1f, 0], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProbabilityMetrics.TopKAccuracy([0], [1f, 0], 2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProbabilityMetrics.ExpectedCalibrationError([0], [1f, 0], 2, 0));
    }
}
