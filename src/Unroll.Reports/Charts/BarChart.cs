using Unroll.Reports.Text;

namespace Unroll.Reports.Charts;

/// <summary>Bars by category, several series side by side.</summary>
/// <param name="categories">Names of the categories.</param>
/// <param name="series">The bars of each category, in the order of the legend.</param>
public sealed class BarChart(IReadOnlyList<string> categories, IReadOnlyList<BarSeries> series) : IChart
{
    private const double MaxLabel = 170;

    /// <summary>What the chart shows, for readers who do not see it.</summary>
    public string Description { get; init; } = "bar chart";

    /// <summary>Title of the value axis.</summary>
    public string ValueTitle { get; init; } = "";

    /// <summary>Whether bars run from left to right, a row a category; else they stand, a column a category.</summary>
    public bool Horizontal { get; init; } = true;

    /// <summary>Whether the value axis is logarithmic; values that are not positive have no bar then.</summary>
    public bool Log { get; init; }

    /// <summary>Width in pixels.</summary>
    public double Width { get; init; } = 760;

    /// <summary>Height of a chart of standing bars, in pixels; lying ones take what their rows need.</summary>
    public double Height { get; init; } = 340;

    /// <inheritdoc/>
    public string ToSvg()
    {
        var names = series.Select(s => s.Name).ToArray();
        var legend = 4 + AxisPainter.LegendHeight(names, Width - 60);
        var values = series.SelectMany(s => s.Values.Take(categories.Count)).Where(v => double.IsFinite(v) && (!Log || v > 0)).ToArray();
        return values.Length == 0 ? Empty() : Horizontal ? Lying(names, values, legend) : Standing(names, values, legend);
    }

    private string Empty()
    {
        var svg = new SvgWriter(Width, 120, Description);
        svg.NoData();
        return svg.Finish();
    }

    private string Lying(string[] names, double[] values, double top)
    {
        var thickness = Math.Clamp(24.0 / series.Count, 5, 16);
        var row = thickness * series.Count + 7;
        var svg = new SvgWriter(Width, top + row * categories.Count + 48, Description);
        var left = 14 + Math.Min(MaxLabel, AxisPainter.LabelWidth(categories));
        var area = new PlotArea(left, top, Width - left - 56, row * categories.Count);
        var axis = ValueAxis(values, area.Left, area.Right);
        AxisPainter.Legend(svg, names, left, Width - 60, lines: false);
        AxisPainter.Horizontal(svg, axis, area, ValueTitle);
        var zero = axis.Map(Base(axis));
        for (var c = 0; c < categories.Count; c++)
        {
            var y = area.Top + c * row + 3.5;
            svg.Text(left - 6, y + (row - 7) / 2 + 4, TextMetrics.Fit(categories[c], AxisPainter.FontSize, MaxLabel), "e tick", tip: categories[c]);
            for (var s = 0; s < series.Count; s++)
            {
                if (Value(c, s, axis) is { } value)
                {
                    var end = axis.Map(value);
                    svg.Rect(Math.Min(zero, end), y + s * thickness, Math.Max(0.75, Math.Abs(end - zero)), thickness - 1, Css(s), Tip(c, s, value));
                    if (thickness >= 9)
                    {
                        var ahead = end >= zero;
                        svg.Text(end + (ahead ? 4 : -4), y + s * thickness + thickness / 2 + 3, Numbers.Value(value), ahead ? "val" : "e val");
                    }
                }
            }
        }

        svg.Line(zero, area.Top, zero, area.Bottom, "axis");
        return svg.Finish();
    }

    private string Standing(string[] names, double[] values, double top)
    {
        var svg = new SvgWriter(Width, Height, Description);
        var probe = ValueAxis(values, Height, 0);
        var left = 30 + AxisPainter.LabelWidth(probe.Ticks.Select(t => t.Label));
        var column = (Width - left - 10) / categories.Count;
        var longest = Math.Min(MaxLabel, AxisPainter.LabelWidth(categories));
        var turned = longest > column - 6;
        var below = turned ? longest * 0.71 + 22 : 26;
        var area = new PlotArea(left, top + 8, column * categories.Count, Math.Max(40, Height - top - 8 - below));
        var axis = ValueAxis(values, area.Bottom, area.Top);
        AxisPainter.Legend(svg, names, left, Width - 60, lines: false);
        AxisPainter.Vertical(svg, axis, area, ValueTitle);
        var zero = axis.Map(Base(axis));
        var thickness = Math.Min(40, column * 0.8 / Math.Max(1, series.Count));
        for (var c = 0; c < categories.Count; c++)
        {
            var middle = area.Left + (c + 0.5) * column;
            var label = TextMetrics.Fit(categories[c], AxisPainter.FontSize, MaxLabel);
            svg.Text(middle + (turned ? 4 : 0), area.Bottom + 16, label, turned ? "e tick" : "m tick", turned ? -45 : 0, categories[c]);
            for (var s = 0; s < series.Count; s++)
            {
                if (Value(c, s, axis) is { } value)
                {
                    var x = middle + (s - series.Count / 2.0) * thickness;
                    var end = axis.Map(value);
                    svg.Rect(x, Math.Min(zero, end), thickness - 1, Math.Max(0.75, Math.Abs(end - zero)), Css(s), Tip(c, s, value));
                    if (thickness >= 26)
                    {
                        svg.Text(x + thickness / 2, Math.Min(zero, end) - 4, Numbers.Value(value), "m val");
                    }
                }
            }
        }

        svg.Line(area.Left, zero, area.Right, zero, "axis");
        return svg.Finish();
    }

    // Half the smallest value, so that the shortest bar on a logarithmic axis still has a length.
    private Axis ValueAxis(double[] values, double from, double to) =>
        Log ? Axis.Log(values.Append(values.Min() / 2), from, to) : Axis.Linear(values.Append(0), from, to);

    private double Base(Axis axis) => Log ? axis.Low : 0;

    private double? Value(int category, int index, Axis axis)
    {
        var values = series[index].Values;
        return category < values.Count && axis.Shows(values[category]) ? values[category] : null;
    }

    private string Tip(int category, int index, double value) => $"{categories[category]}\n{series[index].Name}: {Numbers.Value(value)}";

    private static string Css(int index) => $"{Palette.ColorClass(index)} f hit";
}
