using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Autograd.Operations;

/// <summary>
/// One row of CTC (Graves et al. 2006, section 4.1) in double: scaled (<see cref="CtcScaledRow"/>) where that is exact enough, else in log space. The states are kept in two lines, y[i] label i,
/// counted from 1, and b[i] the blank after it (b[0] the first), so that every move goes from i or i - 1 to i, four states at a time:
/// <code>
/// b'[i] = lse(b[i], y[i]) + ln p(blank)      y'[i] = lse(y[i], b[i-1], y[i-1] unless labels i-1 and i are equal) + ln p(label i)
/// </code>
/// What cannot be is <see cref="Never"/>, a finite number, so that no difference is NaN.
/// </summary>
internal static unsafe class CtcRow
{
    private const int Width = 4;

    /// <summary>The logarithm of an impossible probability.</summary>
    private const double Never = -1e300;

    /// <summary>Below this a sum of logarithms holds an impossible one.</summary>
    private const double Possible = -1e200;

    /// <summary>States of a line with one block before the first and one after the last.</summary>
    private static nint Line(int labels) => ((labels + 1 + Width - 1) / Width * Width) + (2 * Width);

    /// <summary>Doubles of scratch for a row: forward variables and probabilities of each step, and the lines that the backward pass needs.</summary>
    public static nint Room(int steps, int labels) => (((nint)steps * 3) + 8) * Line(labels) + steps;

    /// <summary>The loss of sorted row <paramref name="row"/>; writes its slopes, weighted, where they are wanted.</summary>
    public static double Run(in CtcBatch batch, int row, double* scratch)
    {
        int steps = batch.Lengths[row], labels = batch.Starts[row + 1] - batch.Starts[row];
        if (steps == 0)
        {
            return labels == 0 ? 0 : double.PositiveInfinity;
        }

        nint line = Line(labels);
        var lines = new CtcLines(scratch, line, steps, labels, Never);
        if (CtcScaledRow.TryRun(in batch, row, in lines, out double loss))
        {
            return loss;
        }

        lines.FillSkips(batch.Labels + batch.Starts[row]);
        Forward(in batch, row, in lines);
        double* b = lines.Blanks(steps - 1), y = lines.Labels(steps - 1);
        double total = Pair(Vector256.Create(b[labels]), Vector256.Create(labels > 0 ? y[labels] : Never))[0];
        bool possible = total > Possible || double.IsNaN(total);
        if (batch.Slopes != null)
        {
            Backward(in batch, row, in lines, total, possible);
        }

        return possible ? -total : double.PositiveInfinity;
    }

    /// <summary>ln of the softmax of one step: of the blank, and of each label into a line. Keeps the normaliser for the way back.</summary>
    private static double Emit(in CtcBatch batch, int row, int t, in CtcLines lines, bool first)
    {
        float* x = batch.Logits + ((nint)(batch.Offsets[t] + row) * batch.Classes);
        if (first)
        {
            float max = Lanes.Max(x, batch.Classes);
            float* slopes = batch.Slopes == null ? null : batch.Slopes + (x - batch.Logits);
            double sum = RowMath.SumExp(x, max, slopes, batch.Classes);
            lines.Normalizers[t] = max + Math.Log(sum);
            if (slopes != null)
            {
                Lanes.Scale((float)(1 / sum), slopes, slopes, batch.Classes);
            }
        }

        double normalizer = lines.Normalizers[t];
        int* label = batch.Labels + batch.Starts[row];
        for (int i = 1; i <= lines.Count; i++)
        {
            lines.Emissions[i] = x[label[i - 1]] - normalizer;
        }

        return x[batch.Blank] - normalizer;
    }

    private static void Forward(in CtcBatch batch, int row, in CtcLines lines)
    {
        double blank = Emit(in batch, row, 0, in lines, first: true);
        double* b = lines.Blanks(0), y = lines.Labels(0);
        new Span<double>(b - Width, (int)lines.Length).Fill(Never);
        new Span<double>(y - Width, (int)lines.Length).Fill(Never);
        b[0] = blank;
        if (lines.Count > 0)
        {
            y[1] = lines.Emissions[1];
        }

        for (int t = 1; t < batch.Lengths[row]; t++)
        {
            blank = Emit(in batch, row, t, in lines, first: true);
            double* nextB = lines.Blanks(t), nextY = lines.Labels(t);
            Vector256.Create(Never).Store(nextB - Width);
            Vector256.Create(Never).Store(nextY - Width);
            Vector256<double> stay = Vector256.Create(blank);
            for (int i = 0; i <= lines.Count; i += Width)
            {
                Vector256<double> ys = Vector256.Load(y + i), bs = Vector256.Load(b + i);
                (Pair(bs, ys) + stay).Store(nextB + i);
                Vector256<double> skipped = Vector256.Load(y + i - 1) + Vector256.Load(lines.Skips + i);
                (Triple(ys, Vector256.Load(b + i - 1), skipped) + Vector256.Load(lines.Emissions + i)).Store(nextY + i);
            }

            b = nextB;
            y = nextY;
        }
    }

