using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Numerics;

/// <summary>Transposition in blocks that stay in the cache.</summary>
internal static unsafe class Transposition
{
    /// <summary>The floats of a cache line.</summary>
    private const int Block = 16;

    /// <summary>target[j, i] = source[i, j] for eight rows and columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block8(float* source, nint sourceStride, float* target, nint targetStride)
    {
        if (!Avx.IsSupported)
        {
            for (int i = 0; i < 8; i++)
            {
                for (int j = 0; j < 8; j++)
                {
                    target[(j * targetStride) + i] = source[(i * sourceStride) + j];
                }
            }

            return;
        }

        Transpose8(source, sourceStride, out Vector256<float> t0, out Vector256<float> t1, out Vector256<float> t2, out Vector256<float> t3,
            out Vector256<float> t4, out Vector256<float> t5, out Vector256<float> t6, out Vector256<float> t7);
        t0.Store(target);
        t1.Store(target + targetStride);
        t2.Store(target + (2 * targetStride));
        t3.Store(target + (3 * targetStride));
        t4.Store(target + (4 * targetStride));
        t5.Store(target + (5 * targetStride));
        t6.Store(target + (6 * targetStride));
        t7.Store(target + (7 * targetStride));
    }

    /// <summary>target[j, i] += source[i, j] for i &lt; rows, j &lt; columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride)
    {
        for (int i0 = 0; i0 < rows; i0 += Block)
        {
            for (int j0 = 0; j0 < columns; j0 += Block)
            {
                for (int i = i0; i < Math.Min(rows, i0 + Block); i += 8)
                {
                    for (int j = j0; j < Math.Min(columns, j0 + Block); j += 8)
                    {
                        float* from = source + (i * sourceStride) + j, to = target + (j * targetStride) + i;
                        if (Avx.IsSupported && i + 8 <= rows && j + 8 <= columns)
                        {
                            Add8(from, sourceStride, to, targetStride);
                        }
                        else
                        {
                            AddFew(from, sourceStride, Math.Min(8, rows - i), Math.Min(8, columns - j), to, targetStride);
                        }
                    }
                }
            }
        }
    }

    private static void AddFew(float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride)
    {
        for (int j = 0; j < columns; j++, source++, target += targetStride)
        {
            for (int i = 0; i < rows; i++)
            {
                target[i] += source[i * sourceStride];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add8(float* source, nint sourceStride, float* target, nint targetStride)
    {
        Transpose8(source, sourceStride, out Vector256<float> t0, out Vector256<float> t1, out Vector256<float> t2, out Vector256<float> t3,
            out Vector256<float> t4, out Vector256<float> t5, out Vector256<float> t6, out Vector256<float> t7);
        Accumulate(t0, target);
        Accumulate(t1, target + targetStride);
        Accumulate(t2, target + (2 * targetStride));
        Accumulate(t3, target + (3 * targetStride));
        Accumulate(t4, target + (4 * targetStride));
        Accumulate(t5, target + (5 * targetStride));
        Accumulate(t6, target + (6 * targetStride));
        Accumulate(t7, target + (7 * targetStride));
    }

    private static void Accumulate(Vector256<float> value, float* target) => (Vector256.Load(target) + value).Store(target);

    /// <summary>Pairs, then quads, then halves change places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose8(
        float* s, nint stride, out Vector256<float> t0, out Vector256<float> t1, out Vector256<float> t2, out Vector256<float> t3,
        out Vector256<float> t4, out Vector256<float> t5, out Vector256<float> t6, out Vector256<float> t7)
    {
        Vector256<float> r0 = Vector256.Load(s), r1 = Vector256.Load(s + stride);
        Vector256<float> r2 = Vector256.Load(s + (2 * stride)), r3 = Vector256.Load(s + (3 * stride));
        Vector256<float> r4 = Vector256.Load(s + (4 * stride)), r5 = Vector256.Load(s + (5 * stride));
        Vector256<float> r6 = Vector256.Load(s + (6 * stride)), r7 = Vector256.Load(s + (7 * stride));
        Vector256<float> a0 = Avx.UnpackLow(r0, r1), a1 = Avx.UnpackHigh(r0, r1), a2 = Avx.UnpackLow(r2, r3), a3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> a4 = Avx.UnpackLow(r4, r5), a5 = Avx.UnpackHigh(r4, r5), a6 = Avx.UnpackLow(r6, r7), a7 = Avx.UnpackHigh(r6, r7);
        Vector256<float> b0 = Avx.Shuffle(a0, a2, 0x44), b1 = Avx.Shuffle(a0, a2, 0xEE), b2 = Avx.Shuffle(a1, a3, 0x44), b3 = Avx.Shuffle(a1, a3, 0xEE);
        Vector256<float> b4 = Avx.Shuffle(a4, a6, 0x44), b5 = Avx.Shuffle(a4, a6, 0xEE), b6 = Avx.Shuffle(a5, a7, 0x44), b7 = Avx.Shuffle(a5, a7, 0xEE);
        t0 = Avx.Permute2x128(b0, b4, 0x20);
        t1 = Avx.Permute2x128(b1, b5, 0x20);
        t2 = Avx.Permute2x128(b2, b6, 0x20);
        t3 = Avx.Permute2x128(b3, b7, 0x20);
        t4 = Avx.Permute2x128(b0, b4, 0x31);
        t5 = Avx.Permute2x128(b1, b5, 0x31);
        t6 = Avx.Permute2x128(b2, b6, 0x31);
        t7 = Avx.Permute2x128(b3, b7, 0x31);
    }
}
