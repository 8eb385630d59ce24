namespace Unroll.Data;

/// <summary>Vocabularies of whole words.</summary>
public static class WordVocabulary
{
    /// <summary>
    /// The different words of the training texts by falling frequency, by ordinal among equals, after <see cref="Vocabulary.Unknown"/>.
    /// </summary>
    /// <param name="words">Every word of the training texts, and only of those.</param>
    /// <param name="minCount">How often a word must occur to get an id of its own, at least 1.</param>
    public static Vocabulary Build(IEnumerable<string> words, int minCount = 1)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentOutOfRangeException.ThrowIfLessThan(minCount, 1);
        return Vocabulary.FromTokens(
        [
            Vocabulary.Unknown,
            .. words.Where(w => w != Vocabulary.Unknown).CountBy(w => w, StringComparer.Ordinal).Where(p => p.Value >= minCount)
                .OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Key),
        ]);
    }
}
