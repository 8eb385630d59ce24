using System.Globalization;
using System.Text;

namespace Unroll.Reports.Text;

/// <summary>Makes any text safe inside HTML and SVG, as content or inside a quoted attribute, and numbers culture-free.</summary>
internal static class Markup
{
    /// <summary>Escapes markup and quotes; what XML cannot hold (control characters, lone surrogates) becomes U+FFFD.</summary>
    internal static string Escape(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => safe.Append("&amp;"),
                '<' => safe.Append("&lt;"),
                '>' => safe.Append("&gt;"),
                '"' => safe.Append("&quot;"),
                '\'' => safe.Append("&#39;"),
                '\t' or '\n' or '\r' => safe.Append((char)rune.Value),
                < 0x20 or (>= 0x7F and < 0xA0) or 0xFFFE or 0xFFFF => safe.Append('\uFFFD'),
                _ => safe.Append(rune.ToString()),
            };
        }

        return safe.ToString();
    }

    /// <summary>A coordinate: two decimals at most, never in a local culture, 0 where it is not finite.</summary>
    internal static string Coordinate(double value)
    {
        var text = double.IsFinite(value) ? value.ToString("0.##", CultureInfo.InvariantCulture) : "0";
        return text == "-0" ? "0" : text;
    }
}
