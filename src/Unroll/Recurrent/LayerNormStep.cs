using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Recurrent;

/// <summary>
/// Layer norm of the pre-activations (Ba et al. 2016), each gate on its own: z = gain * (a - mean) / deviation + bias, over the
/// H units of a row. Works on the rows of one step, columns [from, to).
/// </summary>
internal static unsafe class LayerNormStep
{
    private const float Epsilon = 1e-5f;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(in DriverFrame f, float* gates, nint row, int rows, int from, int to)
    {
        nint u = f.UnitStride;
        int columns = f.Cell.Columns;
        for (int r = 0; r < rows; r++, row++, gates += f.GateStride)
        {
            for (int c = from; c < to; c++)
            {
                float* a = gates + (c * u);
                float* normalized = f.Normalized + (((row * columns) + c) * u);
                float mean = Sum(a, f.Units) / f.Units;
                float variance = SumOfSquares(a, mean, f.Units) / f.Units;
                float scale = 1 / MathF.Sqrt(variance + Epsilon);
                f.Deviations[(row * columns) + c] = scale;
                float* gain = f.Gain + (c * u);
                float* bias = f.Bias + (c * u);
                nint j = 0;
                for (; j + 16 <= u; j += 16)
                {
                    Vector512<float> x = (Vector512.Load(a + j) - Vector512.Create(mean)) * Vector512.Create(scale);
                    x.Store(normalized + j);
                    ((x * Vector512.Load(gain + j)) + Vector512.Load(bias + j)).Store(a + j);
                }

                if (j < u)
                {
                    Vector256<float> x = (Vector256.Load(a + j) - Vector256.Create(mean)) * Vector256.Create(scale);
                    x.Store(normalized + j);
                    ((x * Vector256.Load(gain + j)) + Vector256.Load(bias + j)).Store(a + j);
                }
            }
        }
    }

    /// <summary>Turns the gradients of z in place into those of a, and adds to the row's sums for gain and bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(in DriverFrame f, float* gates, nint row, int first, int rows, int from, int to)
    {
        nint u = f.UnitStride;
        int columns = f.Cell.Columns;
        for (int r = 0; r < rows; r++, row++, gates += f.GateStride)
        {
            float* sums = f.NormGradients + ((first + r) * 2 * columns * u);
            for (int c = from; c < to; c++)
            {
                float* d = gates + (c * u);
                float* x = f.Normalized + (((row * columns) + c) * u);
                float* gain = f.Gain + (c * u);
                float* dGain = sums + (c * u);
                float* dBias = sums + ((columns + c) * u);

                // The units that round H up to U have a gain of 0 and add nothing to the sums.
                Vector512<float> sum = Vector512<float>.Zero, dot = Vector512<float>.Zero;
                nint j = 0;
                for (; j + 16 <= u; j += 16)
                {
                    Vector512<float> dz = Vector512.Load(d + j), normalized = Vector512.Load(x + j), scaled = dz * Vector512.Load(gain + j);
                    (Vector512.Load(dGain + j) + (dz * normalized)).Store(dGain + j);
                    (Vector512.Load(dBias + j) + dz).Store(dBias + j);
                    scaled.Store(d + j);
                    sum += scaled;
                    dot += scaled * normalized;
                }

                float mean = Vector512.Sum(sum), along = Vector512.Sum(dot);
                if (j < u)
                {
                    Vector256<float> dz = Vector256.Load(d + j), normalized = Vector256.Load(x + j), scaled = dz * Vector256.Load(gain + j);
                    (Vector256.Load(dGain + j) + (dz * normalized)).Store(dGain + j);
                    (Vector256.Load(dBias + j) + dz).Store(dBias + j);
                    scaled.Store(d + j);
                    mean += Vector256.Sum(scaled);
                    along += Vector256.Sum(scaled * normalized);
                }

                Centre(d, x, u, mean / f.Units, along / f.Units, f.Deviations[(row * columns) + c]);
            }
        }
    }

    /// <summary>d = (d - mean - along * x) * scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Centre(float* d, float* x, nint u, float mean, float along, float scale)
    {
        nint j = 0;
        for (; j + 16 <= u; j += 16)
        {
            Vector512<float> dx = Vector512.Load(d + j) - Vector512.Create(mean) - (Vector512.Load(x + j) * Vector512.Create(along));
            (dx * Vector512.Create(scale)).Store(d + j);
        }

        if (j < u)
        {
            Vector256<float> dx = Vector256.Load(d + j) - Vector256.Create(mean) - (Vector256.Load(x + j) * Vector256.Create(along));
            (dx * Vector256.Create(scale)).Store(d + j);
        }
    }

    // Two vectors of sums, so that one addition need not wait for the one before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(float* a, int count)
    {
        Vector512<float> even = Vector512<float>.Zero, odd = Vector512<float>.Zero;
        int j = 0;
        for (; j + 32 <= count; j += 32)
        {
            even += Vector512.Load(a + j);
            odd += Vector512.Load(a + j + 16);
        }

        float total = Vector512.Sum(even + odd);
        for (; j + 8 <= count; j += 8)
        {
            total += Vector256.Sum(Vector256.Load(a + j));
        }

        for (; j < count; j++)
        {
            total += a[j];
        }

        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumOfSquares(float* a, float mean, int count)
    {
        Vector512<float> even = Vector512<float>.Zero, odd = Vector512<float>.Zero, middle = Vector512.Create(mean);
        int j = 0;
        for (; j + 32 <= count; j += 32)
        {
            Vector512<float> x = Vector512.Load(a + j) - middle, y = Vector512.Load(a + j + 16) - middle;
            even += x * x;
            odd += y * y;
        }

        float total = Vector512.Sum(even + odd);
        for (; j + 8 <= count; j += 8)
        {
            Vector256<float> x = Vector256.Load(a + j) - Vector256.Create(mean);
            total += Vector256.Sum(x * x);
        }

        for (; j < count; j++)
        {
            total += (a[j] - mean) * (a[j] - mean);
        }

        return total;
    }
}
