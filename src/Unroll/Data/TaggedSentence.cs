namespace Unroll.Data;

/// <summary>Words with a tag each.</summary>
/// <param name="Words">The words, composed (NFC).</param>
/// <param name="Tags">The id of each word's tag.</param>
public sealed record TaggedSentence(string[] Words, int[] Tags);
