using System.Text.RegularExpressions;

namespace Unroll.Data;

/// <summary>Raw sentences into words: signs apart from words, English contractions apart as treebanks write them (do n't, it 's).</summary>
public static partial class WordTokens
{
    /// <summary>The words and signs of a sentence in order; none of an empty one.</summary>
    /// <param name="text">A sentence as people write it.</param>
    public static string[] Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. Pieces().Matches(TextElements.Normalize(text)).Select(m => m.Value)];
    }

    // Addresses, names and tags of social media, contractions, numbers and abbreviations with points, words with hyphens, runs of one sign.
    [GeneratedRegex(
        @"https?://\S+|www\.\S+|[@#]\w+|\S+@\S+\.\w+|\w+(?=n['’]t\b)|n['’]t\b|['’](?:s|re|ve|ll|d|m)\b|\d+(?:[.,:]\d+)+"
        + @"|(?:\p{L}\.){2,}|\p{L}+(?:-\p{L}+)+|\w+|([^\w\s])\1*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pieces();
}
