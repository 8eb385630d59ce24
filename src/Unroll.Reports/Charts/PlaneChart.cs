using Unroll.Reports.Text;

namespace Unroll.Reports.Charts;

/// <summary>Points in a plane whose two axes carry numbers: eigenvalues, trajectories of a state, saturation of gates.</summary>
/// <param name="series">The points, in the order of the legend.</param>
public sealed class PlaneChart(IReadOnlyList<PlaneSeries> series) : IChart
{
    private const int CircleParts = 96;

    /// <summary>What the chart shows, for readers who do not see it.</summary>
    public string Description { get; init; } = "points in a plane";

    /// <summary>Title of the horizontal axis.</summary>
    public string XTitle { get; init; } = "";

    /// <summary>Title of the vertical axis.</summary>
    public string YTitle { get; init; } = "";

    /// <summary>Whether the unit circle is drawn; both axes then have one scale and their zero in the middle.</summary>
    public bool UnitCircle { get; init; }

    /// <summary>Whether both numbers are shares: each axis then runs from 0 to 1, and the diagonal on which they add up to 1 is drawn.</summary>
    public bool Shares { get; init; }

    /// <summary>Width in pixels.</summary>
    public double Width { get; init; } = 460;

    /// <summary>Height in pixels.</summary>
    public double Height { get; init; } = 380;

    /// <inheritdoc/>
    public string ToSvg()
    {
        (int Index, (double X, double Y, int Point)[] Points)[] shown =
            [.. series.Select((s, i) => (i, Finite(s))).Where(s => s.Item2.Length > 0)];
        var svg = new SvgWriter(Width, Height, Description);
        if (shown.Length == 0)
        {
            svg.NoData();
            return svg.Finish();
        }

        string[] names = [.. series.Select(s => s.Name)];
        double top = 8 + AxisPainter.LegendHeight(names, Width - 60), bottom = Height - 44;
        double[] x = [.. shown.SelectMany(s => s.Points).Select(p => p.X)], y = [.. shown.SelectMany(s => s.Points).Select(p => p.Y)];
        if (UnitCircle)
        {
            double reach = Math.Max(1.05, x.Concat(y).Max(Math.Abs) * 1.02);
            (x, y) = ([-reach, reach], [-reach, reach]);
        }

        if (Shares)
        {
            (x, y) = ([0, 1], [0, 1]);
        }

        Axis vertical = Axis.Linear(y, bottom, top);
        double left = 30 + AxisPainter.LabelWidth(vertical.Ticks.Select(t => t.Label));
        double width = UnitCircle ? Math.Min(Width - left - 14, bottom - top) : Width - left - 14;
        var area = new PlotArea(left, top, width, bottom - top);
        Axis horizontal = Axis.Linear(x, area.Left, area.Right);
        AxisPainter.Legend(svg, names, left, Width - 60, lines: series.Any(s => s.Connected));
        AxisPainter.Horizontal(svg, horizontal, area, XTitle);
        AxisPainter.Vertical(svg, vertical, area, YTitle);
        if (UnitCircle)
        {
            svg.Polyline(
                [.. Enumerable.Range(0, CircleParts + 1).Select(i => i * 2 * Math.PI / CircleParts)
                    .Select(a => (horizontal.Map(Math.Cos(a)), vertical.Map(Math.Sin(a))))],
                "c7 s", "4 3");
        }

        if (Shares)
        {
            svg.Polyline([(area.Left, area.Top), (area.Right, area.Bottom)], "axis", "4 3");
        }

        foreach ((int index, (double X, double Y, int Point)[] points) in shown)
        {
            Draw(svg, index, points, horizontal, vertical);
        }

        return svg.Finish();
    }

    private void Draw(SvgWriter svg, int index, (double X, double Y, int Point)[] points, Axis horizontal, Axis vertical)
    {
        PlaneSeries drawn = series[index];
        string color = Palette.ColorClass(index);
        if (drawn.Connected && points.Length > 1)
        {
            svg.Polyline([.. points.Select(p => (horizontal.Map(p.X), vertical.Map(p.Y)))], $"{color} s", Palette.Dash(index));
        }

        double radius = points.Length > 400 ? 2 : 3.2;
        for (int i = 0; i < points.Length; i++)
        {
            (double x, double y, int point) = points[i];
            string tip = drawn.Tips is { } tips && point < tips.Count ? tips[point] : $"{drawn.Name}\n{Numbers.Value(x)}, {Numbers.Value(y)}";
            svg.Marker(Palette.Shape(index), horizontal.Map(x), vertical.Map(y), drawn.Connected && i == 0 ? radius + 2 : radius, $"{color} f dot hit", tip);
            if (drawn.Labels is { } labels && point < labels.Count)
            {
                svg.Text(horizontal.Map(x) + 6, vertical.Map(y) - 5, labels[point], "tick");
            }
        }
    }

    private static (double X, double Y, int Point)[] Finite(PlaneSeries s) =>
    [
        .. Enumerable.Range(0, Math.Min(s.X.Count, s.Y.Count)).Where(i => double.IsFinite(s.X[i]) && double.IsFinite(s.Y[i]))
            .Select(i => (s.X[i], s.Y[i], i)),
    ];
}
