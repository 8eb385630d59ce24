using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unroll.Numerics;

/// <summary>
/// Philox4x32-10: a counter-based generator. Four words of counter and two of key give four random words, with no state between calls.
/// </summary>
/// <remarks>
/// Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. One round on (c0, c1, c2, c3):
/// c0' = hi(M1 c2) ^ c1 ^ k0, c1' = lo(M1 c2), c2' = hi(M0 c0) ^ c3 ^ k1, c3' = lo(M0 c0); the key grows by (W0, W1) after each round.
/// </remarks>
public static class Philox
{
    private const uint M0 = 0xD2511F53;
    private const uint M1 = 0xCD9E8D57;
    private const uint W0 = 0x9E3779B9;
    private const uint W1 = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>Words made by one call of <see cref="Blocks8"/>: eight blocks of four.</summary>
    internal const int BulkWords = 32;

    /// <summary>The four random words of one counter under one key.</summary>
    /// <param name="counter">The counter; element 0 is its lowest word.</param>
    /// <param name="key">The key; the low half is its first word.</param>
    /// <returns>Four random words.</returns>
    public static Vector128<uint> Block(Vector128<uint> counter, ulong key)
    {
        uint c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong p0 = (ulong)M0 * c0;
            ulong p1 = (ulong)M1 * c2;
            c0 = (uint)(p1 >> 32) ^ c1 ^ k0;
            c1 = (uint)p1;
            c2 = (uint)(p0 >> 32) ^ c3 ^ k1;
            c3 = (uint)p0;
            k0 += W0;
            k1 += W1;
        }

        return Vector128.Create(c0, c1, c2, c3);
    }

    /// <summary>Eight blocks: those of the counter and the seven after it, where only the lowest word counts (and wraps).</summary>
    /// <param name="counter">The first counter.</param>
    /// <param name="key">The key.</param>
    /// <param name="b01">Blocks 0 and 1, in the order of <see cref="Block"/>.</param>
    /// <param name="b23">Blocks 2 and 3.</param>
    /// <param name="b45">Blocks 4 and 5.</param>
    /// <param name="b67">Blocks 6 and 7.</param>
    internal static void Blocks8(
        Vector128<uint> counter,
        ulong key,
        out Vector256<uint> b01,
        out Vector256<uint> b23,
        out Vector256<uint> b45,
        out Vector256<uint> b67)
    {
        // A vector holds two whole counters, so that one even-lane product gives both products of both, and the words come out in
        // order. Four such chains run beside each other.
        var two = Vector256.Create(2u, 0, 0, 0, 2, 0, 0, 0);
        var a = Vector256.Create(counter, counter + Vector128.Create(1u, 0, 0, 0));
        var b = a + two;
        var c = b + two;
        var d = c + two;
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        var k = Vector256.Create(k0, 0, k1, 0, k0, 0, k1, 0);
        var grow = Vector256.Create(W0, 0, W1, 0, W0, 0, W1, 0);
        for (int round = 0; round < Rounds; round++)
        {
            a = Round(a, k);
            b = Round(b, k);
            c = Round(c, k);
            d = Round(d, k);
            k += grow;
        }

        (b01, b23, b45, b67) = (a, b, c, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Round(Vector256<uint> c, Vector256<uint> key)
    {
        // [lo(M0 c0), hi(M0 c0), lo(M1 c2), hi(M1 c2)] turned end for end, then c1 and c3 moved down onto the even words.
        var products = EvenProducts(c, Vector256.Create(M0, 0, M1, 0, M0, 0, M1, 0));
        var turned = Vector256.Shuffle(products, Vector256.Create(3u, 2, 1, 0, 7, 6, 5, 4));
        return turned ^ (c.AsUInt64() >> 32).AsUInt32() ^ key;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> EvenProducts(Vector256<uint> a, Vector256<uint> b) => Avx2.IsSupported
        ? Avx2.Multiply(a, b).AsUInt32()
        : ((a.AsUInt64() & Vector256.Create(0xFFFFFFFFul)) * b.AsUInt64()).AsUInt32();
}
