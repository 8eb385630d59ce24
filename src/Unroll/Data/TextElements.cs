using System.Globalization;

namespace Unroll.Data;

/// <summary>
/// Characters as people count them: Unicode text elements (extended grapheme clusters, UAX 29) of the composed form (NFC). A letter with
/// its accents is one, and so is an emoji of several code points.
/// </summary>
public static class TextElements
{
    /// <summary>The text in Unicode normalisation form C, the form in which texts are read, counted and compared here.</summary>
    /// <param name="text">Any text.</param>
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Nfc.Normalize(text);
    }

    /// <summary>The text elements in order; together they are the normalised text.</summary>
    /// <param name="text">Any text.</param>
    public static IEnumerable<string> Split(string text)
    {
        string composed = Normalize(text);
        return Enumerate(composed);
    }

    /// <summary>How many text elements there are.</summary>
    /// <param name="text">Any text.</param>
    public static int Count(string text) => Split(text).Count();

    /// <summary>What two spellings share when they differ only in case, in composition or in the space around them.</summary>
    internal static string SpellingKey(string text) => Nfc.Normalize(Nfc.Normalize(text).ToUpperInvariant()).Trim();

    private static IEnumerable<string> Enumerate(string text)
    {
        for (int i = 0; i < text.Length;)
        {
            int length = StringInfo.GetNextTextElementLength(text, i);
            yield return text.Substring(i, length);
            i += length;
        }
    }
}
