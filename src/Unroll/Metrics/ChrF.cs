namespace Unroll.Metrics;

/// <summary>
/// chrF of a corpus (Popovic 2015) as sacreBLEU reports it by default: characters without white space, six orders, beta 2.
/// </summary>
public sealed class ChrF
{
    private const int Orders = 6;
    private readonly int[][] _sentences;
    private readonly double _beta;

    /// <summary>Counts the character n-grams of a corpus.</summary>
    /// <param name="hypotheses">The translations.</param>
    /// <param name="references">One reference each.</param>
    /// <param name="beta">How many times as much recall counts as precision.</param>
    /// <exception cref="ArgumentException">There are more or fewer references than translations.</exception>
    public ChrF(IReadOnlyList<string> hypotheses, IReadOnlyList<string> references, double beta = 2)
    {
        ArgumentNullException.ThrowIfNull(hypotheses);
        ArgumentNullException.ThrowIfNull(references);
        if (hypotheses.Count != references.Count)
        {
            throw new ArgumentException($"expected {hypotheses.Count} references, got {references.Count}", nameof(references));
        }

        _beta = beta;
        _sentences = [.. hypotheses.Select((h, i) => Count(h, references[i]))];
    }

    /// <summary>chrF of the whole corpus, 0 to 100.</summary>
    public double Score => Of(Enumerable.Range(0, _sentences.Length).ToArray());

    /// <summary>chrF of some of the sentences, which may repeat.</summary>
    public double Of(ReadOnlySpan<int> sentences)
    {
        var sum = new long[3 * Orders];
        foreach (int sentence in sentences)
        {
            for (int k = 0; k < sum.Length; k++)
            {
                sum[k] += _sentences[sentence][k];
            }
        }

        // Orders that one side is too short for do not count.
        double precision = 0, recall = 0;
        int orders = 0;
        for (int n = 0; n < Orders; n++)
        {
            long hypothesis = sum[3 * n], reference = sum[(3 * n) + 1], match = sum[(3 * n) + 2];
            if (hypothesis > 0 && reference > 0)
            {
                precision += (double)match / hypothesis;
                recall += (double)match / reference;
                orders++;
            }
        }

        if (precision + recall == 0)
        {
            return 0;
        }

        double square = _beta * _beta;
        return 100 * (1 + square) * precision * recall / (orders * ((square * precision) + recall));
    }

    private static int[] Count(string hypothesis, string reference)
    {
        string a = string.Concat(hypothesis.Where(c => !char.IsWhiteSpace(c))),
            b = string.Concat(reference.Where(c => !char.IsWhiteSpace(c)));
        var counts = new int[3 * Orders];
        for (int n = 1; n <= Orders; n++)
        {
            Dictionary<string, int> left = Grams(a, n), right = Grams(b, n);
            counts[3 * (n - 1)] = Math.Max(0, a.Length - n + 1);
            counts[(3 * (n - 1)) + 1] = Math.Max(0, b.Length - n + 1);
            counts[(3 * (n - 1)) + 2] = left.Sum(g => Math.Min(g.Value, right.GetValueOrDefault(g.Key)));
        }

        return counts;
    }

    private static Dictionary<string, int> Grams(string text, int n)
    {
        var grams = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i + n <= text.Length; i++)
        {
            string gram = text.Substring(i, n);
            grams[gram] = grams.GetValueOrDefault(gram) + 1;
        }

        return grams;
    }
}
