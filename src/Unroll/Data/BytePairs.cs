using System.Collections.Concurrent;
using System.Globalization;

namespace Unroll.Data;

/// <summary>
/// Byte-pair encoding of words (Sennrich, Haddow and Birch, "Neural machine translation of rare words with subword units", 2016): starting
/// from characters, the pair that occurs most often is joined, again and again.
/// </summary>
public sealed class BytePairs
{
    private readonly (string Left, string Right)[] _merges;
    private readonly Dictionary<(string, string), int> _ranks = [];
    private readonly ConcurrentDictionary<string, string[]> _seen = new(StringComparer.Ordinal);

    /// <summary>Restores an encoding.</summary>
    /// <param name="merges">What was joined, in the order it was learned.</param>
    public BytePairs(IEnumerable<(string Left, string Right)> merges)
    {
        ArgumentNullException.ThrowIfNull(merges);
        _merges = [.. merges];
        for (int i = 0; i < _merges.Length; i++)
        {
            _ranks.TryAdd(_merges[i], i);
        }
    }

    /// <summary>What was joined, in the order it was learned.</summary>
    public IReadOnlyList<(string Left, string Right)> Merges => _merges;

    /// <summary>Learns from words until there are as many different pieces as asked for, or no pair occurs twice.</summary>
    /// <param name="words">The words, as often as they occur.</param>
    /// <param name="size">The number of pieces, single characters included.</param>
    public static BytePairs Learn(IEnumerable<string> words, int size)
    {
        ArgumentNullException.ThrowIfNull(words);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string word in words)
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        var learner = new BytePairLearner(counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => (Characters(c.Key), c.Value)));
        return new BytePairs(learner.Learn(size));
    }

    /// <summary>The pieces of a word: joins are made in the order they were learned.</summary>
    public string[] Split(string word)
    {
        if (_seen.TryGetValue(word, out string[]? known))
        {
            return known;
        }

        List<string> pieces = [.. Characters(word)];
        while (pieces.Count > 1)
        {
            int best = int.MaxValue;
            for (int i = 0; i + 1 < pieces.Count; i++)
            {
                best = Math.Min(best, _ranks.GetValueOrDefault((pieces[i], pieces[i + 1]), int.MaxValue));
            }

            if (best == int.MaxValue)
            {
                break;
            }

            (string left, string right) = _merges[best];
            for (int i = 0; i + 1 < pieces.Count; i++)
            {
                if (pieces[i] == left && pieces[i + 1] == right)
                {
                    pieces[i] = left + right;
                    pieces.RemoveAt(i + 1);
                }
            }
        }

        string[] split = [.. pieces];
        if (_seen.Count < 1 << 17)
        {
            _seen[word] = split;
        }

        return split;
    }

    /// <summary>The characters of a word; the mark of a space is one of its own.</summary>
    private static string[] Characters(string word)
    {
        var characters = new List<string>();
        for (int i = 0; i < word.Length;)
        {
            int length = word[i] == '▁' ? 1 : StringInfo.GetNextTextElementLength(word, i);
            characters.Add(word.Substring(i, length));
            i += length;
        }

        return [.. characters];
    }
}
