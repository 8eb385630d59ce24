using System.Globalization;
using System.Text;

namespace Unroll.Reports.Text;

/// <summary>How wide text will be: in pixels of a sans-serif font (estimated), or in columns of a terminal.</summary>
internal static class TextMetrics
{
    /// <summary>Estimated width in pixels at a font size in pixels; errs on the wide side.</summary>
    internal static double Pixels(string text, double fontSize)
    {
        var em = 0.0;
        foreach (var rune in text.EnumerateRunes())
        {
            em += Columns(rune) switch
            {
                0 => 0,
                2 => 1.05,
                _ when rune.IsAscii && "ijlt.,:;'|!()[] fI".Contains((char)rune.Value) => 0.32,
                _ when rune.Value is 'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.9,
                _ => Rune.IsUpper(rune) ? 0.68 : 0.57,
            };
        }

        return em * fontSize;
    }

    /// <summary>The text, or as much of it as fits in a width with an ellipsis; whole text elements are cut off.</summary>
    internal static string Fit(string text, double fontSize, double pixels)
    {
        if (Pixels(text, fontSize) <= pixels)
        {
            return text;
        }

        var kept = new StringBuilder();
        foreach (var element in Elements(text))
        {
            if (Pixels(kept + element + "…", fontSize) > pixels)
            {
                break;
            }

            kept.Append(element);
        }

        return kept.Append('…').ToString();
    }

    /// <summary>What people count as characters.</summary>
    internal static List<string> Elements(string text)
    {
        var elements = new List<string>();
        var walk = StringInfo.GetTextElementEnumerator(text);
        while (walk.MoveNext())
        {
            elements.Add(walk.GetTextElement());
        }

        return elements;
    }

    /// <summary>Columns that a text takes in a terminal.</summary>
    internal static int Columns(string text)
    {
        var columns = 0;
        foreach (var element in Elements(text))
        {
            // A text element is drawn in the cells of its widest part, however many code points it joins.
            columns += element.EnumerateRunes().Max(Columns);
        }

        return columns;
    }

    private static int Columns(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60)
            or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD) ? 2 : 1,
    };
}
