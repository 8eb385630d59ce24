using System.Text;
using Unroll.Reports.Charts;
using Unroll.Reports.Text;

namespace Unroll.Reports;

/// <summary>
/// Builds one self-contained HTML file: style, script, plots and pictures are inline, nothing is fetched (a content
/// security policy forbids it), all text is escaped. It reads without scripts, in light and dark, and on paper.
/// </summary>
/// <param name="title">Title of the page.</param>
/// <param name="subtitle">One line under the title: the run, its time, the data.</param>
public sealed class ReportBuilder(string title, string? subtitle = null)
{
    private readonly List<ReportSection> _sections = [];

    /// <summary>Appends a section.</summary>
    /// <param name="heading">Its heading, also listed at the top.</param>
    public ReportSection Section(string heading)
    {
        var section = new ReportSection(heading, $"s{_sections.Count + 1}");
        _sections.Add(section);
        return section;
    }

    /// <summary>The page: HTML that is well-formed XML too.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
        html.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; ");
        html.Append("script-src 'unsafe-inline'; img-src data:\"/>\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n");
        html.Append($"<title>{Markup.Escape(title)}</title>\n<style>\n{ChartStyle.Css}{ReportAssets.Css}</style>\n</head>\n<body>\n");
        html.Append($"<header><h1>{Markup.Escape(title)}</h1>");
        if (!string.IsNullOrEmpty(subtitle))
        {
            html.Append($"<p class=\"sub\">{Markup.Escape(subtitle)}</p>");
        }

        html.Append("</header>\n");
        if (_sections.Count > 1)
        {
            html.Append("<nav>").AppendJoin(' ', _sections.Select(s => $"<a href=\"#{s.Id}\">{Markup.Escape(s.Heading)}</a>")).Append("</nav>\n");
        }

        html.Append("<main>\n");
        foreach (var section in _sections)
        {
            section.Write(html);
        }

        html.Append("</main>\n<div id=\"tip\" role=\"tooltip\"></div>\n");
        return html.Append($"<script>{ReportAssets.Script}</script>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Writes the page: to a temporary file beside the target, flushed, then renamed over it, so that no reader sees half of it.</summary>
    /// <param name="path">Target file; its folder must exist.</param>
    /// <exception cref="UnrollException">The file cannot be written; an existing one is left as it was.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var page = Encoding.UTF8.GetBytes(ToHtml());
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(page);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Discard(temporary);
            throw new UnrollException($"cannot write the report '{path}': {e.Message}; check that the folder exists, is writable and has room", e);
        }
    }

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The cause is already being told; a leftover of a full or vanished disk adds nothing to it.
        }
    }
}
