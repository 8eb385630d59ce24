using System.Text;

namespace Unroll.Data;

/// <summary>Pieces of the user's data inside a message of one line.</summary>
internal static class Quote
{
    private const int Longest = 40;

    /// <summary>The text in quotes, cut where it is long, with control characters and lone surrogates as code points.</summary>
    internal static string Text(string text)
    {
        var quoted = new StringBuilder("\"");
        int shown = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (shown++ == Longest)
            {
                quoted.Append("...");
                break;
            }
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar || rune.Value is 0x2028 or 0x2029)
                quoted.Append($"<U+{rune.Value:X4}>");
            else
                quoted.Append(rune);
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>Some names after another, the first few of many.</summary>
    internal static string List(IReadOnlyCollection<string> names, int most = 20) =>
        string.Join(", ", names.Take(most)) + (names.Count > most ? $" and {names.Count - most} more" : "");
}
