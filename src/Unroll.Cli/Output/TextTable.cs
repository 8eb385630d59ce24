using System.Globalization;
using System.Text;

namespace Unroll.Cli.Output;

/// <summary>Rows of text with aligned columns and no frame.</summary>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Columns that are aligned to the right.</summary>
    public IReadOnlySet<int> Right { get; init; } = new HashSet<int>();

    /// <summary>Adds a row with as many cells as there are headings.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <inheritdoc/>
    public override string ToString()
    {
        string[][] all = headings.Any(h => h.Length > 0) ? [headings, .. _rows] : [.. _rows];
        int[] widths = [.. headings.Select((_, c) => all.Max(row => Columns(row[c])))];
        var text = new StringBuilder();
        foreach (string[] row in all)
        {
            int start = text.Length;
            for (int c = 0; c < row.Length; c++)
            {
                string space = new(' ', widths[c] - Columns(row[c]));
                text.Append(c > 0 ? "  " : "").Append(Right.Contains(c) ? space + row[c] : row[c] + space);
            }

            while (text.Length > start && text[^1] == ' ')
            {
                text.Length--;
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Columns of a text: its characters as people count them.</summary>
    public static int Columns(string text) => new StringInfo(text).LengthInTextElements;
}
