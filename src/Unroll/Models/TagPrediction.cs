using Unroll.Data;

namespace Unroll.Models;

/// <summary>The tags that a tagger gives to the words of a sentence.</summary>
/// <param name="Words">The words.</param>
/// <param name="TagSet">The tags by id.</param>
/// <param name="Ids">The id of each word's tag.</param>
/// <param name="Probabilities">[words, tags]: how probable each tag is, whatever the others are.</param>
public sealed record TagPrediction(IReadOnlyList<string> Words, LabelSet TagSet, int[] Ids, float[] Probabilities)
{
    /// <summary>Each word's tag.</summary>
    public IReadOnlyList<string> Tags => Array.ConvertAll(Ids, i => TagSet[i]);

    /// <summary>How probable the tag of a word is.</summary>
    public float Probability(int word) => Probabilities[(word * TagSet.Count) + Ids[word]];

    /// <summary>The most probable tags of a word, best first; ties in the order of the tags.</summary>
    public IReadOnlyList<(string Tag, float Probability)> Top(int word, int count) =>
    [
        .. Enumerable.Range(0, TagSet.Count).Select(t => (TagSet[t], Probabilities[(word * TagSet.Count) + t]))
            .OrderByDescending(t => t.Item2).Take(count),
    ];
}
