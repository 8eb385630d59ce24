namespace Unroll.Reports.Charts;

/// <summary>Ink with a text above it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Lines">The strokes, each a list of points, y downwards.</param>
public sealed record InkPicture(string Text, IReadOnlyList<IReadOnlyList<(double X, double Y)>> Lines)
{
    /// <summary>A value from 0 to 1 for each point of each stroke, shown as colour; null for plain ink.</summary>
    public IReadOnlyList<IReadOnlyList<double>>? Heat { get; init; }
}
