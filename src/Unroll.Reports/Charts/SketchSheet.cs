using System.Globalization;
using System.Text;
using Unroll.Data.Strokes;
using Unroll.Reports.Text;

namespace Unroll.Reports.Charts;

/// <summary>Sketches in a grid, each scaled into its cell, with a name for each row and column.</summary>
/// <param name="rows">The sketches by row; null for an empty cell.</param>
public sealed class SketchSheet(IReadOnlyList<IReadOnlyList<Sketch?>> rows) : IChart
{
    private const double Cell = 96, Margin = 8, Left = 92, Top = 20;

    /// <summary>What the sheet shows, for readers who do not see it.</summary>
    public string Description { get; init; } = "sketches";

    /// <summary>Names of the rows; none for none.</summary>
    public IReadOnlyList<string> RowNames { get; init; } = [];

    /// <summary>Names of the columns; none for none.</summary>
    public IReadOnlyList<string> ColumnNames { get; init; } = [];

    /// <summary>Points at the beginning of each sketch that were given rather than drawn: they stand out. 0 for none.</summary>
    public int Given { get; init; }

    /// <inheritdoc/>
    public string ToSvg() => Svg(standalone: false);

    /// <summary>The sheet as a file of its own: black on white.</summary>
    public string ToSvgFile() => Svg(standalone: true);

    private string Svg(bool standalone)
    {
        double left = RowNames.Count > 0 ? Left : 0, top = ColumnNames.Count > 0 ? Top : 0;
        int columns = rows.Count == 0 ? 0 : rows.Max(r => r.Count);
        double width = left + Math.Max(1, columns) * Cell, height = top + Math.Max(1, rows.Count) * Cell;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg {(standalone ? "xmlns=\"http://www.w3.org/2000/svg\"" : "class=\"chart\"")} role=\"img\" ");
        svg.Append($"aria-label=\"{Markup.Escape(Description)}\" viewBox=\"0 0 {N(width)} {N(height)}\" width=\"{N(width)}\" height=\"{N(height)}\">");
        if (standalone)
        {
            svg.Append("<style>.s{fill:none;stroke:#111;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}.g{stroke:#d55e00}"
                + "text{font:12px sans-serif;fill:#555}.m{text-anchor:middle}.e{text-anchor:end}</style>");
            svg.Append($"<rect width=\"{N(width)}\" height=\"{N(height)}\" fill=\"#fff\"/>");
        }

        for (int c = 0; c < ColumnNames.Count; c++)
        {
            Text(svg, left + ((c + 0.5) * Cell), 14, ColumnNames[c], "m tick");
        }

        for (int r = 0; r < rows.Count; r++)
        {
            if (r < RowNames.Count)
            {
                Text(svg, left - 8, top + ((r + 0.5) * Cell) + 4, RowNames[r], "e tick");
            }

            for (int c = 0; c < rows[r].Count; c++)
            {
                if (rows[r][c] is { Length: > 0 } sketch)
                {
                    Draw(svg, sketch, left + (c * Cell), top + (r * Cell), standalone);
                }
            }
        }

        return svg.Append("</svg>").ToString();
    }

    private void Draw(StringBuilder svg, Sketch sketch, double x, double y, bool standalone)
    {
        IReadOnlyList<IReadOnlyList<(float X, float Y)>> lines = sketch.Lines();
        float left = lines.Min(l => l.Min(p => p.X)), top = lines.Min(l => l.Min(p => p.Y));
        float wide = lines.Max(l => l.Max(p => p.X)) - left, tall = lines.Max(l => l.Max(p => p.Y)) - top;
        double scale = (Cell - (2 * Margin)) / Math.Max(Math.Max(wide, tall), 1e-6f);
        double dx = x + ((Cell - (wide * scale)) / 2), dy = y + ((Cell - (tall * scale)) / 2);
        StringBuilder drawn = new(), given = new();
        int at = 0;
        foreach (IReadOnlyList<(float X, float Y)> line in lines)
        {
            for (int i = 0; i < line.Count; i++, at++)
            {
                StringBuilder path = at < Given ? given : drawn;
                string point = $"{N(dx + ((line[i].X - left) * scale))} {N(dy + ((line[i].Y - top) * scale))}";
                if (i > 0 && at == Given)
                {
                    // The first movement that was drawn begins where the last given one ended.
                    path.Append($"M{N(dx + ((line[i - 1].X - left) * scale))} {N(dy + ((line[i - 1].Y - top) * scale))}");
                }

                path.Append(i == 0 ? "M" : "L").Append(point);
                if (line.Count == 1)
                {
                    path.Append("h0.1");
                }
            }
        }

        Path(svg, drawn, standalone ? "s" : "s c7");
        Path(svg, given, standalone ? "s g" : "s c3");
    }

    private static void Path(StringBuilder svg, StringBuilder path, string css)
    {
        if (path.Length > 0)
        {
            svg.Append($"<path class=\"{css}\" d=\"{path}\"/>");
        }
    }

    private static void Text(StringBuilder svg, double x, double y, string text, string css) =>
        svg.Append($"<text class=\"{css}\" x=\"{N(x)}\" y=\"{N(y)}\">{Markup.Escape(text)}</text>");

    private static string N(double value) => Markup.Coordinate(value);
}
