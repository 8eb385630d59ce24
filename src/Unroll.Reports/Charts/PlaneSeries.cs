namespace Unroll.Reports.Charts;

/// <summary>Named points of a <see cref="PlaneChart"/>.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="X">First coordinates.</param>
/// <param name="Y">Second coordinates; points that are not finite, or beyond the shorter list, are left out.</param>
public sealed record PlaneSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>Text on hovering each point; null for its coordinates.</summary>
    public IReadOnlyList<string>? Tips { get; init; }

    /// <summary>Text beside each point; null for none.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Whether a line joins the points in their order: a trajectory, whose first point is drawn large.</summary>
    public bool Connected { get; init; }
}
