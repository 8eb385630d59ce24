using Unroll.Reports.Text;

namespace Unroll.Reports.Charts;

/// <summary>Draws what charts share: gridlines with labels, axis titles and a legend.</summary>
internal static class AxisPainter
{
    internal const double FontSize = 12;
    private const double LegendRow = 18;

    /// <summary>Vertical gridlines with labels below and a title under them; labels that would touch are left out.</summary>
    internal static void Horizontal(SvgWriter svg, Axis axis, PlotArea area, string title)
    {
        var free = double.NegativeInfinity;
        foreach (var (value, label) in axis.Ticks)
        {
            var x = axis.Map(value);
            svg.Line(x, area.Top, x, area.Bottom, "grid");
            var half = TextMetrics.Pixels(label, FontSize) / 2;
            if (x - half > free)
            {
                svg.Text(x, area.Bottom + 16, label, "m tick");
                free = x + half + 4;
            }
        }

        svg.Line(area.Left, area.Bottom, area.Right, area.Bottom, "axis");
        svg.Text(area.Left + area.Width / 2, area.Bottom + 34, title, "m lab");
    }

    /// <summary>Horizontal gridlines with labels on the left and a turned title.</summary>
    internal static void Vertical(SvgWriter svg, Axis axis, PlotArea area, string title)
    {
        foreach (var (value, label) in axis.Ticks)
        {
            var y = axis.Map(value);
            svg.Line(area.Left, y, area.Right, y, "grid");
            svg.Text(area.Left - 6, y + 4, label, "e tick");
        }

        svg.Line(area.Left, area.Top, area.Left, area.Bottom, "axis");
        svg.Text(14, area.Top + area.Height / 2, title, "m lab", turn: -90);
    }

    /// <summary>Pixels that tick labels take to the left of a plot.</summary>
    internal static double LabelWidth(IEnumerable<string> labels) =>
        labels.Select(l => TextMetrics.Pixels(l, FontSize)).DefaultIfEmpty(0).Max();

    /// <summary>Height of a legend in rows above a plot; none for fewer than two names.</summary>
    internal static double LegendHeight(IReadOnlyList<string> names, double width) =>
        names.Count < 2 ? 0 : (Rows(names, width)[^1].Row + 1) * LegendRow + 4;

    /// <summary>A legend in rows, top left at (left, 0).</summary>
    internal static void Legend(SvgWriter svg, IReadOnlyList<string> names, double left, double width, bool lines)
    {
        if (names.Count < 2)
        {
            return;
        }

        foreach (var (index, row, x) in Rows(names, width))
        {
            var y = row * LegendRow + 10;
            if (lines)
            {
                svg.Polyline([(left + x, y), (left + x + 16, y)], $"{Palette.ColorClass(index)} s", Palette.Dash(index));
            }
            else
            {
                svg.Rect(left + x + 2, y - 5, 10, 10, $"{Palette.ColorClass(index)} f");
            }

            svg.Text(left + x + 20, y + 4, TextMetrics.Fit(names[index], FontSize, width - 24), "tick", tip: names[index]);
        }
    }

    private static List<(int Index, int Row, double X)> Rows(IReadOnlyList<string> names, double width)
    {
        var places = new List<(int, int, double)>();
        var row = 0;
        var x = 0.0;
        for (var i = 0; i < names.Count; i++)
        {
            var needed = Math.Min(TextMetrics.Pixels(names[i], FontSize), width - 24) + 36;
            if (x > 0 && x + needed > width)
            {
                (row, x) = (row + 1, 0);
            }

            places.Add((i, row, x));
            x += needed;
        }

        return places;
    }
}
