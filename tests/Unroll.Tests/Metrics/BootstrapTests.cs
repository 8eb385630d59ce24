using Unroll.Metrics;

namespace Unroll.Tests.Metrics;

public sealed class BootstrapTests
{
    [Fact]
    public void IntervalOfAShareMatchesTheBinomial()
    {
        // 80 of 400 right: the standard error is sqrt(0.2 * 0.8 / 400) = 0.02, so 95% is 0.2 +- 0.0392.
        var truth = new int[400];
        var predicted = new int[400];
        predicted.AsSpan(80).Fill(1);
        var interval = Bootstrap.Interval(truth, predicted, ["a", "b"], r => r.Accuracy, resamples: 2000, seed: 7);
        Assert.Equal(0.2, interval.Estimate, 12);

        // The ends of 2,000 draws wander by about 0.0015; four times that is allowed.
        Assert.InRange(interval.Low, 0.2 - 0.0392 - 0.006, 0.2 - 0.0392 + 0.006);
        Assert.InRange(interval.High, 0.2 + 0.0392 - 0.006, 0.2 + 0.0392 + 0.006);
    }

    [Fact]
    public void TheSeedDecides()
    {
        static double Mean(ReadOnlySpan<int> items)
        {
            var sum = 0.0;
            foreach (var i in items)
            {
                sum += i;
            }

            return sum / items.Length;
        }

        var first = Bootstrap.Interval(50, Mean, seed: 1);
        Assert.Equal(first, Bootstrap.Interval(50, Mean, seed: 1));
        Assert.NotEqual(first, Bootstrap.Interval(50, Mean, seed: 2));
        Assert.Equal(24.5, first.Estimate);
        Assert.InRange(first.Estimate, first.Low, first.High);
    }

    [Fact]
    public void EachDrawTakesAsManyItemsAllInRange()
    {
        var draws = 0;
        Bootstrap.Interval(
            7,
            items =>
            {
                draws++;
                Assert.Equal(7, items.Length);
                Assert.True(items.IndexOfAnyExceptInRange(0, 6) < 0);
                return 0;
            },
            resamples: 20);
        Assert.Equal(21, draws);
    }

    [Fact]
    public void SettingsAreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Interval(0, _ => 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Interval(1, _ => 0, resamples: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Interval(1, _ => 0, confidence: 1));
        Assert.Throws<ArgumentException>(() => Bootstrap.Interval([0], [], ["a"], r => r.Accuracy));
    }
}
