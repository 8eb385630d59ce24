using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>Phrases that occur often.</summary>
internal static class FrequentPhrases
{
    private const int Shortest = 2, Longest = 4;
    private static readonly Tokenizer Words = Tokenizer.Learn(TokenKind.Words, []);

    /// <summary>
    /// The most frequent runs of two, of three and of four words within a sentence, as many of each; equally frequent ones in ordinal order; capitals
    /// count as small letters, and the form met first is given. The lengths take turns, so that the first ones of the list are the most frequent of each.
    /// </summary>
    /// <param name="sentences">The sentences.</param>
    /// <param name="each">Phrases of each length, at most.</param>
    public static string[] Of(IEnumerable<string> sentences, int each)
    {
        var counts = new Dictionary<string, int>[Longest + 1];
        for (int n = Shortest; n <= Longest; n++)
        {
            counts[n] = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        }

        foreach (string sentence in sentences)
        {
            foreach (string[] words in Runs(sentence))
            {
                for (int n = Shortest; n <= Longest; n++)
                {
                    for (int start = 0; start + n <= words.Length; start++)
                    {
                        string phrase = string.Join(' ', words, start, n);
                        counts[n][phrase] = counts[n].GetValueOrDefault(phrase) + 1;
                    }
                }
            }
        }

        string[][] best =
        [
            .. counts.Skip(Shortest).Select(c => c.Where(p => p.Value > 1).OrderByDescending(p => p.Value)
                .ThenBy(p => p.Key, StringComparer.Ordinal).Take(each).Select(p => p.Key).ToArray()),
        ];
        return [.. Enumerable.Range(0, each).SelectMany(i => best.Where(b => i < b.Length).Select(b => b[i]))];
    }

    /// <summary>The words of a sentence, parted at marks of punctuation.</summary>
    private static IEnumerable<string[]> Runs(string sentence)
    {
        var run = new List<string>();
        foreach (string token in Words.Split(sentence))
        {
            string word = token.TrimStart('▁');
            if (word.Length > 0 && word.All(char.IsLetterOrDigit))
            {
                run.Add(word);
                continue;
            }

            yield return [.. run];
            run.Clear();
        }

        yield return [.. run];
    }
}
