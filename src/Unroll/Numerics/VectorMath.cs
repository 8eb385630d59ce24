using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Numerics;

/// <summary>
/// Elementary functions on eight floats at once, and on spans and buffers of them.
/// </summary>
/// <remarks>
/// Each function is one branch-free sequence of lane operations, so an element's bits depend on its own value only: not on its
/// neighbours, its position or the length of the span. With and without hardware FMA the last bit may differ; the stated bounds hold
/// for both. All functions pass NaN through. The polynomials are minimax fits made for these ranges (Lawson-weighted least squares,
/// coefficients rounded to float), not copies of a published table.
/// </remarks>
public static partial class VectorMath
{
    // 1.5 * 2^23: adding it leaves the nearest integer in the low bits of the sum, in any rounding-to-nearest float arithmetic.
    private const float RoundingMagic = 12582912f;

    // The same plus the exponent bias, so that the sum's bits shifted left by 23 are the float 2^n with no further work.
    private const float ScaleMagic = RoundingMagic + 127f;

    private const float Log2E = 1.44269504f;

    /// <summary>e^x in each lane.</summary>
    /// <param name="x">Eight values.</param>
    /// <returns>
    /// e^x with a relative error of at most 3e-7 where the result is a normal float; denormal results are rounded once, and come within
    /// one unit in the last place of a denormal (1.4e-45). Above 88.7228 the result is +infinity, below -103.98 it is 0; NaN stays NaN.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        // x = n ln 2 + r with |r| <= ln 2 / 2; the limits lie just outside the finite, nonzero results.
        x = Limit(x, -105f, 89.5f);
        var shifted = Vector256.MultiplyAddEstimate(x, Vector256.Create(Log2E), Vector256.Create(RoundingMagic));
        var n = shifted - Vector256.Create(RoundingMagic);

        // ln 2 in two parts (Cody and Waite): the first has nine bits, so that n times it is exact even without FMA.
        var r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-0.693359375f), x);
        r = Vector256.MultiplyAddEstimate(n, Vector256.Create(2.12194440e-4f), r);

        var p = Vector256.MultiplyAddEstimate(r, Vector256.Create(0.00138142216f), Vector256.Create(0.00836889911f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(0.0416684039f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(0.166665196f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(0.49999994f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(1f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(1f));

        // 2^n in two factors: each is a normal float for every n from -152 to 129, and only the last product can round or overflow.
        var exponent = shifted.AsInt32() - Vector256.Create(RoundingMagic).AsInt32();
        var half = exponent >> 1;
        return p * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <summary>tanh x in each lane.</summary>
    /// <param name="x">Eight values.</param>
    /// <returns>
    /// tanh x with an absolute error of at most 3e-7 and a relative error of at most 5e-7 (for normal x); odd, exact at 0 and -0, never
    /// outside [-1, 1], exactly 1 or -1 from |x| of about 9 on; NaN stays NaN.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        // tanh |x| = -m / (m + 2) with m = e^(-2|x|) - 1 = 2^y - 1: no cancellation near 0, and m >= -1 bounds the quotient by 1.
        var sign = Vector256.Create(-0f);
        var y = (x * Vector256.Create(2 * Log2E)) | sign;
        y = Vector256.MaxNative(Vector256.Create(-127f), y);
        var shifted = y + Vector256.Create(ScaleMagic);
        var f = y - (shifted - Vector256.Create(ScaleMagic));
        var scale = (shifted.AsInt32() << 23).AsSingle();

        // 2^f - 1 = f q(f) for |f| <= 1/2. Estrin's order: the chain of dependent operations is what limits the speed here.
        var square = f * f;
        var q = Vector256.MultiplyAddEstimate(f, Vector256.Create(0.000154035122f), Vector256.Create(0.00133908505f));
        var q2 = Vector256.MultiplyAddEstimate(f, Vector256.Create(0.00961823761f), Vector256.Create(0.0555035733f));
        var q0 = Vector256.MultiplyAddEstimate(f, Vector256.Create(0.240226492f), Vector256.Create(0.693147182f));
        q = Vector256.MultiplyAddEstimate(Vector256.MultiplyAddEstimate(q, square, q2), square, q0);
        var m = Vector256.MultiplyAddEstimate(scale, q * f, scale - Vector256.Create(1f));
        return Vector256.ConditionalSelect(sign, x, m / (m + Vector256.Create(2f)));
    }

    /// <summary>The logistic function 1 / (1 + e^-x) in each lane.</summary>
    /// <param name="x">Eight values.</param>
    /// <returns>
    /// The logistic function with an absolute error of at most 3e-7, exactly 1/2 at 0, never outside [0, 1]; where the result is a
    /// normal float its relative error is at most 1e-5, so its logarithm is useful too; 0 below -88.4; NaN stays NaN.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x)
    {
        // e^-x = 2^y. At y = -127 the scale is 0 and the result 1; at y = 128 it is infinite and the result 0.
        var y = Limit(x * Vector256.Create(-Log2E), -127f, 128f);
        var shifted = y + Vector256.Create(ScaleMagic);
        var f = y - (shifted - Vector256.Create(ScaleMagic));
        var scale = (shifted.AsInt32() << 23).AsSingle();

        var p = Vector256.MultiplyAddEstimate(f, Vector256.Create(0.00132645911f), Vector256.Create(0.00967161916f));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(0.0555073507f));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(0.240222409f));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(0.693147004f));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(1f));
        return Vector256.Create(1f) / Vector256.MultiplyAddEstimate(p, scale, Vector256.Create(1f));
    }

    /// <summary>The natural logarithm in each lane.</summary>
    /// <param name="x">Eight values.</param>
    /// <returns>ln x with a relative error of at most 3e-7; -infinity at 0, NaN below 0, +infinity at +infinity; NaN stays NaN.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log(Vector256<float> x) => Vector256.Log(x);

    // Native minimum and maximum return their second operand where one is NaN, so x stands second and NaN passes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Limit(Vector256<float> x, float low, float high) =>
        Vector256.MinNative(Vector256.Create(high), Vector256.MaxNative(Vector256.Create(low), x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> PowerOfTwo(Vector256<int> n) => ((n + Vector256.Create(127)) << 23).AsSingle();
}
