using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Autograd.Operations;

/// <summary>Functions of eight floats made of those of <see cref="VectorMath"/>.</summary>
internal static class LaneMath
{
    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Softplus(Vector256<float> x)
    {
        // ln(1 + u) = ln(w) u / (w - 1) with w = 1 + u rounded: the rounding of w cancels (Kahan; HP-15C handbook).
        Vector256<float> u = VectorMath.Exp(-Vector256.Abs(x));
        Vector256<float> w = Vector256<float>.One + u;
        Vector256<float> rest = w - Vector256<float>.One;
        Vector256<float> log = Vector256.ConditionalSelect(Vector256.Equals(rest, default), u, VectorMath.Log(w) * (u / rest));
        return Vector256.Max(x, default) + log;
    }
}
