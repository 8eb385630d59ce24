using Unroll.Reports.Text;

namespace Unroll.Reports.Charts;

/// <summary>Coloured cells by row and column with a colour bar, for example a confusion matrix.</summary>
/// <param name="rows">Names of the rows, from the top.</param>
/// <param name="columns">Names of the columns, from the left.</param>
/// <param name="values">Values [rows, columns]; one that is not finite is left blank.</param>
public sealed class HeatMap(IReadOnlyList<string> rows, IReadOnlyList<string> columns, double[,] values) : IChart
{
    private const double MaxLabel = 130;
    private const double Bar = 12;

    /// <summary>What the chart shows, for readers who do not see it.</summary>
    public string Description { get; init; } = "heat map";

    /// <summary>Title of the rows.</summary>
    public string RowTitle { get; init; } = "";

    /// <summary>Title of the columns.</summary>
    public string ColumnTitle { get; init; } = "";

    /// <summary>Value of the lowest colour; null for the least value.</summary>
    public double? Minimum { get; init; }

    /// <summary>Value of the highest colour; null for the greatest value.</summary>
    public double? Maximum { get; init; }

    /// <summary>Text in a cell by row, column and value, shown where cells are large enough; null for none.</summary>
    public Func<int, int, double, string>? CellText { get; init; }

    /// <summary>Text on hovering a cell by row, column and value; null for the names and the value.</summary>
    public Func<int, int, double, string>? CellTip { get; init; }

    /// <summary>Text of a value beside the colour bar; null for the plain number.</summary>
    public Func<double, string>? BarText { get; init; }

    /// <summary>Width that the cells fill at most, in pixels.</summary>
    public double MaxCellsWidth { get; init; } = 680;

    /// <summary>Size of a cell at most, in pixels.</summary>
    public double MaxCell { get; init; } = 44;

    /// <summary>Whether column names stand upright and large above the cells: for names of one character.</summary>
    public bool UprightColumns { get; init; }

    /// <inheritdoc/>
    public string ToSvg()
    {
        int height = Math.Min(rows.Count, values.GetLength(0)), width = Math.Min(columns.Count, values.GetLength(1));
        if (height == 0 || width == 0)
        {
            var empty = new SvgWriter(460, 120, Description);
            empty.NoData();
            return empty.Finish();
        }

        var cell = Math.Clamp(MaxCellsWidth / width, 4, MaxCell);
        var tall = UprightColumns ? Math.Min(cell, 30) : cell;
        var left = 16 + (RowTitle.Length > 0 ? 18 : 0) + (tall >= 9 ? Longest(rows, height) : 0);
        var showColumns = cell >= 9;
        var labels = UprightColumns ? 24 : showColumns ? Longest(columns, width) * 0.71 + 14 : 0;
        var area = new PlotArea(left, UprightColumns ? labels + 4 : 8, cell * width, tall * height);
        var svg = new SvgWriter(area.Right + 84, area.Bottom + (UprightColumns ? 0 : labels) + (ColumnTitle.Length > 0 ? 26 : 8), Description);
        var (low, high) = Range(height, width);

        Labels(svg, area, cell, tall, height, width, showColumns);
        for (var r = 0; r < height; r++)
        {
            for (var c = 0; c < width; c++)
            {
                Cell(svg, r, c, area.Left + c * cell, area.Top + r * tall, cell, tall, low, high);
            }
        }

        svg.Text(18, area.Top + area.Height / 2, RowTitle, "m lab", turn: -90);
        svg.Text(area.Left + area.Width / 2, svg.Height - 8, ColumnTitle, "m lab");
        ColorBar(svg, area, low, high);
        return svg.Finish();
    }

    private void Labels(SvgWriter svg, PlotArea area, double cell, double tall, int height, int width, bool showColumns)
    {
        for (var r = 0; r < height && tall >= 9; r++)
        {
            svg.Text(area.Left - 6, area.Top + (r + 0.5) * tall + 4, Short(rows[r]), "e tick", tip: rows[r]);
        }

        for (var c = 0; c < width && showColumns; c++)
        {
            var x = area.Left + (c + 0.5) * cell;
            if (UprightColumns)
            {
                svg.Text(x, area.Top - 8, columns[c], "m char");
            }
            else
            {
                svg.Text(x + 4, area.Bottom + 12, Short(columns[c]), "e tick", -45, columns[c]);
            }
        }
    }

    private void Cell(SvgWriter svg, int r, int c, double x, double y, double cell, double tall, double low, double high)
    {
        var value = values[r, c];
        var finite = double.IsFinite(value);
        var level = ColorMap.LevelClass(finite ? (value - low) / (high - low) : double.NaN);
        var tip = CellTip?.Invoke(r, c, value) ?? $"{rows[r]}\n{columns[c]}: {Numbers.Value(value)}";
        var gap = cell >= 9 ? 1 : 0;
        svg.Rect(x, y, cell - gap, tall - gap, $"{level} h hit", tip);
        if (CellText is not null && finite && cell >= 22 && tall >= 14 && CellText(r, c, value) is { Length: > 0 } text)
        {
            svg.Text(x + (cell - gap) / 2, y + (tall - gap) / 2 + 4, text, $"{level} m k");
        }
    }

    private void ColorBar(SvgWriter svg, PlotArea area, double low, double high)
    {
        // The bar is as tall as the cells but never squeezed below what its labels need.
        var height = Math.Clamp(area.Height - 1, 40, 240);
        var x = area.Right + 14;
        var step = height / ColorMap.Levels;
        for (var i = 0; i < ColorMap.Levels; i++)
        {
            svg.Rect(x, area.Top + (ColorMap.Levels - 1 - i) * step, Bar, step + 0.3, $"v{i} h");
        }

        var ticks = height >= 100 ? 4 : height >= 50 ? 2 : 1;
        for (var i = 0; i <= ticks; i++)
        {
            var value = low + (high - low) * i / ticks;
            svg.Text(x + Bar + 5, area.Top + height * (1 - (double)i / ticks) + 4, BarText?.Invoke(value) ?? Numbers.Value(value), "val");
        }
    }

    private (double Low, double High) Range(int height, int width)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (var r = 0; r < height; r++)
        {
            for (var c = 0; c < width; c++)
            {
                if (double.IsFinite(values[r, c]))
                {
                    low = Math.Min(low, values[r, c]);
                    high = Math.Max(high, values[r, c]);
                }
            }
        }

        (low, high) = (Minimum ?? (double.IsFinite(low) ? low : 0), Maximum ?? (double.IsFinite(high) ? high : 1));
        return high > low ? (low, high) : (low, low + 1);
    }

    private static double Longest(IReadOnlyList<string> names, int count) =>
        Math.Min(MaxLabel, AxisPainter.LabelWidth(names.Take(count)));

    private static string Short(string name) => TextMetrics.Fit(name, AxisPainter.FontSize, MaxLabel);
}
