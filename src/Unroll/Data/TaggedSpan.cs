namespace Unroll.Data;

/// <summary>A span that tags mark: an entity.</summary>
/// <param name="Start">Its first step.</param>
/// <param name="Length">Its steps.</param>
/// <param name="Type">Its type.</param>
public readonly record struct TaggedSpan(int Start, int Length, string Type)
{
    /// <summary>
    /// The spans of a sequence of tags, by the rules of conlleval: a span begins at B and S, after O, after E and S, and where the type changes.
    /// </summary>
    /// <exception cref="ArgumentException">A tag is neither O nor a place and a type.</exception>
    public static IReadOnlyList<TaggedSpan> Find(IReadOnlyList<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var spans = new List<TaggedSpan>();
        var before = new SpanTag('O', "");
        int start = 0;
        for (int t = 0; t < tags.Count; t++)
        {
            SpanTag tag = SpanTag.TryParse(tags[t])
                ?? throw new ArgumentException($"the tag {Quote.Text(tags[t])} is neither O nor a place and a type such as B-person", nameof(tags));
            bool same = !before.IsOutside && !tag.IsOutside && !before.Ends && !tag.Begins && before.Type == tag.Type;
            if (!same && !before.IsOutside)
            {
                spans.Add(new TaggedSpan(start, t - start, before.Type));
            }

            start = same ? start : t;
            before = tag;
        }

        if (!before.IsOutside)
        {
            spans.Add(new TaggedSpan(start, tags.Count - start, before.Type));
        }

        return spans;
    }
}
