namespace Unroll.Metrics;

/// <summary>Percentile bootstrap (Efron 1979): how far a statistic would move if other items had been drawn.</summary>
public static class Bootstrap
{
    /// <summary>Interval of a statistic over items drawn with replacement; the same seed gives the same interval.</summary>
    /// <param name="count">Number of items, at least 1.</param>
    /// <param name="statistic">Computes the statistic from <paramref name="count"/> item positions, in which positions may repeat.</param>
    /// <param name="resamples">Number of draws.</param>
    /// <param name="confidence">Confidence level in (0, 1).</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static ConfidenceInterval Interval(
        int count, Func<ReadOnlySpan<int>, double> statistic, int resamples = 1000, double confidence = 0.95, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        if (count <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(count), $"expected a positive integer for `count`, got {count}");
        }

        if (resamples <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(resamples), $"expected a positive integer for `resamples`, got {resamples}");
        }

        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), $"expected a `confidence` between 0 and 1, got {confidence}");
        }

        var items = new int[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = i;
        }

        var estimate = statistic(items);
        var values = new double[resamples];
        var state = seed;
        for (var r = 0; r < resamples; r++)
        {
            for (var i = 0; i < count; i++)
            {
                items[i] = (int)Math.BigMul(Next(ref state), (ulong)count, out _);
            }

            values[r] = statistic(items);
        }

        Array.Sort(values);
        var tail = (1 - confidence) / 2;
        return new ConfidenceInterval(estimate, Quantile(values, tail), Quantile(values, 1 - tail), confidence);
    }

    /// <summary>Interval of any figure of a <see cref="ClassificationReport"/>, for example <c>r => r.Macro.F1</c>.</summary>
    /// <inheritdoc cref="Interval(int, Func{ReadOnlySpan{int}, double}, int, double, ulong)"/>
    public static ConfidenceInterval Interval(
        int[] truth,
        int[] predicted,
        IReadOnlyList<string> labels,
        Func<ClassificationReport, double> statistic,
        int resamples = 1000,
        double confidence = 0.95,
        ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(statistic);
        if (truth.Length != predicted.Length)
        {
            throw new ArgumentException(
                $"expected as many `predicted` as `truth` ids, got {predicted.Length} and {truth.Length}", nameof(predicted));
        }

        int[] drawnTruth = new int[truth.Length], drawnPredicted = new int[truth.Length];
        return Interval(
            truth.Length,
            items =>
            {
                for (var i = 0; i < items.Length; i++)
                {
                    drawnTruth[i] = truth[items[i]];
                    drawnPredicted[i] = predicted[items[i]];
                }

                return statistic(new ClassificationReport(drawnTruth, drawnPredicted, labels));
            },
            resamples,
            confidence,
            seed);
    }

    /// <summary>Linear interpolation between order statistics (Hyndman and Fan's type 7, numpy's default).</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood 2014).</summary>
    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
