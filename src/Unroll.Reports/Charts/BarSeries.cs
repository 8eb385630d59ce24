namespace Unroll.Reports.Charts;

/// <summary>A named bar of each category.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Values">One value a category, in their order; a missing one or one that is not finite has no bar.</param>
public sealed record BarSeries(string Name, IReadOnlyList<double> Values);
