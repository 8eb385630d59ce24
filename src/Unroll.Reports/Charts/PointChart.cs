using Unroll.Reports.Text;

namespace Unroll.Reports.Charts;

/// <summary>Points on two numbered axes, several series, for example predictions against the truth.</summary>
/// <param name="series">The points, in the order of the legend.</param>
public sealed class PointChart(IReadOnlyList<ChartSeries> series) : IChart
{
    /// <summary>What the chart shows, for readers who do not see it.</summary>
    public string Description { get; init; } = "scatter chart";

    /// <summary>Title of the horizontal axis.</summary>
    public string XTitle { get; init; } = "";

    /// <summary>Title of the vertical axis.</summary>
    public string YTitle { get; init; } = "";

    /// <summary>Whether the line y = x is drawn.</summary>
    public bool Diagonal { get; init; }

    /// <summary>Points of each series at most: of more, every nth is drawn.</summary>
    public int MostPoints { get; init; } = 1500;

    /// <summary>Width in pixels.</summary>
    public double Width { get; init; } = 460;

    /// <summary>Height in pixels.</summary>
    public double Height { get; init; } = 380;

    /// <inheritdoc/>
    public string ToSvg()
    {
        var svg = new SvgWriter(Width, Height, Description);
        var points = series.Select(Points).ToArray();
        var all = points.SelectMany(p => p).ToArray();
        if (all.Length == 0)
        {
            svg.NoData();
            return svg.Finish();
        }

        var names = series.Select(s => s.Name).ToArray();
        var top = 8 + AxisPainter.LegendHeight(names, Width - 60);
        var bottom = Height - 44;
        var y = Axis.Linear(all.Select(p => p.Y), bottom, top);
        var left = 30 + AxisPainter.LabelWidth(y.Ticks.Select(t => t.Label));
        var area = new PlotArea(left, top, Width - left - 14, bottom - top);
        var x = Axis.Linear(all.Select(p => p.X), area.Left, area.Right, 8);
        AxisPainter.Legend(svg, names, left, Width - 60, lines: false);
        AxisPainter.Horizontal(svg, x, area, XTitle);
        AxisPainter.Vertical(svg, y, area, YTitle);
        double low = Math.Max(x.Low, y.Low), high = Math.Min(x.High, y.High);
        if (Diagonal && high > low)
        {
            svg.Line(x.Map(low), y.Map(low), x.Map(high), y.Map(high), "axis");
        }

        for (var s = 0; s < points.Length; s++)
        {
            svg.OpenGroup($"ser k{s}");
            foreach (var point in points[s])
            {
                var tip = $"{series[s].Name}\n{XTitle} {Numbers.Value(point.X)}\n{YTitle} {Numbers.Value(point.Y)}";
                svg.Marker(Palette.Shape(s), x.Map(point.X), y.Map(point.Y), all.Length > 400 ? 1.8 : 3, $"{Palette.ColorClass(s)} f dot hit", tip);
            }

            svg.CloseGroup();
        }

        return svg.Finish();
    }

    private List<(double X, double Y)> Points(ChartSeries line)
    {
        var count = Math.Min(line.X.Count, line.Y.Count);
        var every = Math.Max(1, (count + MostPoints - 1) / MostPoints);
        var points = new List<(double, double)>();
        for (var i = 0; i < count; i += every)
        {
            if (double.IsFinite(line.X[i]) && double.IsFinite(line.Y[i]))
            {
                points.Add((line.X[i], line.Y[i]));
            }
        }

        return points;
    }
}
