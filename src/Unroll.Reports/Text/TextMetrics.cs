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
        foreach (var element in Elements(text))
        {
            em += Em(element);
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
        var room = pixels / fontSize - Em("…");
        foreach (var element in Elements(text))
        {
            room -= Em(element);
            if (room < 0)
            {
                break;
            }

            kept.Append(element);
        }

        return kept.Append('…').ToString();
    }

    /// <summary>What people count as characters.</summary>
    internal static IEnumerable<string> Elements(string text)
    {
        var walk = StringInfo.GetTextElementEnumerator(text);
        while (walk.MoveNext())
        {
            yield return walk.GetTextElement();
        }
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

    // Of a text element that joins several code points, the widest is what takes the room.
    private static double Em(string element)
    {
        var widest = 0.0;
        foreach (var rune in element.EnumerateRunes())
        {
            widest = Math.Max(widest, Columns(rune) switch
            {
                0 => 0,
                2 => 1.05,
                _ when rune.IsAscii && "ijlt.,:;'|!()[] fI".Contains((char)rune.Value) => 0.32,
                _ when rune.Value is 'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.9,
                _ => Rune.IsUpper(rune) ? 0.68 : 0.57,
            });
        }

        return widest;
    }

    private static int Columns(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60)
            or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD) ? 2 : 1,
    };
}