    /// <summary>Backward variables, and with them the slopes: softmax less the share of the paths that pass each class.</summary>
    private static void Backward(in CtcBatch batch, int row, in CtcLines lines, double total, bool possible)
    {
        int steps = batch.Lengths[row];
        double* b = lines.Scratch(0), y = lines.Scratch(1), after = lines.Scratch(2), afterY = lines.Scratch(3), share = lines.Scratch(4);
        for (int k = 0; k < 4; k++)
        {
            new Span<double>(lines.Scratch(k) - Width, (int)lines.Length).Fill(Never);
        }

        b[lines.Count] = 0;
        y[lines.Count] = lines.Count > 0 ? 0 : Never;
        int* label = batch.Labels + batch.Starts[row];
        float weight = batch.Weights[row];
        for (int t = steps - 1; t >= 0; t--)
        {
            float* slopes = batch.Slopes + ((nint)(batch.Offsets[t] + row) * batch.Classes);
            if (!possible)
            {
                new Span<float>(slopes, batch.Classes).Clear();
                continue;
            }

            slopes[batch.Blank] -= (float)Sum(lines.Blanks(t), b, total, lines.Count);
            Shares(lines.Labels(t), y, total, share, lines.Count);
            for (int i = 1; i <= lines.Count; i++)
            {
                slopes[label[i - 1]] -= (float)share[i];
            }

            Lanes.Scale(weight, slopes, slopes, batch.Classes);
            if (t == 0)
            {
                break;
            }

            double blank = Emit(in batch, row, t, in lines, first: false);
            Vector256<double> stay = Vector256.Create(blank);
            for (int i = 0; i <= lines.Count; i += Width)
            {
                (Vector256.Load(b + i) + stay).Store(after + i);
                (Vector256.Load(y + i) + Vector256.Load(lines.Emissions + i)).Store(afterY + i);
            }

            for (int i = 0; i <= lines.Count; i += Width)
            {
                Vector256<double> bs = Vector256.Load(after + i), ys = Vector256.Load(afterY + i), next = Vector256.Load(afterY + i + 1);
                Pair(bs, next).Store(b + i);
                Triple(ys, bs, next + Vector256.Load(lines.Skips + i + 1)).Store(y + i);
            }

            // There is no label 0, and nothing behind the last blank: what the vectors wrote there must not come back.
            y[0] = Never;
            for (int i = lines.Count + 1; i <= lines.Count + Width; i++)
            {
                b[i] = y[i] = Never;
            }
        }
    }

    /// <summary>ln(e^a + e^b).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Pair(Vector256<double> a, Vector256<double> b)
    {
        Vector256<double> max = Vector256.Max(a, b);
        return max + Vector256.Log(Vector256<double>.One + Vector256.Exp(Vector256.Min(a, b) - max));
    }

    /// <summary>ln(e^a + e^b + e^c).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Triple(Vector256<double> a, Vector256<double> b, Vector256<double> c)
    {
        Vector256<double> max = Vector256.Max(Vector256.Max(a, b), c);
        return max + Vector256.Log(Vector256.Exp(a - max) + Vector256.Exp(b - max) + Vector256.Exp(c - max));
    }

    /// <summary>The shares of all paths that pass each state.</summary>
    private static void Shares(double* forward, double* backward, double total, double* shares, int count)
    {
        Vector256<double> all = Vector256.Create(total);
        for (int i = 0; i <= count; i += Width)
        {
            Vector256.Exp(Vector256.Load(forward + i) + Vector256.Load(backward + i) - all).Store(shares + i);
        }
    }

    private static double Sum(double* forward, double* backward, double total, int count)
    {
        Vector256<double> all = Vector256.Create(total), sum = default;
        for (int i = 0; i <= count; i += Width)
        {
            sum += Vector256.Exp(Vector256.Load(forward + i) + Vector256.Load(backward + i) - all);
        }

        return Vector256.Sum(sum);
    }
}
