namespace Unroll.Reports.Charts;

/// <summary>A named line of a chart.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="X">Positions; points beyond the shorter list are left out.</param>
/// <param name="Y">Values; one that is not finite is a gap.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);
