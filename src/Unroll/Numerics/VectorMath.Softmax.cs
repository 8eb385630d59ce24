using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unroll.Numerics;

public static partial class VectorMath
{
    /// <summary>ln sum_j e^(x_j), without overflow, summed in double in one fixed order.</summary>
    /// <param name="x">The values (logits or log probabilities), [n].</param>
    /// <returns>
    /// The logarithm of the sum. It is -infinity for an empty span and where all values are -infinity (a sum of nothing), +infinity
    /// where one is +infinity, and NaN where one is NaN.
    /// </returns>
    public static float LogSumExp(ReadOnlySpan<float> x)
    {
        float max = Maximum(x);
        if (!float.IsFinite(max))
            return max;

        // Four sums of alternating lanes, always joined in this order.
        var shift = Vector256.Create(max);
        var low = Vector256<double>.Zero;
        var high = Vector256<double>.Zero;
        for (int i = 0; i < x.Length; i += Vector256<float>.Count)
        {
            var (a, b) = Vector256.Widen(Exp(LoadPadded(x, i) - shift));
            low += a;
            high += b;
        }

        return (float)(max + Math.Log(Vector256.Sum(low + high)));
    }

    /// <summary>x_j = e^(x_j) / sum_k e^(x_k), in place, without overflow; the sum is taken in double in one fixed order.</summary>
    /// <param name="x">Logits in, probabilities out, [n].</param>
    /// <remarks>
    /// A value of -infinity gets probability 0. Where the probabilities are undefined (all values -infinity, one +infinity, or one NaN)
    /// the whole span becomes NaN, as in PyTorch. An empty span is left as it is.
    /// </remarks>
    public static void Softmax(Span<float> x)
    {
        float max = Maximum(x);
        if (!float.IsFinite(max))
        {
            x.Fill(float.NaN);
            return;
        }

        var shift = Vector256.Create(max);
        var low = Vector256<double>.Zero;
        var high = Vector256<double>.Zero;
        for (int i = 0; i < x.Length; i += Vector256<float>.Count)
        {
            var e = Exp(LoadPadded(x, i) - shift);
            StoreClipped(e, x, i);
            var (a, b) = Vector256.Widen(e);
            low += a;
            high += b;
        }

        var share = Vector256.Create((float)(1 / Vector256.Sum(low + high)));
        for (int i = 0; i < x.Length; i += Vector256<float>.Count)
            StoreClipped(LoadPadded(x, i) * share, x, i);
    }

    // -infinity for an empty span; NaN where one value is NaN.
    private static float Maximum(ReadOnlySpan<float> x)
    {
        var max = Vector256.Create(float.NegativeInfinity);
        for (int i = 0; i < x.Length; i += Vector256<float>.Count)
            max = Vector256.Max(max, LoadPadded(x, i));

        float result = max[0];
        for (int lane = 1; lane < Vector256<float>.Count; lane++)
            result = MathF.Max(result, max[lane]);

        return result;
    }

    // Eight values from i on; past the end -infinity, which adds nothing to a maximum or to a sum of exponentials.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> LoadPadded(ReadOnlySpan<float> x, int i)
    {
        if (i + Vector256<float>.Count <= x.Length)
            return Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(x), (nuint)i);

        var padded = Vector256.Create(float.NegativeInfinity);
        x[i..].CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<Vector256<float>, float>(ref padded), Vector256<float>.Count));
        return padded;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreClipped(Vector256<float> value, Span<float> x, int i)
    {
        if (i + Vector256<float>.Count <= x.Length)
        {
            value.StoreUnsafe(ref MemoryMarshal.GetReference(x), (nuint)i);
            return;
        }

        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<Vector256<float>, float>(ref value), x.Length - i).CopyTo(x[i..]);
    }
}
