namespace Unroll.Data;

/// <summary>A tag taken apart: its place in the span and the type of the span.</summary>
/// <param name="Place">B, I, E, S, or O for outside; L reads as E, and U as S.</param>
/// <param name="Type">The type, such as person; empty for O.</param>
public readonly record struct SpanTag(char Place, string Type)
{
    /// <summary>Whether the step is in no span.</summary>
    public bool IsOutside => Place == 'O';

    /// <summary>Whether no step before this one can belong to the same span.</summary>
    public bool Begins => Place is 'B' or 'S';

    /// <summary>Whether no step after this one can belong to the same span.</summary>
    public bool Ends => Place is 'E' or 'S';

    /// <summary>Reads a tag such as <c>B-person</c> or <c>I_LOC</c>; null where it is not of this form.</summary>
    public static SpanTag? TryParse(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if (tag == "O")
        {
            return new SpanTag('O', "");
        }

        if (tag.Length < 3 || tag[1] is not ('-' or '_') || !"BIESLU".Contains(tag[0], StringComparison.Ordinal))
        {
            return null;
        }

        char place = tag[0] switch { 'L' => 'E', 'U' => 'S', var other => other };
        return new SpanTag(place, tag[2..]);
    }

    /// <summary>
    /// The scheme that a set of tags follows: <see cref="TagScheme.Plain"/> unless every tag is O or has a place, and one of them a type.
    /// </summary>
    public static TagScheme SchemeOf(IEnumerable<string> tags)
    {
        SpanTag?[] parsed = [.. tags.Select(TryParse)];
        return Array.Exists(parsed, t => t is null) || Array.TrueForAll(parsed, t => t!.Value.IsOutside) ? TagScheme.Plain
            : Array.Exists(parsed, t => t!.Value.Ends) ? TagScheme.Iobes : TagScheme.Bio;
    }
}
