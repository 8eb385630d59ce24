using Unroll.Decoding;

namespace Unroll.Tests.Decoding;

/// <summary>
/// A model over a tiny vocabulary whose next token depends on all before it: probabilities are drawn by source and prefix.
/// </summary>
internal sealed class TableDecoder(int sources, int classes, int seed, Func<int, int[], double[]>? weights = null) : IStepDecoder
{
    private readonly float[] _attention = new float[3];
    private (int Source, int[] Prefix)[] _rows = [.. Enumerable.Range(0, sources).Select(s => (s, Array.Empty<int>()))];

    public int Sources => sources;

    public int Classes => classes;

    public int Start => 0;

    public int End => 1;

    /// <summary>ln p of each next token after a prefix.</summary>
    public float[] Next(int source, int[] prefix)
    {
        double[] w;
        if (weights is not null)
        {
            w = weights(source, prefix);
        }
        else
        {
            int key = prefix.Aggregate((seed * 31) + source, (k, t) => (k * 31) + t + 1);
            var random = new Random(key);
            w = [.. Enumerable.Range(0, classes).Select(_ => Math.Exp(3 * random.NextDouble()))];
        }

        w[0] = 0;
        return [.. w.Select(v => (float)Math.Log(v / w.Sum()))];
    }

    public ReadOnlySpan<float> Step(ReadOnlySpan<int> rows, ReadOnlySpan<int> tokens)
    {
        var next = new (int, int[])[rows.Length];
        for (int i = 0; i < next.Length; i++)
        {
            (int source, int[] prefix) = _rows[rows[i]];
            next[i] = (source, tokens[i] == 0 ? prefix : [.. prefix, tokens[i]]);
        }

        _rows = next;
        return _rows.SelectMany(r => Next(r.Source, r.Prefix)).ToArray();
    }

    /// <summary>Looks at position (number of tokens written) of three, after token 2 always at the first.</summary>
    public ReadOnlySpan<float> Attention(int row)
    {
        Array.Clear(_attention);
        int[] prefix = _rows[row].Prefix;
        _attention[prefix.Contains(2) ? 0 : Math.Min(prefix.Length, 2)] = 1;
        return _attention;
    }

    /// <summary>Every sequence up to a length with its log-probability, the end included.</summary>
    public IEnumerable<(int[] Tokens, double LogProbability)> Everything(int source, int longest)
    {
        var open = new List<(int[] Tokens, double Log)> { ([], 0) };
        for (int length = 0; length <= longest; length++)
        {
            var longer = new List<(int[], double)>();
            foreach ((int[] tokens, double log) in open)
            {
                float[] next = Next(source, tokens);
                yield return (tokens, log + next[1]);
                for (int t = 2; t < classes; t++)
                {
                    longer.Add(([.. tokens, t], log + next[t]));
                }
            }

            open = longer;
        }
    }
}
