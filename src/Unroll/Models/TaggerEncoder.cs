using Unroll.Data;

namespace Unroll.Models;

/// <summary>Sentences as a tagger takes them; the letters of each different word are kept once.</summary>
internal sealed class TaggerEncoder(Vocabulary words, Vocabulary characters)
{
    private readonly Dictionary<string, int> _forms = new(StringComparer.Ordinal);

    /// <summary>The letters of each different word.</summary>
    public List<int[]> Letters { get; } = [];

    /// <summary>Encodes a sentence.</summary>
    /// <exception cref="ArgumentException">There is no word, or one is empty.</exception>
    public EncodedSentence Encode(IReadOnlyList<string> sentence)
    {
        if (sentence.Count == 0)
        {
            throw new ArgumentException("a sentence is empty; nothing to tag");
        }

        int[] ids = new int[sentence.Count], shapes = new int[sentence.Count], forms = new int[sentence.Count];
        for (int i = 0; i < ids.Length; i++)
        {
            string word = TextElements.Normalize(sentence[i]);
            if (word.Length == 0)
            {
                throw new ArgumentException($"word {i + 1} is empty; nothing to tag");
            }

            ids[i] = words.IdOf(WordForms.Key(word));
            shapes[i] = WordForms.Shape(word);
            if (!_forms.TryGetValue(word, out forms[i]))
            {
                forms[i] = Letters.Count;
                _forms.Add(word, forms[i]);
                Letters.Add(characters.Encode(word));
            }
        }

        return new EncodedSentence(ids, shapes, forms);
    }
}

/// <summary>A sentence in numbers: the id, the shape and the spelling (a place in <see cref="TaggerEncoder.Letters"/>) of each word.</summary>
internal sealed record EncodedSentence(int[] Words, int[] Shapes, int[] Forms);
