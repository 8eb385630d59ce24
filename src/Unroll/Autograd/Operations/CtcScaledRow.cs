using System.Runtime.Intrinsics;

namespace Unroll.Autograd.Operations;

/// <summary>
/// One row of CTC as <see cref="CtcRow"/> has it, in probabilities instead of their logarithms: forward and backward variables of each
/// step are scaled by a power of two so that the largest is about 1 (Rabiner 1989, section V.A). What falls out of the range of double on
/// the way is at most 1e-308 of the largest; so where the product of both passes sums to more than <see cref="Least"/> at every step,
/// nothing that counts was lost. Where it does not, the row is done again in log space.
/// </summary>
internal static unsafe class CtcScaledRow
{
    private const int Width = 4;

    /// <summary>The least share that the true paths may have of what the largest variables of both passes would give.</summary>
    private const double Least = 1e-200;

    private static readonly double s_ln2 = Math.Log(2);

    /// <summary>The loss, and the weighted slopes where they are wanted; false where the range of double is too small (or there is no path).</summary>
    public static bool TryRun(in CtcBatch batch, int row, in CtcLines lines, out double loss)
    {
        int last = batch.Lengths[row] - 1, labels = lines.Count;
        lines.FillFactors(batch.Labels + batch.Starts[row]);
        loss = 0;
        if (!TryForward(in batch, row, in lines, out long exponents) || !TryBackward(in batch, row, in lines))
        {
            return false;
        }

        loss = -(Math.Log(lines.Blanks(last)[labels] + lines.Labels(last)[labels]) + (exponents * s_ln2));
        return true;
    }

    /// <summary>
    /// The softmax of one step: of the labels into a line that has 0 where there is none, the blank's before it. The softmax of all
    /// classes is where the slopes start.
    /// </summary>
    private static double* Emit(in CtcBatch batch, int row, int t, in CtcLines lines)
    {
        float* x = batch.Logits + ((nint)(batch.Offsets[t] + row) * batch.Classes);
        float* slopes = batch.Slopes == null ? null : batch.Slopes + (x - batch.Logits);
        float max = Lanes.Max(x, batch.Classes);
        double share = 1 / RowMath.SumExp(x, max, slopes, batch.Classes);
        if (slopes != null)
        {
            Lanes.Scale((float)share, slopes, slopes, batch.Classes);
        }

        double* p = lines.Probabilities(t);
        int* label = batch.Labels + batch.Starts[row];
        p[0] = x[batch.Blank] - max;
        for (int i = 1; i <= lines.Count; i++)
        {
            p[i] = x[label[i - 1]] - max;
        }

        Vector256<double> shares = Vector256.Create(share);
        for (int i = 0; i <= lines.Count; i += Width)
        {
            (Vector256.Exp(Vector256.Load(p + i)) * shares).Store(p + i);
        }

        p[-1] = p[0];
        p[0] = 0;
        for (int i = lines.Count + 1; i % Width != 0; i++)
        {
            p[i] = 0;
        }

        return p;
    }

    private static bool TryForward(in CtcBatch batch, int row, in CtcLines lines, out long exponents)
    {
        double* p = Emit(in batch, row, 0, in lines), b = lines.Blanks(0), y = lines.Labels(0), factors = lines.Factors;
        new Span<double>(b - Width, (int)lines.Length).Clear();
        new Span<double>(y - Width, (int)lines.Length).Clear();
        b[0] = p[-1];
        y[1] = p[1];
        exponents = 0;
        double largest = Math.Max(b[0], y[1]);
        for (int t = 1; t < batch.Lengths[row]; t++)
        {
            if (!TryScale(largest, out double scale, ref exponents))
            {
                return false;
            }

            p = Emit(in batch, row, t, in lines);
            double* nextB = lines.Blanks(t), nextY = lines.Labels(t);
            Vector256<double>.Zero.Store(nextB - Width);
            Vector256<double>.Zero.Store(nextY - Width);
            Vector256<double> scales = Vector256.Create(scale), blank = Vector256.Create(p[-1] * scale), most = default;
            for (int i = 0; i <= lines.Count; i += Width)
            {
                Vector256<double> ys = Vector256.Load(y + i);
                Vector256<double> stay = (Vector256.Load(b + i) + ys) * blank;
                Vector256<double> moved = ys + Vector256.Load(b + i - 1) + (Vector256.Load(y + i - 1) * Vector256.Load(factors + i));
                moved *= Vector256.Load(p + i) * scales;
                stay.Store(nextB + i);
                moved.Store(nextY + i);
                most = Vector256.Max(most, Vector256.Max(stay, moved));
            }

            b = nextB;
            y = nextY;
            largest = Largest(most);
        }

        return true;
    }

