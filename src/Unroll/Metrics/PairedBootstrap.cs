using Unroll.Numerics;

namespace Unroll.Metrics;

/// <summary>
/// Whether one system is really better than another on the same items (Koehn, "Statistical significance tests for machine translation
/// evaluation", 2004).
/// </summary>
/// <param name="Difference">The second system's statistic less the first's, on all items.</param>
/// <param name="Low">Lower end of the difference's interval at 95%.</param>
/// <param name="High">Upper end.</param>
/// <param name="PValue">The share of draws in which the difference had the other sign or none, at least one over the number of
/// draws.</param>
public readonly record struct PairedBootstrap(double Difference, double Low, double High, double PValue)
{
    /// <summary>Compares two systems over items drawn with replacement, the same ones for both.</summary>
    /// <param name="count">The number of items, at least 1.</param>
    /// <param name="first">The first system's statistic of some item positions, which may repeat.</param>
    /// <param name="second">The second system's.</param>
    /// <param name="resamples">The number of draws, at least 1.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public static PairedBootstrap Compare(
        int count, Func<ReadOnlySpan<int>, double> first, Func<ReadOnlySpan<int>, double> second, int resamples = 1000, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resamples);
        int[] items = [.. Enumerable.Range(0, count)];
        double difference = second(items) - first(items);
        var random = new RngSequence(seed, RandomPurpose.Sampling);
        var differences = new double[resamples];
        int against = 0;
        for (int r = 0; r < resamples; r++)
        {
            for (int i = 0; i < count; i++)
            {
                items[i] = random.NextInt(count);
            }

            differences[r] = second(items) - first(items);
            against += differences[r] * Math.Sign(difference) <= 0 ? 1 : 0;
        }

        Array.Sort(differences);
        int tail = (int)(resamples * 0.025);
        return new PairedBootstrap(difference, differences[tail], differences[resamples - 1 - tail],
            Math.Max(1, against) / (double)resamples);
    }
}
