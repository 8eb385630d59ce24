using System.Globalization;
using System.Text;

namespace Unroll.Data;

/// <summary>
/// How text becomes the ids of a language model and back: characters, words, bytes or tokens. Where the data is a list of items, one
/// piece, <see cref="End"/>, stands before the first and after the last piece of each.
/// </summary>
public sealed class Pieces
{
    /// <summary>The token of the boundary of items.</summary>
    public const string EndToken = "<end>";

    private readonly Vocabulary? _vocabulary;

    private Pieces(PieceKind kind, Vocabulary? vocabulary, bool items)
    {
        Kind = kind;
        _vocabulary = vocabulary;
        IsItems = items;
        Tokens = vocabulary?.Tokens ?? [.. Enumerable.Range(0, 256).Select(ByteToken), .. items ? (ReadOnlySpan<string>)[EndToken] : []];
        End = !items ? -1 : kind == PieceKind.Bytes ? 256 : 1;
        if (vocabulary is not null && items && (vocabulary.Count < 2 || vocabulary.Tokens[1] != EndToken))
        {
            throw new UnrollException($"the vocabulary of items must have {EndToken} at id 1");
        }
    }

    /// <summary>What a piece is.</summary>
    public PieceKind Kind { get; }

    /// <summary>Whether the data is a list of items, each with a start and an end, rather than one long text.</summary>
    public bool IsItems { get; }

    /// <summary>The number of ids V: 0 to V - 1.</summary>
    public int Count => Tokens.Count;

    /// <summary>The pieces by id.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>The id before the first and after the last piece of an item; -1 for one long text.</summary>
    public int End { get; }

    /// <summary>The id of what was not seen in training, which is never drawn; -1 for bytes, which are all known.</summary>
    public int Unknown => _vocabulary is null ? -1 : Vocabulary.UnknownId;

    /// <summary>Collects the pieces of the training texts, by falling frequency.</summary>
    /// <param name="kind">What a piece is.</param>
    /// <param name="texts">The training texts, and only those.</param>
    /// <param name="items">Whether each text is an item with a start and an end.</param>
    /// <param name="minCount">How often a piece must occur to get an id of its own.</param>
    /// <param name="most">The most ids; the rarest pieces are left out.</param>
    public static Pieces Build(PieceKind kind, IEnumerable<string> texts, bool items, int minCount = 1, int most = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(minCount, 1);
        if (kind == PieceKind.Bytes)
        {
            return new Pieces(kind, null, items);
        }

        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            foreach (string piece in Split(kind, text))
            {
                counts[piece] = counts.GetValueOrDefault(piece) + 1;
            }
        }

        // A text may speak of these two, but they are not pieces of it.
        counts.Remove(Vocabulary.Unknown);
        counts.Remove(EndToken);
        IEnumerable<string> known = counts.Where(p => p.Value >= minCount)
            .OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Key).Take(most - (items ? 2 : 1));
        return new Pieces(kind, Vocabulary.FromTokens([Vocabulary.Unknown, .. items ? (ReadOnlySpan<string>)[EndToken] : [], .. known]), items);
    }

    /// <summary>Pieces whose ids are given: <see cref="Vocabulary.Unknown"/> first, then <see cref="EndToken"/> for items, then the rest.</summary>
    /// <exception cref="UnrollException">The first tokens are others, or one is empty or there twice.</exception>
    public static Pieces FromTokens(PieceKind kind, IEnumerable<string> tokens, bool items) =>
        new(kind, kind == PieceKind.Bytes ? null : Vocabulary.FromTokens(tokens), items);

    /// <summary>The pieces of a text in order, as text; not for bytes.</summary>
    public static IEnumerable<string> Split(PieceKind kind, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return kind switch
        {
            PieceKind.Characters => TextElements.Split(OneNewline(text)),
            PieceKind.Words => Words(OneNewline(text)),
            PieceKind.Tokens => Separated(OneNewline(text)),
            _ => throw new ArgumentException("bytes are not pieces of a string; use Encode", nameof(kind)),
        };
    }

    /// <summary>The ids of a text's pieces; what was not seen in training gives <see cref="Unknown"/>.</summary>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_vocabulary is null)
        {
            return EncodeBytes(Encoding.UTF8.GetBytes(text));
        }

        var ids = new List<int>(text.Length);
        foreach (string piece in Split(Kind, text))
        {
            int id = _vocabulary.IdOf(piece);
            ids.Add(id == End ? Vocabulary.UnknownId : id);
        }

        return [.. ids];
    }

    /// <summary>The ids of bytes; only for <see cref="PieceKind.Bytes"/>.</summary>
    public int[] EncodeBytes(ReadOnlySpan<byte> bytes)
    {
        if (_vocabulary is not null)
        {
            throw new InvalidOperationException("these pieces are not bytes");
        }

        var ids = new int[bytes.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = bytes[i];
        }

        return ids;
    }

    /// <summary>The text of some ids, up to the first <see cref="End"/>.</summary>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var writer = new PieceWriter(this);
        var text = new StringBuilder();
        foreach (int id in ids)
        {
            if (id == End)
            {
                break;
            }

            text.Append(writer.Append(id));
        }

        return text.Append(writer.Finish()).ToString();
    }

    /// <summary>The id of one piece, or <see cref="Unknown"/>.</summary>
    public int IdOf(string piece) => _vocabulary is not null ? _vocabulary.IdOf(piece)
        : throw new InvalidOperationException("bytes have no names; use Encode");

    /// <summary>A piece so that a person can read it in a list: spaces, line ends and bytes by name.</summary>
    public string Show(int id) => Tokens[id] switch
    {
        " " => "␣",
        "\n" => "⏎",
        "\t" => "⇥",
        var token => token,
    };

    private static string ByteToken(int value) => value switch
    {
        '\n' => "\n",
        >= 32 and < 127 => ((char)value).ToString(),
        _ => string.Create(CultureInfo.InvariantCulture, $"<{value:X2}>"),
    };

    private static string OneNewline(string text) => text.Contains('\r') ? text.ReplaceLineEndings("\n") : text;

    private static IEnumerable<string> Separated(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                yield return "\n";
            }
            else if (!char.IsWhiteSpace(text[i]))
            {
                int start = i;
                while (i + 1 < text.Length && !char.IsWhiteSpace(text[i + 1]))
                {
                    i++;
                }

                yield return text[start..(i + 1)];
            }
        }
    }

    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        string[] elements = [.. TextElements.Split(text)];
        for (int i = 0; i < elements.Length; i++)
        {
            string element = elements[i];
            bool inner = element is "'" or "’" && word.Length > 0 && i + 1 < elements.Length && IsWord(elements[i + 1]);
            if (inner || IsWord(element))
            {
                word.Append(element);
                continue;
            }

            if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }

            if (element == "\n" || !string.IsNullOrWhiteSpace(element))
            {
                yield return element;
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    private static bool IsWord(string element) => char.IsLetterOrDigit(element, 0) || element == "_";
}
