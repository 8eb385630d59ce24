using Unroll.Reports.Text;

namespace Unroll.Reports.Charts;

/// <summary>Lines over a common horizontal axis, for example the loss by epoch.</summary>
/// <param name="series">The lines, in the order of the legend.</param>
public sealed class LineChart(IReadOnlyList<ChartSeries> series) : IChart
{
    private const int MaxDots = 60;
    private const int MaxVertices = 600;

    /// <summary>What the chart shows, for readers who do not see it.</summary>
    public string Description { get; init; } = "line chart";

    /// <summary>Title of the horizontal axis.</summary>
    public string XTitle { get; init; } = "";

    /// <summary>Title of the vertical axis.</summary>
    public string YTitle { get; init; } = "";

    /// <summary>Whether the horizontal axis is logarithmic.</summary>
    public bool LogX { get; init; }

    /// <summary>Whether the vertical axis is logarithmic; values that are not positive are gaps then.</summary>
    public bool LogY { get; init; }

    /// <summary>Width in pixels.</summary>
    public double Width { get; init; } = 460;

    /// <summary>Height in pixels.</summary>
    public double Height { get; init; } = 300;

    /// <inheritdoc/>
    public string ToSvg()
    {
        var svg = new SvgWriter(Width, Height, Description);
        var points = series.Select(Pairs).ToArray();
        if (points.All(p => p.Count == 0))
        {
            svg.NoData();
            return svg.Finish();
        }

        var names = series.Select(s => s.Name).ToArray();
        var top = 8 + AxisPainter.LegendHeight(names, Width - 60);
        var bottom = Height - 44;
        var heights = All(points, p => p.Y).Concat(series.SelectMany(s => (s.Low ?? []).Concat(s.High ?? [])));
        var y = LogY ? Axis.Log(heights, bottom, top) : Axis.Linear(heights, bottom, top);
        var left = 30 + AxisPainter.LabelWidth(y.Ticks.Select(t => t.Label));
        var area = new PlotArea(left, top, Width - left - 14, bottom - top);
        var whole = All(points, p => p.X).All(v => v == Math.Floor(v));
        var x = LogX ? Axis.Log(All(points, p => p.X), area.Left, area.Right) : Axis.Linear(All(points, p => p.X), area.Left, area.Right, 8, whole);

        AxisPainter.Legend(svg, names, left, Width - 60, lines: true);
        AxisPainter.Horizontal(svg, x, area, XTitle);
        AxisPainter.Vertical(svg, y, area, YTitle);
        for (var s = 0; s < points.Length; s++)
        {
            Band(svg, s, x, y);
        }

        for (var s = 0; s < points.Length; s++)
        {
            Draw(svg, s, points[s], x, y);
        }

        return svg.Finish();
    }

    private void Band(SvgWriter svg, int index, Axis x, Axis y)
    {
        ChartSeries line = series[index];
        if (line.Low is null || line.High is null)
        {
            return;
        }

        var shown = Enumerable.Range(0, new[] { line.X.Count, line.Low.Count, line.High.Count }.Min())
            .Where(i => x.Shows(line.X[i]) && y.Shows(line.Low[i]) && y.Shows(line.High[i])).ToArray();
        if (shown.Length > 1)
        {
            svg.Polygon(
                [.. shown.Select(i => (x.Map(line.X[i]), y.Map(line.High[i]))), .. shown.Reverse().Select(i => (x.Map(line.X[i]), y.Map(line.Low[i])))],
                $"{Palette.ColorClass(index)} band");
        }
    }

    private void Draw(SvgWriter svg, int index, List<(double X, double Y)> points, Axis x, Axis y)
    {
        var color = Palette.ColorClass(index);
        foreach (var run in Runs(points, x, y))
        {
            var drawn = Thin(run.ConvertAll(p => (x.Map(p.X), y.Map(p.Y))));
            if (drawn.Count > 1)
            {
                svg.Polyline(drawn, $"{color} s", Palette.Dash(index));
            }
        }

        var shown = points.FindAll(p => x.Shows(p.X) && y.Shows(p.Y));
        var every = (shown.Count + MaxDots - 1) / MaxDots;
        for (var i = 0; i < shown.Count; i++)
        {
            // The last point is the one people look for.
            if (i % every == 0 || i == shown.Count - 1)
            {
                var tip = $"{series[index].Name}\n{XTitle} {Numbers.Value(shown[i].X)}: {Numbers.Value(shown[i].Y)}";
                svg.Marker(Palette.Shape(index), x.Map(shown[i].X), y.Map(shown[i].Y), shown.Count > MaxDots ? 1.5 : 2.6, $"{color} f hit", tip);
            }
        }
    }

    private List<(double X, double Y)> Pairs(ChartSeries line)
    {
        var pairs = new List<(double, double)>();
        for (var i = 0; i < Math.Min(line.X.Count, line.Y.Count); i++)
        {
            pairs.Add((line.X[i], line.Y[i]));
        }

        return pairs.Exists(p => Shown(p.Item1, LogX) && Shown(p.Item2, LogY)) ? pairs : [];
    }

    private static bool Shown(double value, bool log) => double.IsFinite(value) && (!log || value > 0);

    /// <summary>Splits a line at its gaps.</summary>
    private static List<List<(double X, double Y)>> Runs(List<(double X, double Y)> points, Axis x, Axis y)
    {
        var runs = new List<List<(double X, double Y)>> { new() };
        foreach (var point in points)
        {
            if (x.Shows(point.X) && y.Shows(point.Y))
            {
                runs[^1].Add(point);
            }
            else if (runs[^1].Count > 0)
            {
                runs.Add([]);
            }
        }

        return runs;
    }

    /// <summary>Keeps the lowest and the highest point of each stretch, so that a long noisy line keeps its envelope.</summary>
    private static List<(double X, double Y)> Thin(List<(double X, double Y)> points)
    {
        if (points.Count <= MaxVertices)
        {
            return points;
        }

        var kept = new List<(double X, double Y)>(MaxVertices + 2) { points[0] };
        var stretch = 2.0 * points.Count / MaxVertices;
        for (var s = 0; s < MaxVertices / 2; s++)
        {
            int from = (int)(s * stretch), to = Math.Min(points.Count, (int)((s + 1) * stretch));
            int low = from, high = from;
            for (var i = from; i < to; i++)
            {
                low = points[i].Y < points[low].Y ? i : low;
                high = points[i].Y > points[high].Y ? i : high;
            }

            kept.Add(points[Math.Min(low, high)]);
            kept.Add(points[Math.Max(low, high)]);
        }

        kept.Add(points[^1]);
        return kept;
    }

    private static IEnumerable<double> All(List<(double X, double Y)>[] points, Func<(double X, double Y), double> part) =>
        points.SelectMany(p => p).Select(part);
}
