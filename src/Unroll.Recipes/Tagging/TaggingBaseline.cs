using Unroll.Data;
using Unroll.Metrics;

namespace Unroll.Recipes;

/// <summary>
/// What every tagger has to beat: each word's most frequent tag in the training part, and the most frequent tag of all for words that are not there.
/// </summary>
internal static class TaggingBaseline
{
    /// <summary>The name in tables.</summary>
    public const string Name = "most frequent tag";

    public static TaggingReport Evaluate(TaggedText train, TaggedText test)
    {
        var counts = new Dictionary<string, int[]>(StringComparer.Ordinal);
        int[] all = new int[train.Tags.Count];
        foreach (TaggedSentence sentence in train)
        {
            for (int t = 0; t < sentence.Words.Length; t++)
            {
                if (!counts.TryGetValue(sentence.Words[t], out int[]? own))
                    counts.Add(sentence.Words[t], own = new int[all.Length]);
                own[sentence.Tags[t]]++;
                all[sentence.Tags[t]]++;
            }
        }

        int otherwise = Most(all);
        TaggedText judged = test.Under(train.Tags);
        return new TaggingReport(
            judged, [.. judged.Select(s => Array.ConvertAll(s.Words, w => counts.TryGetValue(w, out int[]? own) ? Most(own) : otherwise))]);
    }

    private static int Most(int[] counts) => Array.IndexOf(counts, counts.Max());
}