    private static bool TryBackward(in CtcBatch batch, int row, in CtcLines lines)
    {
        int count = lines.Count;
        double* b = lines.Scratch(0), y = lines.Scratch(1), after = lines.Scratch(2), afterY = lines.Scratch(3), share = lines.Scratch(4);
        double* factors = lines.Factors;
        for (int k = 0; k < 5; k++)
        {
            new Span<double>(lines.Scratch(k) - Width, (int)lines.Length).Clear();
        }

        b[count] = 1;
        y[count] = count > 0 ? 1 : 0;
        long exponents = 0;
        for (int t = batch.Lengths[row] - 1; ; t--)
        {
            double* alphaB = lines.Blanks(t), alphaY = lines.Labels(t), p = lines.Probabilities(t);
            Vector256<double> blanks = default, labels = default;
            for (int i = 0; i <= count; i += Width)
            {
                blanks += Vector256.Load(alphaB + i) * Vector256.Load(b + i);
                Vector256<double> both = Vector256.Load(alphaY + i) * Vector256.Load(y + i);
                labels += both;
                both.Store(share + i);
            }

            double blank = Vector256.Sum(blanks), all = blank + Vector256.Sum(labels);
            if (!(all >= Least))
            {
                return false;
            }

            if (batch.Slopes != null)
            {
                Subtract(in batch, row, t, share, count, blank, 1 / all);
            }

            if (t == 0)
            {
                return true;
            }

            Vector256<double> blankP = Vector256.Create(p[-1]), most = default;
            for (int i = 0; i <= count; i += Width)
            {
                (Vector256.Load(b + i) * blankP).Store(after + i);
                (Vector256.Load(y + i) * Vector256.Load(p + i)).Store(afterY + i);
            }

            for (int i = 0; i <= count; i += Width)
            {
                Vector256<double> bs = Vector256.Load(after + i), next = Vector256.Load(afterY + i + 1);
                most = Vector256.Max(most, Vector256.Max(bs + next, Vector256.Load(afterY + i) + bs));
            }

            if (!TryScale(Largest(most), out double scale, ref exponents))
            {
                return false;
            }

            Vector256<double> scales = Vector256.Create(scale);
            for (int i = 0; i <= count; i += Width)
            {
                Vector256<double> bs = Vector256.Load(after + i), next = Vector256.Load(afterY + i + 1);
                ((bs + next) * scales).Store(b + i);
                ((Vector256.Load(afterY + i) + bs + (next * Vector256.Load(factors + i + 1))) * scales).Store(y + i);
            }
        }
    }

    /// <summary>From softmax to the weighted slopes of one step: less the share of the paths that pass each class.</summary>
    private static void Subtract(in CtcBatch batch, int row, int t, double* share, int count, double blank, double scale)
    {
        float* slopes = batch.Slopes + ((nint)(batch.Offsets[t] + row) * batch.Classes);
        int* label = batch.Labels + batch.Starts[row];
        slopes[batch.Blank] -= (float)(blank * scale);
        for (int i = 1; i <= count; i++)
        {
            slopes[label[i - 1]] -= (float)(share[i] * scale);
        }

        Lanes.Scale(batch.Weights[row], slopes, slopes, batch.Classes);
    }

    /// <summary>The power of two that brings the largest value to [1, 2), and its exponent to those taken out so far.</summary>
    private static bool TryScale(double largest, out double scale, ref long exponents)
    {
        int exponent = double.IsNormal(largest) ? Math.ILogB(largest) : int.MinValue;
        scale = exponent == int.MinValue ? 0 : BitConverter.Int64BitsToDouble((long)(1023 - exponent) << 52);
        exponents += exponent;
        return double.IsNormal(scale);
    }

    private static double Largest(Vector256<double> v) => Math.Max(Math.Max(v[0], v[1]), Math.Max(v[2], v[3]));
}
