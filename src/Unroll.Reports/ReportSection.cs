using System.Text;
using Unroll.Reports.Charts;
using Unroll.Reports.Text;

namespace Unroll.Reports;

/// <summary>A section of a report; each method appends to it and returns it.</summary>
public sealed class ReportSection
{
    private readonly StringBuilder _body = new();

    internal ReportSection(string heading, string id) => (Heading, Id) = (heading, id);

    internal string Heading { get; }

    internal string Id { get; }

    /// <summary>A paragraph of plain text.</summary>
    public ReportSection Text(string paragraph) => Append($"<p>{Markup.Escape(paragraph)}</p>\n");

    /// <summary>A heading inside the section.</summary>
    public ReportSection Subheading(string text) => Append($"<h3>{Markup.Escape(text)}</h3>\n");

    /// <summary>Preformatted text, kept as it is.</summary>
    public ReportSection Code(string text) => Append($"<pre><code>{Markup.Escape(text)}</code></pre>\n");

    /// <summary>
    /// Running text on a coloured ground, piece by piece: blue for values down to -1, none at 0, orange up to 1. Line ends are kept.
    /// </summary>
    /// <param name="pieces">The pieces; together they are the text.</param>
    /// <param name="values">A value for each piece; NaN for none.</param>
    /// <param name="caption">What the colours show.</param>
    public ReportSection ColoredText(IReadOnlyList<string> pieces, IReadOnlyList<double> values, string caption)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        ArgumentNullException.ThrowIfNull(values);
        const int Levels = 8;
        var text = new StringBuilder("<pre class=\"tint\">");
        int open = 0;
        for (var i = 0; i < pieces.Count; i++)
        {
            double value = i < values.Count && double.IsFinite(values[i]) ? values[i] : 0;
            int level = (int)Math.Round(Math.Clamp(value, -1, 1) * Levels, MidpointRounding.AwayFromZero);
            if (level != open)
            {
                text.Append(open != 0 ? "</span>" : "").Append(level != 0 ? $"<span class=\"{(level < 0 ? "tn" : "tp")}{Math.Abs(level)}\">" : "");
                open = level;
            }

            text.Append(Markup.Escape(pieces[i]));
        }

        return Figure(text.Append(open != 0 ? "</span>" : "").Append("</pre>").ToString(), caption);
    }

    /// <summary>Names with values, in their order.</summary>
    public ReportSection KeyValues(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        _body.Append("<dl>");
        foreach (var (key, value) in pairs)
        {
            _body.Append($"<div><dt>{Isolated(key)}</dt><dd>{Isolated(value)}</dd></div>");
        }

        return Append("</dl>\n");
    }

    /// <summary>A few figures set large, the first thing to read.</summary>
    public ReportSection Highlights(IEnumerable<KeyValuePair<string, string>> figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        _body.Append("<div class=\"big\">");
        foreach (var (name, value) in figures)
        {
            _body.Append($"<div><b>{Isolated(value)}</b><span>{Isolated(name)}</span></div>");
        }

        return Append("</div>\n");
    }

    /// <summary>A table.</summary>
    /// <param name="headers">Headings of the columns.</param>
    /// <param name="rows">Cells of each row; missing ones stay empty.</param>
    /// <param name="alignment">One letter a column, l, r or c; columns beyond it are aligned left.</param>
    public ReportSection Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows, string alignment = "")
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Table(headers, rows.Select(r => (IReadOnlyList<ReportCell>)[.. r.Select(c => new ReportCell(c))]), alignment);
    }

    /// <summary>A table with marked cells.</summary>
    /// <inheritdoc cref="Table(IReadOnlyList{string}, IEnumerable{IReadOnlyList{string}}, string)"/>
    public ReportSection Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<ReportCell>> rows, string alignment = "")
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(alignment);
        _body.Append("<div class=\"wide\"><table><thead><tr>");
        for (var c = 0; c < headers.Count; c++)
        {
            _body.Append($"<th scope=\"col\"{Align(c)}>{Isolated(headers[c])}</th>");
        }

        _body.Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            _body.Append("<tr>");
            for (var c = 0; c < headers.Count; c++)
            {
                var cell = c < row.Count ? row[c] : default;
                _body.Append($"<td{Align(c)}>{(cell.Emphasis ? $"<strong>{Isolated(cell.Text)}</strong>" : Isolated(cell.Text))}</td>");
            }

            _body.Append("</tr>\n");
        }

        return Append("</tbody></table></div>\n");

        string Align(int column) => (column < alignment.Length ? alignment[column] : 'l') switch
        {
            'r' => " class=\"r\"",
            'c' => " class=\"c\"",
            _ => "",
        };
    }

    /// <summary>A chart with its caption.</summary>
    public ReportSection Chart(IChart chart, string caption)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return Figure(chart.ToSvg(), caption);
    }

    /// <summary>Charts side by side where there is room.</summary>
    public ReportSection Charts(params IEnumerable<(IChart Chart, string Caption)> charts)
    {
        ArgumentNullException.ThrowIfNull(charts);
        _body.Append("<div class=\"pair\">\n");
        foreach (var (chart, caption) in charts)
        {
            Chart(chart, caption);
        }

        return Append("</div>\n");
    }

    /// <summary>A PNG picture, kept inside the page.</summary>
    /// <param name="png">The file's bytes.</param>
    /// <param name="description">What it shows, for readers who do not see it.</param>
    /// <param name="caption">Caption under it.</param>
    public ReportSection Picture(ReadOnlySpan<byte> png, string description, string caption) =>
        Figure($"<img alt=\"{Markup.Escape(description)}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>", caption);

    /// <summary>PNG pictures side by side where there is room.</summary>
    public ReportSection Pictures(params IEnumerable<(byte[] Png, string Description, string Caption)> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        _body.Append("<div class=\"pair\">\n");
        foreach (var (png, description, caption) in pictures)
        {
            Picture(png, description, caption);
        }

        return Append("</div>\n");
    }

    internal void Write(StringBuilder html) =>
        html.Append($"<section id=\"{Id}\"><h2>{Markup.Escape(Heading)}</h2>\n").Append(_body).Append("</section>\n");

    private ReportSection Figure(string content, string caption) =>
        Append($"<figure><div class=\"wide\">{content}</div><figcaption>{Markup.Escape(caption)}</figcaption></figure>\n");

    // Text of either direction must not reorder what stands beside it.
    private static string Isolated(string? text) => $"<bdi>{Markup.Escape(text)}</bdi>";

    private ReportSection Append(string html)
    {
        _body.Append(html);
        return this;
    }
}
