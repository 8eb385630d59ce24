using Unroll.Metrics;

namespace Unroll.Tests.Metrics;

public sealed class SeriesMetricsTests
{
    [Fact]
    public void RegressionFiguresAreThoseOfTheDefinition()
    {
        var report = new RegressionReport([1, 2, double.NaN, 4, 9], [2, 2, 77, 1, 11]);
        Assert.Equal(4, report.Count);
        Assert.Equal(6 / 4.0, report.MeanAbsoluteError, 1e-12);
        Assert.Equal(1.5, report.MedianAbsoluteError, 1e-12);
        Assert.Equal(Math.Sqrt(14 / 4.0), report.RootMeanSquaredError, 1e-12);
        Assert.Equal(0, report.Bias, 1e-12);
        Assert.Equal(1 - (14 / 38.0), report.RSquared, 1e-12);
        Assert.Equal(0, new RegressionReport([], []).Count);
        Assert.Equal(0, new RegressionReport([3, 3], [3, 4]).RSquared);
        Assert.Throws<ArgumentException>(() => new RegressionReport([1], []));
    }

    [Fact]
    public void LatePredictionsCostMore()
    {
        Assert.Equal(Math.Exp(1) - 1, PrognosticsMetrics.PhmScore([50], [60]), 1e-12);
        Assert.Equal(Math.Exp(1) - 1, PrognosticsMetrics.PhmScore([50], [37]), 1e-12);
        Assert.Equal(0, PrognosticsMetrics.PhmScore([50, 3], [50, 3]));
    }

    [Fact]
    public void ImbalancedFiguresMatchScikitLearn()
    {
        // balanced_accuracy_score, matthews_corrcoef and cohen_kappa_score of these, worked out by hand from the same formulas.
        int[] truth = [0, 0, 0, 0, 0, 0, 1, 1, 2, 2], predicted = [0, 0, 0, 0, 0, 1, 1, 0, 2, 0];
        var confusion = new ConfusionMatrix(truth, predicted, ["a", "b", "c"]);
        Assert.Equal(((5 / 6.0) + 0.5 + 0.5) / 3, ImbalanceMetrics.BalancedAccuracy(confusion), 1e-12);
        // s = 10, c = 7, Σ t p = 6*7 + 2*2 + 2*1 = 48, Σ p² = 54, Σ t² = 44
        Assert.Equal((70 - 48) / Math.Sqrt((100 - 54.0) * (100 - 44)), ImbalanceMetrics.MatthewsCorrelation(confusion), 1e-12);
        Assert.Equal((0.7 - 0.48) / (1 - 0.48), ImbalanceMetrics.CohenKappa(confusion), 1e-12);
        var constant = new ConfusionMatrix(truth, new int[10], ["a", "b", "c"]);
        Assert.Equal(1 / 3.0, ImbalanceMetrics.BalancedAccuracy(constant), 1e-12);
        Assert.Equal(0, ImbalanceMetrics.MatthewsCorrelation(constant));
        Assert.Equal(0, ImbalanceMetrics.CohenKappa(constant), 1e-12);
    }

    [Fact]
    public void RankingsAgreeWithCountingPairs()
    {
        var random = new Random(4);
        bool[] positive = [.. Enumerable.Range(0, 60).Select(_ => random.Next(4) == 0)];
        float[] scores = [.. positive.Select(p => (float)random.Next(10) + (p ? 2 : 0))]; // with many ties
        double wins = 0, pairs = 0;
        for (int i = 0; i < 60; i++)
        {
            for (int j = 0; j < 60; j++)
            {
                if (positive[i] && !positive[j])
                {
                    pairs++;
                    wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }

        Assert.Equal(wins / pairs, ImbalanceMetrics.RocAuc(positive, scores), 1e-12);
        double area = 0, recall = 0;
        foreach (float threshold in scores.Distinct().OrderDescending())
        {
            int taken = scores.Count(s => s >= threshold), right = Enumerable.Range(0, 60).Count(i => positive[i] && scores[i] >= threshold);
            double next = (double)right / positive.Count(p => p);
            area += (next - recall) * right / taken;
            recall = next;
        }

        Assert.Equal(area, ImbalanceMetrics.AveragePrecision(positive, scores), 1e-12);
        Assert.True(double.IsNaN(ImbalanceMetrics.RocAuc([true, true], [1, 2])));
        Assert.True(double.IsNaN(ImbalanceMetrics.AveragePrecision([false], [1])));
    }

    [Fact]
    public void ReliabilityBinsAddUpToTheCalibrationError()
    {
        int[] truth = [0, 1, 1, 0, 1];
        float[] probabilities = [0.9f, 0.1f, 0.25f, 0.75f, 0.45f, 0.55f, 0.3f, 0.7f, 0, 1];
        IReadOnlyList<ReliabilityBin> bins = ProbabilityMetrics.Reliability(truth, probabilities, 2, bins: 5);
        Assert.Equal([0, 0, 1, 2, 2], bins.Select(b => b.Count));
        Assert.Equal(0.5, bins[3].Accuracy, 1e-6);
        Assert.Equal(0.725, bins[3].Confidence, 1e-6);
        Assert.True(double.IsNaN(bins[0].Accuracy));
        double error = bins.Where(b => b.Count > 0).Sum(b => b.Count / 5.0 * Math.Abs(b.Accuracy - b.Confidence));
        Assert.Equal(error, ProbabilityMetrics.ExpectedCalibrationError(truth, probabilities, 2, 5), 1e-6);
    }
}
