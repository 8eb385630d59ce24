using System.Text;

namespace Unroll.Data;

/// <summary>
/// The characters (Unicode text elements) that a model knows, each with an id. Id 0 stands for every other one; the rest follow by
/// falling frequency in the training texts, and by ordinal among equals, so that the same texts always give the same ids.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>The token of id 0: a character that was not seen in training.</summary>
    public const string Unknown = "<unk>";

    /// <summary>The id of a character that was not seen in training.</summary>
    public const int UnknownId = 0;

    private readonly string[] _tokens;
    private readonly Dictionary<string, int> _ids;

    private Vocabulary(string[] tokens)
    {
        _tokens = tokens;
        _ids = new Dictionary<string, int>(tokens.Length, StringComparer.Ordinal);
        for (int id = 0; id < tokens.Length; id++)
        {
            if (string.IsNullOrEmpty(tokens[id]))
                throw new UnrollException($"the vocabulary has an empty token at id {id}");
            if (!_ids.TryAdd(tokens[id], id))
                throw new UnrollException($"the vocabulary has {Quote.Text(tokens[id])} twice, at ids {_ids[tokens[id]]} and {id}");
        }
    }

    /// <summary>How many ids there are, the unknown one included: ids run from 0 to this minus 1.</summary>
    public int Count => _tokens.Length;

    /// <summary>The tokens by id, starting with <see cref="Unknown"/>; <see cref="FromTokens"/> restores it from them.</summary>
    public IReadOnlyList<string> Tokens => _tokens;

    /// <summary>Collects the text elements of the training texts.</summary>
    /// <param name="texts">The training texts, and only those: what validation adds must stay unknown.</param>
    /// <param name="minCount">How often a character must occur to get an id of its own, at least 1.</param>
    public static Vocabulary Build(IEnumerable<string> texts, int minCount = 1)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (minCount < 1)
            throw new ArgumentOutOfRangeException(nameof(minCount), $"expected a positive integer for `minCount`, got {minCount}");

        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            foreach (string element in TextElements.Split(text))
                counts[element] = counts.GetValueOrDefault(element) + 1;
        }
        var known = counts.Where(pair => pair.Value >= minCount)
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Key);
        return new Vocabulary([Unknown, .. known]);
    }

    /// <summary>Restores a vocabulary from its saved <see cref="Tokens"/>.</summary>
    /// <param name="tokens">The tokens by id.</param>
    /// <exception cref="UnrollException">The first is not <see cref="Unknown"/>, or one is empty or there twice.</exception>
    public static Vocabulary FromTokens(IEnumerable<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        string[] all = [.. tokens];
        if (all.Length == 0 || all[0] != Unknown)
            throw new UnrollException($"the vocabulary must start with {Unknown}, the token of id 0");
        return new Vocabulary(all);
    }

    /// <summary>The id of one text element, or <see cref="UnknownId"/>.</summary>
    /// <param name="element">One text element in normalisation form C.</param>
    public int IdOf(string element) => _ids.TryGetValue(element, out int id) ? id : UnknownId;

    /// <summary>The ids of the text's elements, one each; elements that are not known give <see cref="UnknownId"/>.</summary>
    /// <param name="text">Any text; it is composed (NFC) first.</param>
    public int[] Encode(string text) => Array.ConvertAll([.. TextElements.Split(text)], IdOf);

    /// <summary>The text of some ids; the unknown id reads <see cref="Unknown"/>.</summary>
    /// <param name="ids">Ids from 0 to <see cref="Count"/> minus 1.</param>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var text = new StringBuilder(ids.Length);
        foreach (int id in ids)
        {
            if ((uint)id >= (uint)_tokens.Length)
                throw new ArgumentOutOfRangeException(nameof(ids), $"expected ids from 0 to {_tokens.Length - 1}, got {id}");
            text.Append(_tokens[id]);
        }
        return text.ToString();
    }
}
