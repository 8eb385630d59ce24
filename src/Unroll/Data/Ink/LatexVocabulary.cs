namespace Unroll.Data.Ink;

/// <summary>The tokens that a recogniser of formulas writes; ids 0 and 1 start and end a sequence.</summary>
public sealed class LatexVocabulary
{
    /// <summary>The id that every sequence starts from.</summary>
    public const int StartId = 0;

    /// <summary>The id that ends every sequence.</summary>
    public const int EndId = 1;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly string[] _tokens;

    /// <summary>A vocabulary of the tokens given.</summary>
    /// <param name="tokens">The tokens of LaTeX, without start and end; each once.</param>
    /// <exception cref="UnrollException">One is empty or there twice.</exception>
    public LatexVocabulary(IEnumerable<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        _tokens = ["<s>", "</s>", .. tokens];
        for (int id = 0; id < _tokens.Length; id++)
        {
            if (string.IsNullOrEmpty(_tokens[id]) || !_ids.TryAdd(_tokens[id], id))
            {
                throw new UnrollException($"the token {Quote.Text(_tokens[id] ?? "")} of id {id} is empty or there twice");
            }
        }
    }

    /// <summary>The number of ids, start and end included.</summary>
    public int Count => _tokens.Length;

    /// <summary>The tokens of LaTeX by id, start and end left out.</summary>
    public IReadOnlyList<string> Tokens => _tokens[2..];

    /// <summary>The tokens of training formulas, by falling frequency.</summary>
    /// <param name="formulas">The training formulas and no others, as tokens.</param>
    public static LatexVocabulary Learn(IEnumerable<IReadOnlyList<string>> formulas) =>
        new(formulas.SelectMany(f => f).CountBy(t => t, StringComparer.Ordinal)
            .OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key));

    /// <summary>Whether a token is known.</summary>
    public bool Contains(string token) => _ids.TryGetValue(token, out int id) && id > EndId;

    /// <summary>The ids of some tokens, without start and end.</summary>
    /// <exception cref="UnrollException">A token is unknown.</exception>
    public int[] Encode(IReadOnlyList<string> tokens) =>
        [.. tokens.Select(t => Contains(t) ? _ids[t] : throw new UnrollException($"the token {Quote.Text(t)} is not one of the model's {Count - 2}"))];

    /// <summary>The tokens of some ids; start and end are left out.</summary>
    public string[] Decode(IEnumerable<int> ids) => [.. ids.Where(i => i > EndId).Select(i => _tokens[i])];
}
