namespace Unroll.Metrics;

/// <summary>Metrics of predicted remaining life.</summary>
public static class PrognosticsMetrics
{
    /// <summary>
    /// The score of the PHM08 challenge: the sum of exp(-d / 13) - 1 for early and exp(d / 10) - 1 for late predictions, with
    /// d = predicted - true (Saxena et al., "Damage propagation modeling for aircraft engine run-to-failure simulation", 2008). Less is better.
    /// </summary>
    /// <param name="truth">True remaining life.</param>
    /// <param name="predicted">Predicted remaining life, as many numbers.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double PhmScore(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted)
    {
        if (truth.Length != predicted.Length)
            throw new ArgumentException($"expected as many `predicted` as `truth` numbers, got {predicted.Length} and {truth.Length}", nameof(predicted));
        double sum = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double d = predicted[i] - truth[i];
            sum += Math.Exp(d < 0 ? -d / 13 : d / 10) - 1;
        }

        return sum;
    }
}
