using System.Text;

namespace Unroll.Data;

/// <summary>What a tokenizer cuts texts into.</summary>
public enum TokenKind
{
    /// <summary>Unicode text elements.</summary>
    Characters,

    /// <summary>Words and single marks of punctuation.</summary>
    Words,

    /// <summary>Pieces of words, learned by byte-pair encoding.</summary>
    Pieces,
}

/// <summary>
/// Texts as ids and back. Ids 0, 1 and 2 stand for an unknown token, the start and the end of a sequence; the rest follow by falling
/// frequency, and by ordinal among equals. Words carry the space before them as ▁, so that what is put together again is the text.
/// </summary>
public sealed class Tokenizer
{
    /// <summary>The id of what was not seen in training.</summary>
    public const int UnknownId = 0;

    /// <summary>The id that every target starts from.</summary>
    public const int StartId = 1;

    /// <summary>The id that ends every sequence.</summary>
    public const int EndId = 2;

    private static readonly string[] Special = ["<unk>", "<s>", "</s>"];
    private readonly string[] _tokens;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly BytePairs? _pairs;

    /// <summary>Restores a tokenizer from its saved parts.</summary>
    /// <param name="kind">What texts are cut into.</param>
    /// <param name="tokens">The tokens by id.</param>
    /// <param name="merges">For pieces: what was joined, in the order it was learned.</param>
    /// <exception cref="UnrollException">The first three are not the special ones, or one is empty or there twice.</exception>
    public Tokenizer(TokenKind kind, IEnumerable<string> tokens, IReadOnlyList<(string Left, string Right)>? merges = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        Kind = kind;
        _tokens = [.. tokens];
        if (_tokens.Length < Special.Length || !_tokens.Take(Special.Length).SequenceEqual(Special))
        {
            throw new UnrollException($"the tokens must start with {string.Join(", ", Special)}");
        }

        for (int id = 0; id < _tokens.Length; id++)
        {
            if (string.IsNullOrEmpty(_tokens[id]))
            {
                throw new UnrollException($"the token of id {id} is empty");
            }

            if (!_ids.TryAdd(_tokens[id], id))
            {
                throw new UnrollException($"the token {Quote.Text(_tokens[id])} is there twice, at ids {_ids[_tokens[id]]} and {id}");
            }
        }

        _pairs = kind == TokenKind.Pieces ? new BytePairs(merges ?? []) : null;
    }

    /// <summary>What texts are cut into.</summary>
    public TokenKind Kind { get; }

    /// <summary>The number of ids.</summary>
    public int Count => _tokens.Length;

    /// <summary>The tokens by id.</summary>
    public IReadOnlyList<string> Tokens => _tokens;

    /// <summary>For pieces: what was joined, in the order it was learned; empty otherwise.</summary>
    public IReadOnlyList<(string Left, string Right)> Merges => _pairs?.Merges ?? [];

    /// <summary>Learns a tokenizer from training texts.</summary>
    /// <param name="kind">What to cut into.</param>
    /// <param name="texts">The training texts, and only those.</param>
    /// <param name="size">The most tokens, the special ones included; for pieces what is aimed at.</param>
    /// <param name="minCount">How often a token must occur to get an id of its own.</param>
    public static Tokenizer Learn(TokenKind kind, IEnumerable<string> texts, int size = int.MaxValue, int minCount = 1)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (size <= Special.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(size), $"expected more than {Special.Length} tokens, got {size}");
        }

        BytePairs? pairs = null;
        if (kind == TokenKind.Pieces)
        {
            string[] all = [.. texts];
            texts = all;
            pairs = BytePairs.Learn(all.SelectMany(Pretokens), size - Special.Length);
        }

        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            foreach (string token in Cut(kind, pairs, text))
            {
                counts[token] = counts.GetValueOrDefault(token) + 1;
            }
        }

        IEnumerable<string> known = counts.Where(c => c.Value >= minCount && !Special.Contains(c.Key))
            .OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key)
            .Take(kind == TokenKind.Pieces ? int.MaxValue : size - Special.Length);
        return new Tokenizer(kind, [.. Special, .. known], pairs?.Merges);
    }

    /// <summary>The tokens of a text, composed (NFC) first.</summary>
    public IReadOnlyList<string> Split(string text) => [.. Cut(Kind, _pairs, text)];

    /// <summary>The ids of a text's tokens, without start and end.</summary>
    public int[] Encode(string text) => [.. Cut(Kind, _pairs, text).Select(t => _ids.GetValueOrDefault(t, UnknownId))];

    /// <summary>The text of some ids; start and end are left out, an unknown one reads ⁇.</summary>
    public string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var text = new StringBuilder();
        foreach (int id in ids)
        {
            if (id is not (StartId or EndId))
            {
                text.Append(id == UnknownId ? (Kind == TokenKind.Characters ? "⁇" : "▁⁇") : _tokens[id]);
            }
        }

        string joined = text.ToString();
        return Kind == TokenKind.Characters ? joined : joined.Replace('▁', ' ').Trim();
    }

    /// <summary>Words with ▁ for the space before them, and marks of punctuation one by one.</summary>
    internal static IEnumerable<string> Pretokens(string text)
    {
        bool space = true;
        var word = new StringBuilder();
        foreach (string element in TextElements.Split(text))
        {
            bool blank = element.All(char.IsWhiteSpace);
            bool part = !blank && Rune.TryGetRuneAt(element, 0, out Rune rune) && (Rune.IsLetterOrDigit(rune) || rune.Value > 0x2FFF);
            if ((blank || !part) && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }

            if (blank)
            {
                space = true;
                continue;
            }

            string shown = (space ? "▁" : "") + element;
            space = false;
            if (part)
            {
                word.Append(shown);
            }
            else
            {
                yield return shown;
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    private static IEnumerable<string> Cut(TokenKind kind, BytePairs? pairs, string text) => kind switch
    {
        TokenKind.Characters => TextElements.Split(text),
        TokenKind.Words => Pretokens(text),
        _ => Pretokens(text).SelectMany(pairs!.Split),
    };
}
