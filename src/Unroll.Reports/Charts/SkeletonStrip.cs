namespace Unroll.Reports.Charts;

/// <summary>Stick figures side by side: moments of a movement.</summary>
/// <param name="frames">The frames in order: x and y of each joint, y upwards.</param>
/// <param name="bones">Pairs of joints that a line connects.</param>
public sealed class SkeletonStrip(IReadOnlyList<IReadOnlyList<(double X, double Y)>> frames, IReadOnlyList<(int From, int To)> bones) : IChart
{
    /// <summary>What the chart shows, for readers who do not see it.</summary>
    public string Description { get; init; } = "stick figures over time";

    /// <summary>Frames shown at most: of more, every nth.</summary>
    public int MostFrames { get; init; } = 10;

    /// <summary>Height in pixels.</summary>
    public double Height { get; init; } = 150;

    /// <summary>Width of each figure in pixels.</summary>
    public double FigureWidth { get; init; } = 84;

    /// <inheritdoc/>
    public string ToSvg()
    {
        var count = Math.Min(MostFrames, frames.Count);
        var shown = Enumerable.Range(0, count).Select(i => frames[count == 1 ? 0 : (int)Math.Round((double)i * (frames.Count - 1) / (count - 1))]).ToArray();
        var all = shown.SelectMany(f => f).Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)).ToArray();
        var svg = new SvgWriter(Math.Max(1, count) * FigureWidth + 8, Height, Description);
        if (all.Length == 0)
        {
            svg.NoData();
            return svg.Finish();
        }

        double left = all.Min(p => p.X), right = all.Max(p => p.X), low = all.Min(p => p.Y), high = all.Max(p => p.Y);
        var scale = Math.Min((FigureWidth - 6) / Math.Max(right - left, 1e-9), (Height - 12) / Math.Max(high - low, 1e-9));
        for (var i = 0; i < count; i++)
        {
            double MapX(double x) => 4 + (i + 0.5) * FigureWidth + (x - (left + right) / 2) * scale;
            double MapY(double y) => Height / 2 - (y - (low + high) / 2) * scale;
            foreach (var (from, to) in bones)
            {
                var (a, b) = (shown[i][from], shown[i][to]);
                if (double.IsFinite(a.X) && double.IsFinite(a.Y) && double.IsFinite(b.X) && double.IsFinite(b.Y))
                {
                    svg.Line(MapX(a.X), MapY(a.Y), MapX(b.X), MapY(b.Y), "axis");
                }
            }

            foreach (var point in shown[i].Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)))
            {
                svg.Marker(Palette.Shape(0), MapX(point.X), MapY(point.Y), 1.8, $"{Palette.ColorClass(0)} f", "");
            }
        }

        return svg.Finish();
    }
}
