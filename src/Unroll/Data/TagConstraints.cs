namespace Unroll.Data;

/// <summary>Which tags may start a sequence, follow one another and end it.</summary>
public sealed class TagConstraints
{
    private readonly bool[] _follows;
    private readonly bool[] _starts;
    private readonly bool[] _ends;

    private TagConstraints(int tags)
    {
        Tags = tags;
        _follows = new bool[tags * tags];
        _starts = new bool[tags];
        _ends = new bool[tags];
    }

    /// <summary>The number of tags.</summary>
    public int Tags { get; }

    /// <summary>The rules of a scheme; nothing is forbidden under <see cref="TagScheme.Plain"/>.</summary>
    /// <param name="tags">The tags by id.</param>
    /// <param name="scheme">The scheme.</param>
    /// <exception cref="ArgumentException">A tag is not of the scheme.</exception>
    public static TagConstraints Of(IReadOnlyList<string> tags, TagScheme scheme)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var rules = new TagConstraints(tags.Count);
        if (scheme == TagScheme.Plain)
        {
            Array.Fill(rules._follows, true);
            Array.Fill(rules._starts, true);
            Array.Fill(rules._ends, true);
            return rules;
        }

        SpanTag[] parsed =
        [
            .. tags.Select(t => SpanTag.TryParse(t)
                ?? throw new ArgumentException($"the tag `{t}` is neither O nor a place and a type such as B-person", nameof(tags))),
        ];
        for (int j = 0; j < parsed.Length; j++)
        {
            rules._starts[j] = IsLegal(null, parsed[j], scheme);
            rules._ends[j] = IsLegal(parsed[j], null, scheme);
            for (int i = 0; i < parsed.Length; i++)
            {
                rules._follows[(i * parsed.Length) + j] = IsLegal(parsed[i], parsed[j], scheme);
            }
        }

        return rules;
    }

    /// <summary>The same rules, with what stands in some sequences allowed besides: data that breaks its scheme is learned as it is.</summary>
    /// <param name="sequences">Tag ids of each sequence.</param>
    public TagConstraints Allowing(IEnumerable<IReadOnlyList<int>> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        var rules = new TagConstraints(Tags);
        _follows.CopyTo(rules._follows, 0);
        _starts.CopyTo(rules._starts, 0);
        _ends.CopyTo(rules._ends, 0);
        foreach (IReadOnlyList<int> tags in sequences)
        {
            for (int t = 0; t < tags.Count; t++)
            {
                if (t == 0)
                {
                    rules._starts[tags[t]] = true;
                }
                else
                {
                    rules._follows[(tags[t - 1] * Tags) + tags[t]] = true;
                }

                if (t == tags.Count - 1)
                {
                    rules._ends[tags[t]] = true;
                }
            }
        }

        return rules;
    }

    /// <summary>Whether a sequence may start with a tag.</summary>
    public bool Starts(int tag) => _starts[tag];

    /// <summary>Whether a sequence may end with a tag.</summary>
    public bool Ends(int tag) => _ends[tag];

    /// <summary>Whether one tag may come right after another.</summary>
    public bool Follows(int before, int after) => _follows[(before * Tags) + after];

    /// <summary>The rules as text, a letter a rule, for a model's file: starts, ends, then a row for each tag before.</summary>
    public string[] ToLines() =>
        [Line(_starts), Line(_ends), .. Enumerable.Range(0, Tags).Select(i => Line(_follows.AsSpan(i * Tags, Tags)))];

    /// <summary>Reads what <see cref="ToLines"/> wrote.</summary>
    /// <exception cref="FormatException">The lines are not such rules.</exception>
    public static TagConstraints FromLines(IReadOnlyList<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        int tags = lines.Count - 2;
        if (tags < 1 || lines.Any(l => l.Length != tags || l.AsSpan().ContainsAnyExcept('x', '-')))
        {
            throw new FormatException("the rules of the tags are not a square of `x` and `-`");
        }

        var rules = new TagConstraints(tags);
        for (int i = 0; i < tags; i++)
        {
            rules._starts[i] = lines[0][i] == 'x';
            rules._ends[i] = lines[1][i] == 'x';
            for (int j = 0; j < tags; j++)
            {
                rules._follows[(i * tags) + j] = lines[i + 2][j] == 'x';
            }
        }

        return rules;
    }

    private static string Line(ReadOnlySpan<bool> rules)
    {
        var text = new char[rules.Length];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = rules[i] ? 'x' : '-';
        }

        return new string(text);
    }

    /// <summary>Whether two neighbours go together; null is the edge of the sequence.</summary>
    private static bool IsLegal(SpanTag? before, SpanTag? after, TagScheme scheme)
    {
        bool goesOn = after is { Place: 'I' or 'E' };
        bool open = before is { IsOutside: false } && (scheme == TagScheme.Bio || before is { Ends: false });
        bool same = before?.Type == after?.Type;

        // A step inside a span needs one before it in the same span; with ends that are marked, an open span must go on.
        return goesOn ? open && same : scheme == TagScheme.Bio || !open;
    }
}
