namespace Unroll.Reports.Charts;

/// <summary>A named line of a chart.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="X">Positions; points beyond the shorter list are left out.</param>
/// <param name="Y">Values; one that is not finite is a gap.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>The lower end of a band around the line, such as the least of several seeds; null for none.</summary>
    public IReadOnlyList<double>? Low { get; init; }

    /// <summary>The upper end of the band.</summary>
    public IReadOnlyList<double>? High { get; init; }
}
