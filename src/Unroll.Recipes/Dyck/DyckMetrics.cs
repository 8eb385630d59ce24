using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// The paper's bracket-closing accuracy: wherever brackets are open, a model is right if it gives the one that closes the top more than
/// 80% of the probability of all closing ones. The mean over distances from the opening bracket, so that the rare long ones count as much
/// as the short ones.
/// </summary>
internal sealed class DyckMetrics
{
    private const double Share = 0.8, Leak = 0.2;
    private readonly List<long> _right = [], _asked = [];
    private long _empty, _full, _open, _emptyRight, _fullRight, _openRight, _predicted;
    private double _loss;

    /// <summary>The mean accuracy over all distances that were seen.</summary>
    public double Closing
    {
        get
        {
            double[] each = [.. Enumerable.Range(0, _asked.Count).Where(d => _asked[d] > 0).Select(d => (double)_right[d] / _asked[d])];
            return each.Length == 0 ? double.NaN : each.Average();
        }
    }

    /// <summary>The cross-entropy of a token, in nats.</summary>
    public double Loss => _loss / _predicted;

    /// <summary>How often at an empty stack closing brackets, at a full one opening ones, and elsewhere the end get less than 20%.</summary>
    public (double Empty, double Full, double End) Leaks =>
        ((double)_emptyRight / Math.Max(1, _empty), (double)_fullRight / Math.Max(1, _full), (double)_openRight / Math.Max(1, _open));

    /// <summary>The accuracy of distances from <paramref name="from"/> to below <paramref name="to"/>, every position alike; NaN for none.</summary>
    public double Between(int from, int to)
    {
        long asked = 0, right = 0;
        for (int d = from; d < Math.Min(to, _asked.Count); d++)
        {
            asked += _asked[d];
            right += _right[d];
        }

        return asked == 0 ? double.NaN : (double)right / asked;
    }

    /// <summary>Measures a model on strings.</summary>
    public static DyckMetrics Measure(DyckModel model, int[][] strings, CancellationToken cancellation)
    {
        var metrics = new DyckMetrics();
        var tape = new Tape();
        foreach (int[][] batch in strings.OrderByDescending(s => s.Length).Chunk(64))
        {
            cancellation.ThrowIfCancellationRequested();
            (SequenceLayout layout, int[] ids, int[] targets) = model.Batch(batch);
            Tensor probabilities = tape.Softmax(model.Forward(tape, layout, ids));
            for (int r = 0; r < layout.Rows; r++)
            {
                metrics.Add(model.Language, batch[layout.Order[r]], layout, r, probabilities, targets);
            }

            tape.Reset();
        }

        return metrics;
    }

    private void Add(DyckLanguage language, int[] tokens, SequenceLayout layout, int row, Tensor probabilities, int[] targets)
    {
        var open = new Stack<(int Kind, int At)>();
        for (int t = 0; t <= tokens.Length; t++)
        {
            int packed = layout.PackedRow(t, row);
            ReadOnlySpan<float> p = probabilities.Span.Slice(packed * language.Tokens, language.Tokens);
            _loss -= Math.Log(Math.Max(p[targets[packed]], 1e-30));
            _predicted++;
            double opening = Sum(p[..language.Kinds]), closing = Sum(p.Slice(language.Kinds, language.Kinds));
            if (open.TryPeek(out (int Kind, int At) top))
            {
                Count(t - top.At, p[language.Kinds + top.Kind] > Share * closing);
                _open++;
                _openRight += p[language.Boundary] < Leak ? 1 : 0;
                _full += open.Count == language.Depth ? 1 : 0;
                _fullRight += open.Count == language.Depth && opening < Leak ? 1 : 0;
            }
            else
            {
                _empty++;
                _emptyRight += closing < Leak ? 1 : 0;
            }

            if (t < tokens.Length && tokens[t] < language.Kinds)
            {
                open.Push((tokens[t], t));
            }
            else if (t < tokens.Length)
            {
                open.Pop();
            }
        }
    }

    private void Count(int distance, bool right)
    {
        while (_asked.Count <= distance)
        {
            _asked.Add(0);
            _right.Add(0);
        }

        _asked[distance]++;
        _right[distance] += right ? 1 : 0;
    }

    private static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += value;
        }

        return sum;
    }
}
