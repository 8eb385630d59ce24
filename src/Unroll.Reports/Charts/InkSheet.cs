namespace Unroll.Reports.Charts;

/// <summary>Pictures of ink in a grid, each scaled into its cell.</summary>
/// <param name="pictures">The pictures in reading order.</param>
public sealed class InkSheet(IReadOnlyList<InkPicture> pictures) : IChart
{
    private const double CellWidth = 236, CellHeight = 118, Margin = 8, Title = 20, TextWidth = 7.2;
    private const int Columns = 3;

    /// <summary>What the sheet shows, for readers who do not see it.</summary>
    public string Description { get; init; } = "ink";

    /// <inheritdoc/>
    public string ToSvg()
    {
        int rows = Math.Max(1, (pictures.Count + Columns - 1) / Columns);
        var svg = new SvgWriter(Columns * CellWidth, rows * CellHeight, Description);
        if (pictures.Count == 0)
        {
            svg.NoData();
        }

        foreach ((int i, InkPicture picture) in pictures.Index())
        {
            Draw(svg, picture, i % Columns * CellWidth, i / Columns * CellHeight);
        }

        return svg.Finish();
    }

    private static void Draw(SvgWriter svg, InkPicture picture, double x, double y)
    {
        int most = (int)((CellWidth - (2 * Margin)) / TextWidth);
        string text = picture.Text.Length <= most ? picture.Text : picture.Text[..(most - 1)] + "…";
        svg.Text(x + Margin, y + 14, text, "lab", tip: picture.Text);
        (double X, double Y)[] all = [.. picture.Lines.SelectMany(l => l).Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))];
        if (all.Length == 0)
        {
            return;
        }

        double left = all.Min(p => p.X), top = all.Min(p => p.Y), wide = all.Max(p => p.X) - left, tall = all.Max(p => p.Y) - top;
        double roomX = CellWidth - (2 * Margin), roomY = CellHeight - Title - (2 * Margin);
        double scale = Math.Min(roomX / Math.Max(wide, 1e-6), roomY / Math.Max(tall, 1e-6));
        scale = Math.Min(scale, roomY);
        double dx = x + Margin + ((roomX - (wide * scale)) / 2), dy = y + Title + Margin + ((roomY - (tall * scale)) / 2);
        (double X, double Y) Place((double X, double Y) p) => (dx + ((p.X - left) * scale), dy + ((p.Y - top) * scale));
        foreach ((int l, IReadOnlyList<(double X, double Y)> line) in picture.Lines.Index())
        {
            if (line.Count > 0)
            {
                svg.Polyline(line.Count == 1 ? [Place(line[0]), Place((line[0].X + (0.5 / scale), line[0].Y))] : [.. line.Select(Place)], picture.Heat is null ? "s c7" : "edge", "");
            }

            for (int i = 0; picture.Heat is { } heat && i < line.Count; i++)
            {
                (double px, double py) = Place(line[i]);
                svg.Marker(MarkerShape.Circle, px, py, 1 + (2.5 * Math.Clamp(heat[l][i], 0, 1)), "h " + ColorMap.LevelClass(heat[l][i]));
            }
        }
    }
}
