using System.Globalization;

namespace Unroll.Metrics;

/// <summary>
/// BLEU of a corpus (Papineni et al. 2002) as sacreBLEU reports it by default (Post 2018): cased, tokenizer 13a, four orders, exponential
/// smoothing. Sufficient statistics by sentence are kept, so that resampling costs only additions.
/// </summary>
public sealed class Bleu
{
    private const int Orders = 4;

    // By sentence: matches of each order, n-grams of each order, length, length of the closest reference.
    private readonly int[][] _sentences;

    /// <summary>Counts the n-grams of a corpus.</summary>
    /// <param name="hypotheses">The translations.</param>
    /// <param name="references">One list a set of references, each as long as the translations.</param>
    /// <exception cref="ArgumentException">There is no reference, or a list has another length.</exception>
    public Bleu(IReadOnlyList<string> hypotheses, params IReadOnlyList<IReadOnlyList<string>> references)
    {
        ArgumentNullException.ThrowIfNull(hypotheses);
        ArgumentNullException.ThrowIfNull(references);
        if (references.Count == 0 || references.Any(r => r.Count != hypotheses.Count))
        {
            throw new ArgumentException($"expected at least one set of {hypotheses.Count} references", nameof(references));
        }

        _sentences = [.. Enumerable.Range(0, hypotheses.Count).Select(i => Count(hypotheses[i], [.. references.Select(r => r[i])]))];
    }

    /// <summary>The number of sentences.</summary>
    public int Sentences => _sentences.Length;

    /// <summary>BLEU of the whole corpus, 0 to 100.</summary>
    public double Score => Of(Enumerable.Range(0, _sentences.Length).ToArray());

    /// <summary>The precisions of the orders 1 to 4 in per cent, and the brevity penalty.</summary>
    public (double[] Precisions, double BrevityPenalty) Parts()
    {
        int[] sum = Sum(Enumerable.Range(0, _sentences.Length).ToArray());
        return (Precisions(sum), Brevity(sum));
    }

    /// <summary>BLEU of some of the sentences, which may repeat.</summary>
    public double Of(ReadOnlySpan<int> sentences)
    {
        int[] sum = Sum(sentences);
        if (sum.AsSpan(0, Orders).IndexOfAnyExcept(0) < 0)
        {
            return 0;
        }

        double logs = 0;
        foreach (double precision in Precisions(sum))
        {
            if (precision == 0)
            {
                return 0;
            }

            logs += Math.Log(precision);
        }

        return Brevity(sum) * Math.Exp(logs / Orders);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        (double[] precisions, double brevity) = Parts();
        return string.Create(CultureInfo.InvariantCulture,
            $"BLEU {Score:F2} ({string.Join('/', precisions.Select(p => p.ToString("F1", CultureInfo.InvariantCulture)))}, "
            + $"brevity penalty {brevity:F3})");
    }

    private static double[] Precisions(int[] sum)
    {
        // A sentence too short for any n-gram of an order leaves its precision at 0; one without a match gets half of the last share.
        var precisions = new double[Orders];
        double smooth = 1;
        for (int n = 0; n < Orders && sum[Orders + n] > 0; n++)
        {
            smooth *= sum[n] == 0 ? 2 : 1;
            precisions[n] = sum[n] == 0 ? 100 / (smooth * sum[Orders + n]) : 100.0 * sum[n] / sum[Orders + n];
        }

        return precisions;
    }

    private static double Brevity(int[] sum)
    {
        int length = sum[2 * Orders], reference = sum[(2 * Orders) + 1];
        return length >= reference ? 1 : length > 0 ? Math.Exp(1 - ((double)reference / length)) : 0;
    }

    private int[] Sum(ReadOnlySpan<int> sentences)
    {
        var sum = new int[(2 * Orders) + 2];
        foreach (int sentence in sentences)
        {
            for (int k = 0; k < sum.Length; k++)
            {
                sum[k] += _sentences[sentence][k];
            }
        }

        return sum;
    }

    private static int[] Count(string hypothesis, string[] references)
    {
        string[] words = BleuTokenizer.Split(hypothesis);
        string[][] right = Array.ConvertAll(references, BleuTokenizer.Split);
        var counts = new int[(2 * Orders) + 2];
        for (int n = 1; n <= Orders; n++)
        {
            var most = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (string[] reference in right)
            {
                foreach ((string gram, int count) in Grams(reference, n))
                {
                    most[gram] = Math.Max(most.GetValueOrDefault(gram), count);
                }
            }

            foreach ((string gram, int count) in Grams(words, n))
            {
                counts[n - 1] += Math.Min(count, most.GetValueOrDefault(gram));
                counts[Orders + n - 1] += count;
            }
        }

        counts[2 * Orders] = words.Length;
        counts[(2 * Orders) + 1] = right.Select(r => r.Length).OrderBy(l => Math.Abs(l - words.Length)).ThenBy(l => l).First();
        return counts;
    }

    private static Dictionary<string, int> Grams(string[] words, int n)
    {
        var grams = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i + n <= words.Length; i++)
        {
            string gram = string.Join(' ', words, i, n);
            grams[gram] = grams.GetValueOrDefault(gram) + 1;
        }

        return grams;
    }
}
