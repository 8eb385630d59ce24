using Unroll.Metrics;
using Unroll.Recipes;

namespace Unroll.Tests.Recipes;

public sealed class NgramBaselineTests
{
    [Fact]
    public void OnTheSampleItIsFarAboveTheMostFrequentClassAndAlwaysTheSame()
    {
        var (train, test) = SurnamesData.LoadSample().SplitStratified(0.3, 42);
        ClassificationReport first = NgramBaseline.Evaluate(train, test), second = NgramBaseline.Evaluate(train, test);
        double majority = Baseline.MostFrequent(train, test).Report.Accuracy;
        Assert.Equal(1 / 18.0, majority, 1e-9);
        // Names of 18 balanced classes are told apart about ten times as often as by chance; six times is a wide margin.
        Assert.True(first.Accuracy > 6 * majority, $"{first.Accuracy}");
        Assert.Equal(first.Metrics, second.Metrics);
        Assert.True(NgramBaseline.IsAffordable(train));
    }

    [Fact]
    public void TheWholeSetReachesThePublishedBaseline()
    {
        string? root = Environment.GetEnvironmentVariable("UNROLL_DATA");
        Assert.SkipWhen(root is null, "UNROLL_DATA is not set");
        var (train, test) = Unroll.Data.LabeledText.ReadFolder(Path.Combine(root!, "surnames")).SplitStratified(0.3, 42);
        ClassificationReport report = NgramBaseline.Evaluate(train, test);
        // Published: 83.45% and 0.52, on a split of the same kind; half a point is two standard errors of 6,000 names.
        Assert.True(report.Accuracy > 0.83, $"{report.Accuracy}");
        Assert.True(report.Macro.F1 > 0.52, $"{report.Macro.F1}");
    }
}
