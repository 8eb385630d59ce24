using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>Tagged sentences in parts, and where they came from.</summary>
/// <param name="Train">What is trained on.</param>
/// <param name="Valid">What chooses the best epoch.</param>
/// <param name="Test">What is evaluated at the end; the same as <paramref name="Valid"/> where there is no third part.</param>
/// <param name="Record">What the run records.</param>
internal sealed record TaggingData(TaggedText Train, TaggedText Valid, TaggedText Test, DataRecord Record)
{
    /// <summary>Whether the evaluation is on sentences that chose nothing.</summary>
    public bool HasTest => !ReferenceEquals(Valid, Test);

    /// <summary>A user's own file; a tenth is held out unless there is a file of held-out sentences.</summary>
    public static TaggingData FromFile(string path, string? valid, ConllColumns columns, ulong seed)
    {
        TaggedText all = TaggedText.Read(path, columns);
        if (all.Count < 2 && valid is null)
            throw new UnrollException($"{path}: one sentence only; expected at least two, or held-out ones with --valid");
        (TaggedText train, TaggedText held) = valid is null ? all.Split(0.1, (long)seed) : (all, TaggedText.Read(valid, columns, all.Tags));
        return Of(train, held, held, Path.GetFileName(path), path, Path.GetFullPath(path));
    }

    /// <summary>Parts with their origin, all under the tags of the training part.</summary>
    public static TaggingData Of(TaggedText train, TaggedText valid, TaggedText test, string name, string source, string? path)
    {
        TaggedText[] parts = ReferenceEquals(valid, test) ? [train, valid] : [train, valid, test];
        IEnumerable<string> lines = parts.SelectMany(p => p.SelectMany(s => s.Words.Zip(s.Tags, (w, t) => $"{w}\t{p.Tags[t]}").Append("")));
        return new TaggingData(train, valid, test, new DataRecord(name, source, path, parts.Sum(p => p.Count), Fingerprint.Of(lines)));
    }
}
