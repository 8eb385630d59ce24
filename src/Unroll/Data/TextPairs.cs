using System.Collections;

namespace Unroll.Data;

/// <summary>A source text and the target text that belongs to it.</summary>
/// <param name="Source">The source.</param>
/// <param name="Target">The target.</param>
public readonly record struct TextPair(string Source, string Target);

/// <summary>Pairs of texts: what a translator is trained and tested on. The collection never changes.</summary>
public sealed class TextPairs : IReadOnlyList<TextPair>
{
    private const string Format = "expected source<TAB>target";
    private readonly TextPair[] _pairs;

    /// <summary>A collection of the pairs given.</summary>
    public TextPairs(IEnumerable<TextPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        _pairs = [.. pairs];
    }

    /// <inheritdoc/>
    public int Count => _pairs.Length;

    /// <inheritdoc/>
    public TextPair this[int index] => _pairs[index];

    /// <summary>The sources, in order.</summary>
    public IReadOnlyList<string> Sources => Array.ConvertAll(_pairs, p => p.Source);

    /// <summary>The targets, in order.</summary>
    public IReadOnlyList<string> Targets => Array.ConvertAll(_pairs, p => p.Target);

    /// <summary>
    /// Reads a UTF-8 file with <c>source&lt;TAB&gt;target</c> on each line; columns after the second are ignored (Tatoeba's files name
    /// their authors there). Blank lines are ignored; a byte order mark and CR LF are accepted. Texts are composed (NFC) and trimmed.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UnrollException">The file is missing or empty, or a line is not as described.</exception>
    public static TextPairs Read(string path)
    {
        using var reader = StrictLineReader.Open(path);
        return Read(reader);
    }

    /// <summary>Reads a stream of lines as <see cref="Read(string)"/> does.</summary>
    /// <param name="stream">The text; it is closed at the end.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="UnrollException">As for <see cref="Read(string)"/>.</exception>
    public static TextPairs Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new StrictLineReader(stream, name);
        return Read(reader);
    }

    /// <summary>Line i of one stream belongs to line i of the other; pairs of which one side is blank are left out.</summary>
    /// <param name="sources">The sources; closed at the end.</param>
    /// <param name="sourceName">What messages call them.</param>
    /// <param name="targets">The targets; closed at the end.</param>
    /// <param name="targetName">What messages call them.</param>
    /// <exception cref="UnrollException">They have different numbers of lines, are not UTF-8, or hold no pair.</exception>
    public static TextPairs ReadParallel(Stream sources, string sourceName, Stream targets, string targetName)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(targets);
        using var left = new StrictLineReader(sources, sourceName);
        using var right = new StrictLineReader(targets, targetName);
        var pairs = new List<TextPair>();
        while (true)
        {
            string? source = left.ReadLine(), target = right.ReadLine();
            if (source is null || target is null)
            {
                if ((source is null) != (target is null))
                {
                    StrictLineReader longer = source is null ? right : left, shorter = source is null ? left : right;
                    throw new UnrollException(
                        $"{longer.Name}:{longer.LineNumber}: no line belongs to this one, as {shorter.Name} has ended; "
                        + "expected as many lines in both");
                }

                break;
            }

            Add(pairs, source, target);
        }

        return pairs.Count > 0 ? new TextPairs(pairs)
            : throw new UnrollException($"{sourceName}: the file is empty; expected one text a line");
    }

    /// <summary>Splits at random so that no source is on both sides.</summary>
    /// <param name="testShare">The share of the second part, between 0 and 1.</param>
    /// <param name="seed">The same seed gives the same split.</param>
    /// <exception cref="UnrollException">All pairs share one source.</exception>
    public (TextPairs Train, TextPairs Test) Split(double testShare, long seed)
    {
        if (!(testShare > 0 && testShare < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(testShare), $"expected a share between 0 and 1 for `testShare`, got {testShare}");
        }

        IGrouping<string, int>[] groups = [.. Enumerable.Range(0, Count).GroupBy(i => _pairs[i].Source, StringComparer.Ordinal)];
        if (groups.Length < 2)
        {
            throw new UnrollException("cannot hold pairs out: all have the same source; expected at least two different ones");
        }

        new SplitMix(seed).Shuffle<IGrouping<string, int>>(groups);
        int held = Math.Clamp((int)Math.Round(groups.Length * testShare), 1, groups.Length - 1);
        var test = groups.Take(held).SelectMany(g => g).ToHashSet();
        return (new TextPairs(_pairs.Where((_, i) => !test.Contains(i))), new TextPairs(_pairs.Where((_, i) => test.Contains(i))));
    }

    /// <summary>The first pairs.</summary>
    public TextPairs Take(int count) => new(_pairs.Take(count));

    /// <inheritdoc/>
    public IEnumerator<TextPair> GetEnumerator() => ((IEnumerable<TextPair>)_pairs).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static TextPairs Read(StrictLineReader reader)
    {
        var pairs = new List<TextPair>();
        while (reader.ReadFilledLine() is string line)
        {
            string[] columns = line.Split('\t');
            if (columns.Length < 2)
            {
                throw reader.Error($"no tab; {Format}");
            }

            if (string.IsNullOrWhiteSpace(columns[0]) || string.IsNullOrWhiteSpace(columns[1]))
            {
                throw reader.Error($"empty {(string.IsNullOrWhiteSpace(columns[0]) ? "source" : "target")}; {Format}");
            }

            Add(pairs, columns[0], columns[1]);
        }

        return pairs.Count > 0 ? new TextPairs(pairs)
            : throw new UnrollException($"{reader.Name}: the file is empty; {Format} on each line");
    }

    private static void Add(List<TextPair> pairs, string source, string target)
    {
        if (!string.IsNullOrWhiteSpace(source) && !string.IsNullOrWhiteSpace(target))
        {
            pairs.Add(new TextPair(Nfc.Normalize(source.Trim()), Nfc.Normalize(target.Trim())));
        }
    }
}
