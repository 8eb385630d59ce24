using System.Runtime.Intrinsics;

namespace Unroll.Recurrent;

/// <summary>
/// Layer norm of the pre-activations (Ba et al. 2016), each gate on its own: z = gain * (a - mean) / deviation + bias, over the
/// H units of a row. Works on the rows of one step, columns [from, to).
/// </summary>
internal static unsafe class LayerNormStep
{
    private const float Epsilon = 1e-5f;

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
                for (nint j = 0; j < u; j += 8)
                {
                    Vector256<float> x = (Vector256.Load(a + j) - Vector256.Create(mean)) * Vector256.Create(scale);
                    x.Store(normalized + j);
                    ((x * Vector256.Load(gain + j)) + Vector256.Load(bias + j)).Store(a + j);
                }
            }
        }
    }

    /// <summary>Turns the gradients of z in place into those of a, and adds to the row's sums for gain and bias.</summary>
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
                for (nint j = 0; j < u; j += 8)
                {
                    Vector256<float> dz = Vector256.Load(d + j);
                    (Vector256.Load(dGain + j) + (dz * Vector256.Load(x + j))).Store(dGain + j);
                    (Vector256.Load(dBias + j) + dz).Store(dBias + j);
                    (dz * Vector256.Load(gain + j)).Store(d + j);
                }

                float mean = Sum(d, f.Units) / f.Units;
                float along = Dot(d, x, f.Units) / f.Units;
                float scale = f.Deviations[(row * columns) + c];
                for (nint j = 0; j < u; j += 8)
                {
                    Vector256<float> dx = Vector256.Load(d + j) - Vector256.Create(mean) - (Vector256.Load(x + j) * Vector256.Create(along));
                    (dx * Vector256.Create(scale)).Store(d + j);
                }
            }
        }
    }

    private static float Sum(float* a, int count)
    {
        Vector256<float> sum = Vector256<float>.Zero;
        int j = 0;
        for (; j + 8 <= count; j += 8)
        {
            sum += Vector256.Load(a + j);
        }

        float total = Vector256.Sum(sum);
        for (; j < count; j++)
        {
            total += a[j];
        }

        return total;
    }

    private static float SumOfSquares(float* a, float mean, int count)
    {
        Vector256<float> sum = Vector256<float>.Zero;
        int j = 0;
        for (; j + 8 <= count; j += 8)
        {
            Vector256<float> x = Vector256.Load(a + j) - Vector256.Create(mean);
            sum += x * x;
        }

        float total = Vector256.Sum(sum);
        for (; j < count; j++)
        {
            total += (a[j] - mean) * (a[j] - mean);
        }

        return total;
    }

    private static float Dot(float* a, float* b, int count)
    {
        Vector256<float> sum = Vector256<float>.Zero;
        int j = 0;
        for (; j + 8 <= count; j += 8)
        {
            sum += Vector256.Load(a + j) * Vector256.Load(b + j);
        }

        float total = Vector256.Sum(sum);
        for (; j < count; j++)
        {
            total += a[j] * b[j];
        }

        return total;
    }
}
