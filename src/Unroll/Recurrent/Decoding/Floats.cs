using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unroll.Numerics;
using Eight = Unroll.Autograd.Operations.Lanes;

namespace Unroll.Recurrent.Decoding;

/// <summary>Loops of attention over any number of columns. The last few go through the same vector code on zeros.</summary>
internal static unsafe class Floats
{
    /// <summary>a · b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Dot(float* a, float* b, int count)
    {
        Vector256<float> even = default, odd = default;
        int j = 0;
        for (; j + 16 <= count; j += 16)
        {
            even += Vector256.Load(a + j) * Vector256.Load(b + j);
            odd += Vector256.Load(a + j + 8) * Vector256.Load(b + j + 8);
        }

        for (; j < count; j += 8)
        {
            even += Eight.Load(a + j, count - j) * Eight.Load(b + j, count - j);
        }

        return Vector256.Sum(even + odd);
    }

    /// <summary>v · tanh(key + query).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Energy(float* key, float* query, float* v, int count)
    {
        Vector256<float> sum = default;
        int j = 0;
        for (; j + 8 <= count; j += 8)
        {
            sum += Vector256.Load(v + j) * VectorMath.Tanh(Vector256.Load(key + j) + Vector256.Load(query + j));
        }

        if (j < count)
        {
            int left = count - j;
            sum += Eight.Load(v + j, left) * VectorMath.Tanh(Eight.Load(key + j, left) + Eight.Load(query + j, left));
        }

        return Vector256.Sum(sum);
    }

    /// <summary>
    /// Back through <see cref="Energy"/>, the gradient of the score being d: adds to those of v and of the query, and to that of the key
    /// or writes it over <paramref name="inner"/> where that is given too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void EnergyBackward(
        float* key, float* query, float* v, float d, float* dKey, float* dQuery, float* dV, float* inner, int count)
    {
        Vector256<float> slope = Vector256.Create(d), one = Vector256<float>.One;
        for (int j = 0; j < count; j += 8)
        {
            int left = count - j;
            Vector256<float> y = VectorMath.Tanh(Eight.Load(key + j, left) + Eight.Load(query + j, left));
            Vector256<float> dx = slope * Eight.Load(v + j, left) * (one - (y * y));
            Eight.Store(Eight.Load(dV + j, left) + (slope * y), dV + j, left);
            Eight.Store(Eight.Load(dQuery + j, left) + dx, dQuery + j, left);
            if (dKey != null)
            {
                Eight.Store(Eight.Load(dKey + j, left) + dx, dKey + j, left);
            }

            if (inner != null)
            {
                Eight.Store(dx, inner + j, left);
            }
        }
    }

    /// <summary>y = the sum of weights[i] times row i of rows [n, count].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightedSum(float* rows, float* weights, int n, float* y, int count)
    {
        int j = 0;
        for (; j + 32 <= count; j += 32)
        {
            Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
            float* row = rows + j;
            for (int i = 0; i < n; i++, row += count)
            {
                Vector256<float> w = Vector256.Create(weights[i]);
                s0 += w * Vector256.Load(row);
                s1 += w * Vector256.Load(row + 8);
                s2 += w * Vector256.Load(row + 16);
                s3 += w * Vector256.Load(row + 24);
            }

            s0.Store(y + j);
            s1.Store(y + j + 8);
            s2.Store(y + j + 16);
            s3.Store(y + j + 24);
        }

        for (; j < count; j += 8)
        {
            Vector256<float> sum = default;
            for (int i = 0; i < n; i++)
            {
                sum += Vector256.Create(weights[i]) * Eight.Load(rows + ((nint)i * count) + j, count - j);
            }

            Eight.Store(sum, y + j, count - j);
        }
    }

    /// <summary>y += x.</summary>
    public static void Add(float* x, float* y, int count) => Eight.Add(x, y, count);

    /// <summary>y += scale * x.</summary>
    public static void AddScaled(float scale, float* x, float* y, int count) => Eight.AddScaled(scale, x, y, count);

    public static void Copy(float* x, float* y, nint count) => Unsafe.CopyBlockUnaligned(y, x, checked((uint)count * sizeof(float)));

    public static void Clear(float* x, nint count) => Unsafe.InitBlockUnaligned(x, 0, checked((uint)count * sizeof(float)));
}
