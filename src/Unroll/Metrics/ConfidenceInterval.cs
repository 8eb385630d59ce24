using System.Globalization;

namespace Unroll.Metrics;

/// <summary>An estimate with the interval that covers it at a confidence level.</summary>
/// <param name="Estimate">The statistic on the original items.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Confidence">Confidence level, for example 0.95.</param>
public readonly record struct ConfidenceInterval(double Estimate, double Low, double High, double Confidence)
{
    /// <summary>For example <c>0.8345 [0.8260, 0.8427]</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Estimate:F4} [{Low:F4}, {High:F4}]");
}
