using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Autograd.Operations;

/// <summary>Parts of softmax and its kin on one row. Sums are in double, always in the same order.</summary>
internal static unsafe class RowMath
{
    /// <summary>The sum of e^(x - shift); the terms are written to y where it is not null (it may be x).</summary>
    public static double SumExp(float* x, float shift, float* y, int count)
    {
        Vector256<float> shifts = Vector256.Create(shift);
        Vector256<double> low = default, high = default;
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            // Eight sums, each in the order of the loop below: the same bits.
            Vector512<float> wideShifts = Vector512.Create(shift);
            Vector512<double> sums = default;
            for (; i + Vector512<float>.Count <= count; i += Vector512<float>.Count)
            {
                Vector512<float> e = VectorMath.Exp(Vector512.Load(x + i) - wideShifts);
                if (y != null)
                {
                    e.Store(y + i);
                }

                sums += Vector512.WidenLower(e);
                sums += Vector512.WidenUpper(e);
            }

            low = sums.GetLower();
            high = sums.GetUpper();
        }

        for (; i < count; i += Lanes.Width)
        {
            int left = count - i;
            Vector256<float> e = VectorMath.Exp(Lanes.Load(x + i, left) - shifts);
            if (left < Lanes.Width)
            {
                // The padding is not part of the sum.
                e = Lanes.First(e, left);
            }

            if (y != null)
            {
                Lanes.Store(e, y + i, left);
            }

            low += Vector256.WidenLower(e);
            high += Vector256.WidenUpper(e);
        }

        return Vector256.Sum(low + high);
    }

    /// <summary>y = ln softmax x; y may be x.</summary>
    public static void LogSoftmax(float* x, float* y, int count)
    {
        float max = Lanes.Max(x, count), logSum = (float)Math.Log(SumExp(x, max, null, count));
        Vector512<float> wideShift = Vector512.Create(max), wideLog = Vector512.Create(logSum);
        int i = 0;
        for (; i + Vector512<float>.Count <= count; i += Vector512<float>.Count)
        {
            (Vector512.Load(x + i) - wideShift - wideLog).Store(y + i);
        }

        Vector256<float> shift = Vector256.Create(max), log = Vector256.Create(logSum);
        for (; i < count; i += Lanes.Width)
        {
            Lanes.Store(Lanes.Load(x + i, count - i) - shift - log, y + i, count - i);
        }
    }

    /// <summary>dx += y * (dy - dy·y), the derivative of softmax.</summary>
    public static void SoftmaxBackward(float* y, float* dy, float* dx, int count)
    {
        Vector256<float> dot = Vector256.Create((float)Lanes.Dot(y, dy, count));
        for (int i = 0; i < count; i += Lanes.Width)
        {
            int left = count - i;
            Vector256<float> d = Lanes.Load(y + i, left) * (Lanes.Load(dy + i, left) - dot);
            Lanes.Store(Lanes.Load(dx + i, left) + d, dx + i, left);
        }
    }

    /// <summary>dx += dy - e^y Σ dy, the derivative of the logarithm of softmax.</summary>
    public static void LogSoftmaxBackward(float* y, float* dy, float* dx, int count)
    {
        Vector256<float> sum = Vector256.Create((float)Lanes.Sum(dy, count));
        for (int i = 0; i < count; i += Lanes.Width)
        {
            int left = count - i;
            Vector256<float> d = Lanes.Load(dy + i, left) - (VectorMath.Exp(Lanes.Load(y + i, left)) * sum);
            Lanes.Store(Lanes.Load(dx + i, left) + d, dx + i, left);
        }
    }

    /// <summary>dx += dy e^(x - y), the derivative of y = ln Σ e^x; nothing where y is infinite.</summary>
    public static void LogSumExpBackward(float* x, float y, float dy, float* dx, int count)
    {
        if (float.IsInfinity(y))
        {
            return;
        }

        Vector256<float> shift = Vector256.Create(y);
        for (int i = 0; i < count; i += Lanes.Width)
        {
            int left = count - i;
            Vector256<float> d = VectorMath.Exp(Lanes.Load(x + i, left) - shift) * dy;
            Lanes.Store(Lanes.Load(dx + i, left) + d, dx + i, left);
        }
    }
}
