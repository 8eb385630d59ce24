using Unroll.Reports.Text;

namespace Unroll.Reports.Charts;

/// <summary>Points in the plane, coloured and shaped by category; the axes carry no numbers, as fits a map such as t-SNE's.</summary>
/// <param name="x">First coordinates.</param>
/// <param name="y">Second coordinates.</param>
/// <param name="categories">Category id of each point, an index into <paramref name="names"/>.</param>
/// <param name="names">Names of the categories.</param>
public sealed class ScatterChart(
    IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<int> categories, IReadOnlyList<string> names) : IChart
{
    private const double Row = 17;
    private const double MaxLabel = 150;
    private const double Margin = 12;

    /// <summary>What the chart shows, for readers who do not see it.</summary>
    public string Description { get; init; } = "scatter chart";

    /// <summary>Text on hovering each point; null for the name of its category.</summary>
    public IReadOnlyList<string>? Tips { get; init; }

    /// <summary>
    /// Text beside each point, drawn for the first points as long as it lies on no other text or leaves the frame; none where null.
    /// </summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Width in pixels, with the legend.</summary>
    public double Width { get; init; } = 860;

    /// <summary>Height in pixels; more where the legend needs it.</summary>
    public double Height { get; init; } = 620;

    /// <inheritdoc/>
    public string ToSvg()
    {
        var count = new[] { x.Count, y.Count, categories.Count }.Min();
        var shown = Enumerable.Range(0, count)
            .Where(i => double.IsFinite(x[i]) && double.IsFinite(y[i]) && (uint)categories[i] < (uint)names.Count)
            .ToArray();
        if (shown.Length == 0)
        {
            var empty = new SvgWriter(Width, 120, Description);
            empty.NoData();
            return empty.Finish();
        }

        var present = shown.Select(i => categories[i]).Distinct().Order().ToArray();
        var legend = 34 + Math.Min(MaxLabel, AxisPainter.LabelWidth(present.Select(Entry)));
        var svg = new SvgWriter(Width, Math.Max(Height, present.Length * Row + 16), Description);
        var area = new PlotArea(1, 1, Width - legend - 14, svg.Height - 2);
        svg.Rect(area.Left, area.Top, area.Width, area.Height, "frame");

        // One scale for both directions: distances are what such a map shows.
        var (left, right, low, high) = (shown.Min(i => x[i]), shown.Max(i => x[i]), shown.Min(i => y[i]), shown.Max(i => y[i]));
        var scale = Math.Min((area.Width - 2 * Margin) / Math.Max(right - left, 1e-12), (area.Height - 2 * Margin) / Math.Max(high - low, 1e-12));
        double MapX(int i) => area.Left + area.Width / 2 + (x[i] - (left + right) / 2) * scale;
        double MapY(int i) => area.Top + area.Height / 2 - (y[i] - (low + high) / 2) * scale;

        var radius = shown.Length > 2000 ? 2.4 : shown.Length > 400 ? 3.4 : 4.4;
        for (var k = 0; k < present.Length; k++)
        {
            var category = present[k];
            svg.OpenGroup($"ser k{k}");
            foreach (var i in shown.Where(i => categories[i] == category))
            {
                var tip = Tips is not null && i < Tips.Count ? Tips[i] : names[category];
                svg.Marker(Palette.Shape(category), MapX(i), MapY(i), radius, $"{Palette.ColorClass(category)} f dot hit", tip);
            }

            svg.CloseGroup();
            svg.OpenGroup($"key k{k}");
            var at = 14 + k * Row;
            svg.Rect(area.Right + 8, at - Row / 2, legend, Row, "none");
            svg.Marker(Palette.Shape(category), area.Right + 18, at, 4.6, $"{Palette.ColorClass(category)} f");
            svg.Text(area.Right + 30, at + 4, TextMetrics.Fit(Entry(category), AxisPainter.FontSize, MaxLabel), "tick", tip: names[category]);
            svg.CloseGroup();
        }

        Label(svg, area, shown, MapX, MapY);
        return svg.Finish();

        string Entry(int category) => names[category];
    }

    private void Label(SvgWriter svg, PlotArea area, int[] shown, Func<int, double> mapX, Func<int, double> mapY)
    {
        const double Size = 10, High = 11;
        var taken = new List<(double Left, double Top, double Right, double Bottom)>();
        foreach (var i in shown.Where(i => Labels is not null && i < Labels.Count))
        {
            var (left, top) = (mapX(i) + 6, mapY(i) - High / 2);
            var (right, bottom) = (left + TextMetrics.Pixels(Labels![i], Size), top + High);
            if (right > area.Right || taken.Any(t => left < t.Right && t.Left < right && top < t.Bottom && t.Top < bottom))
            {
                continue;
            }

            taken.Add((left, top, right, bottom));
            svg.Text(left, bottom - 2.5, Labels[i], "elab");
        }
    }
}
