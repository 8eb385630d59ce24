using System.Globalization;
using Unroll.Data;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>Starts the embedding of a language model from word vectors of a file.</summary>
internal static class WordVectorStart
{
    /// <summary>Writes the vectors of known words into the table, scaled to the spread that the table has without them.</summary>
    /// <returns>A line that says how many were found.</returns>
    /// <exception cref="UnrollException">The file cannot be read, its vectors have another width, or the pieces are no words.</exception>
    public static string Apply(LanguageModel model, string path, string data)
    {
        if (model.Pieces.Kind is not (PieceKind.Words or PieceKind.Tokens))
            throw new UnrollException($"{path}: word vectors are for words, not for {model.Pieces.Kind.ToString().ToLowerInvariant()}; add `--set pieces=words`");
        HashSet<string> wanted = new(model.Pieces.Tokens.SelectMany(t => (string[])[t, t.ToLowerInvariant()]), StringComparer.Ordinal);
        WordVectors vectors = WordVectors.Read(path, wanted.Contains);
        int width = model.Embedding.Value.Shape.Last;
        if (vectors.Width != width)
            throw new UnrollException($"{path}: its vectors have {vectors.Width} numbers, the embedding has {width}; add `--embedding {vectors.Width}`");
        Span<float> table = model.Embedding.Value.Span;
        float scale = Deviation(table) / Deviation(vectors.All);
        int found = 0;
        for (int id = 0; id < model.Count; id++)
        {
            string word = model.Pieces.Tokens[id];
            if ((vectors.Find(word) ?? vectors.Find(word.ToLowerInvariant())) is { } row)
            {
                for (int j = 0; j < width; j++)
                {
                    table[(id * width) + j] = scale * row[j];
                }

                found++;
            }
        }

        if (found == 0)
            throw new UnrollException($"{path}: it has none of the {model.Count} words of {data}");
        model.Embedding.Value.MarkChanged();
        return string.Create(CultureInfo.InvariantCulture, $"{path}: vectors of {found:N0} of the {model.Count:N0} pieces");
    }

    private static float Deviation(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += (double)value * value;
        }

        return sum > 0 ? (float)Math.Sqrt(sum / values.Length) : 1;
    }
}
