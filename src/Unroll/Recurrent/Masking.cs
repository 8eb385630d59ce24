using System.Runtime.Intrinsics;

namespace Unroll.Recurrent;

/// <summary>Elementwise helpers of the loop over the steps; any count.</summary>
internal static unsafe class Masking
{
    /// <summary>y = a * mask.</summary>
    public static void Multiply(float* a, float* mask, float* y, nint count)
    {
        nint j = 0;
        for (; j + 8 <= count; j += 8)
        {
            (Vector256.Load(a + j) * Vector256.Load(mask + j)).Store(y + j);
        }

        for (; j < count; j++)
        {
            y[j] = a[j] * mask[j];
        }
    }

    /// <summary>y += a * mask.</summary>
    public static void MultiplyAdd(float* a, float* mask, float* y, nint count)
    {
        nint j = 0;
        for (; j + 8 <= count; j += 8)
        {
            (Vector256.Load(y + j) + (Vector256.Load(a + j) * Vector256.Load(mask + j))).Store(y + j);
        }

        for (; j < count; j++)
        {
            y[j] += a[j] * mask[j];
        }
    }

    /// <summary>y = max(y, 0) for a count of whole vectors; a NaN stays one.</summary>
    public static void Relu(float* y, nint count)
    {
        for (nint j = 0; j < count; j += 8)
        {
            Vector256<float> value = Vector256.Load(y + j);
            Vector256.ConditionalSelect(Vector256.LessThan(value, Vector256<float>.Zero), Vector256<float>.Zero, value).Store(y + j);
        }
    }
}
