using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Autograd.Operations;

/// <summary>
/// Loops over eight floats at a time. The last few go through the same vector code on a padded copy, so that an element's
/// bits do not depend on where it stands.
/// </summary>
internal static unsafe class Lanes
{
    public const int Width = 8;

    /// <summary>Floats of a cache line: parts start at multiples of it.</summary>
    public const int Line = 16;

    /// <summary>Eight floats, or the <paramref name="count"/> that are left and zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* p, int count) => count >= Width ? Vector256.Load(p) : LoadTail(p, count);

    /// <summary>Writes eight floats, or the <paramref name="count"/> that are left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> v, float* p, int count)
    {
        if (count >= Width)
        {
            v.Store(p);
        }
        else
        {
            StoreTail(v, p, count);
        }
    }

    // Apart, so that the vectors of the loops stay in registers: a variable whose address is taken lives in memory.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<float> LoadTail(float* p, int count)
    {
        Vector256<float> v = default;
        Unsafe.CopyBlockUnaligned(&v, p, (uint)count * sizeof(float));
        return v;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreTail(Vector256<float> v, float* p, int count) =>
        Unsafe.CopyBlockUnaligned(p, &v, (uint)count * sizeof(float));

    /// <summary>The first <paramref name="count"/> floats, zeros after them.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector256<float> First(Vector256<float> v, int count)
    {
        float* memory = stackalloc float[Width];
        v.Store(memory);
        return Load(memory, count);
    }

    /// <summary>y += x.</summary>
    public static void Add(float* x, float* y, int count)
    {
        for (int i = 0; i < count; i += Width)
        {
            Store(Load(y + i, count - i) + Load(x + i, count - i), y + i, count - i);
        }
    }

    /// <summary>y += scale * x.</summary>
    public static void AddScaled(float scale, float* x, float* y, int count)
    {
        Vector256<float> factor = Vector256.Create(scale);
        for (int i = 0; i < count; i += Width)
        {
            Store(Load(y + i, count - i) + (factor * Load(x + i, count - i)), y + i, count - i);
        }
    }

    /// <summary>y += value everywhere.</summary>
    public static void AddConstant(float value, float* y, int count)
    {
        Vector256<float> addend = Vector256.Create(value);
        for (int i = 0; i < count; i += Width)
        {
            Store(Load(y + i, count - i) + addend, y + i, count - i);
        }
    }

    /// <summary>y = x.</summary>
    public static void Copy(float* x, float* y, int count) =>
        Unsafe.CopyBlockUnaligned(y, x, (uint)count * sizeof(float));

    /// <summary>y = scale * x.</summary>
    public static void Scale(float scale, float* x, float* y, int count)
    {
        Vector256<float> factor = Vector256.Create(scale);
        for (int i = 0; i < count; i += Width)
        {
            Store(factor * Load(x + i, count - i), y + i, count - i);
        }
    }

    /// <summary>The sum in double, always in the same order: sixteen sums side by side, as additions wait for one another.</summary>
    public static double Sum(float* x, int count)
    {
        Vector256<double> a = default, b = default, c = default, d = default;
        int i = 0;
        for (; i + (2 * Width) <= count; i += 2 * Width)
        {
            Vector256<float> v = Vector256.Load(x + i), w = Vector256.Load(x + i + Width);
            a += Vector256.WidenLower(v);
            b += Vector256.WidenUpper(v);
            c += Vector256.WidenLower(w);
            d += Vector256.WidenUpper(w);
        }

        for (; i < count; i += Width)
        {
            Vector256<float> v = Load(x + i, count - i);
            a += Vector256.WidenLower(v);
            b += Vector256.WidenUpper(v);
        }

        return Vector256.Sum(a + b + (c + d));
    }

    /// <summary>The sum of products in double, always in the same order.</summary>
    public static double Dot(float* x, float* y, int count)
    {
        Vector256<double> low = default, high = default;
        for (int i = 0; i < count; i += Width)
        {
            Vector256<float> a = Load(x + i, count - i), b = Load(y + i, count - i);
            low += Vector256.WidenLower(a) * Vector256.WidenLower(b);
            high += Vector256.WidenUpper(a) * Vector256.WidenUpper(b);
        }

        return Vector256.Sum(low + high);
    }

    /// <summary>The largest element, NaN where there is one; negative infinity for none.</summary>
    public static float Max(float* x, int count)
    {
        Vector512<float> even = Vector512.Create(float.NegativeInfinity), odd = even;
        int i = 0;
        for (; i + 32 <= count; i += 32)
        {
            even = Vector512.Max(even, Vector512.Load(x + i));
            odd = Vector512.Max(odd, Vector512.Load(x + i + 16));
        }

        even = Vector512.Max(even, odd);
        Vector256<float> best = Vector256.Max(even.GetLower(), even.GetUpper());
        for (; i + Width <= count; i += Width)
        {
            best = Vector256.Max(best, Vector256.Load(x + i));
        }

        float max = float.NegativeInfinity;
        for (int j = 0; j < Width; j++)
        {
            max = MathF.Max(max, best[j]);
        }

        for (; i < count; i++)
        {
            max = MathF.Max(max, x[i]);
        }

        return max;
    }
}
