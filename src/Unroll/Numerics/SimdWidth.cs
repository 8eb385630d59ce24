using System.Runtime.Intrinsics;

namespace Unroll.Numerics;

/// <summary>
/// The vector width of the matrix kernels, chosen once for the process: the widest the processor has, or what the
/// environment variable UNROLL_SIMD says (512, 256, 128 or scalar).
/// </summary>
public static class SimdWidth
{
    /// <summary>The width in bits; 32 is the scalar fallback.</summary>
    public static readonly int Bits = Choose(Environment.GetEnvironmentVariable("UNROLL_SIMD"));

    private static int Choose(string? wanted)
    {
        int widest = Vector512.IsHardwareAccelerated ? 512
            : Vector256.IsHardwareAccelerated ? 256
            : Vector128.IsHardwareAccelerated ? 128 : 32;
        return wanted switch
        {
            "512" => Math.Min(512, widest),
            "256" => Math.Min(256, widest),
            "128" => Math.Min(128, widest),
            "scalar" => 32,
            _ => widest,
        };
    }
}
