using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unroll.Formats;

/// <summary>
/// SHA-256 (FIPS 180-4) in managed code. The one of .NET calls OpenSSL on Linux and ends the process where it is not
/// installed; the library promises to need nothing native. It guards against damage, not against forgery.
/// </summary>
internal sealed class Sha256
{
    private static ReadOnlySpan<uint> RoundConstants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    private readonly uint[] state =
    [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ];

    private readonly byte[] pending = new byte[64];
    private int pendingLength;
    private ulong totalLength;

    /// <summary>The hash of <paramref name="bytes"/> as 64 lower-case hexadecimal digits.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes)
    {
        var hash = new Sha256();
        hash.Append(bytes);
        return hash.Finish();
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        totalLength += (ulong)bytes.Length;
        if (pendingLength > 0)
        {
            int taken = Math.Min(64 - pendingLength, bytes.Length);
            bytes[..taken].CopyTo(pending.AsSpan(pendingLength));
            pendingLength += taken;
            bytes = bytes[taken..];
            if (pendingLength < 64)
                return;
            Blocks(pending);
            pendingLength = 0;
        }
        int whole = bytes.Length & ~63;
        Blocks(bytes[..whole]);
        bytes = bytes[whole..];
        bytes.CopyTo(pending);
        pendingLength = bytes.Length;
    }

    /// <summary>Ends the message and returns its hash in hexadecimal; the object is used up.</summary>
    public string Finish()
    {
        ulong bits = totalLength * 8;
        Span<byte> padding = stackalloc byte[72];
        padding.Clear();
        padding[0] = 0x80;
        Append(padding[..(pendingLength < 56 ? 56 - pendingLength : 120 - pendingLength)]);
        BinaryPrimitives.WriteUInt64BigEndian(padding, bits);
        Append(padding[..8]);
        return string.Concat(state.Select(word => word.ToString("x8", System.Globalization.CultureInfo.InvariantCulture)));
    }

    private void Blocks(ReadOnlySpan<byte> bytes)
    {
        // The schedules of as many blocks as a vector has lanes are made at once: a lane is a block.
        Span<Vector<uint>> schedule = stackalloc Vector<uint>[64];
        while (bytes.Length > 0)
        {
            int blocks = Math.Min(Vector<uint>.Count, bytes.Length / 64);
            Schedule(bytes[..(64 * blocks)], schedule);
            for (int block = 0; block < blocks; block++)
                Rounds(MemoryMarshal.Cast<Vector<uint>, uint>(schedule)[block..]);
            bytes = bytes[(64 * blocks)..];
        }
    }

    /// <summary>The words of the blocks in <paramref name="bytes"/>, a block a lane, with the constants of the rounds added.</summary>
    // Compiled with full optimisation at once, as are the rounds: a large file is read and hashed before a tier could change.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Schedule(ReadOnlySpan<byte> bytes, Span<Vector<uint>> w)
    {
        Span<uint> words = MemoryMarshal.Cast<Vector<uint>, uint>(w);
        for (int block = 0; block < bytes.Length / 64; block++)
        {
            for (int i = 0; i < 16; i++)
                words[(i * Vector<uint>.Count) + block] = BinaryPrimitives.ReadUInt32BigEndian(bytes[((64 * block) + (4 * i))..]);
        }
        for (int i = 16; i < w.Length; i++)
        {
            Vector<uint> s0 = Rotate(w[i - 15], 7) ^ Rotate(w[i - 15], 18) ^ (w[i - 15] >>> 3);
            Vector<uint> s1 = Rotate(w[i - 2], 17) ^ Rotate(w[i - 2], 19) ^ (w[i - 2] >>> 10);
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
        ReadOnlySpan<uint> k = RoundConstants;
        for (int i = 0; i < w.Length; i++)
            w[i] += new Vector<uint>(k[i]);
    }

    /// <summary>The 64 rounds of a block, whose words stand a vector apart from the first one on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rounds(ReadOnlySpan<uint> words)
    {
        uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        uint both = b ^ c;
        int step = Vector<uint>.Count;
        for (int i = 0; i < 64 * step; i += 8 * step)
        {
            // Renaming the words from round to round instead of moving them.
            Round(a, b, ref d, e, f, g, ref h, ref both, words[i]);
            Round(h, a, ref c, d, e, f, ref g, ref both, words[i + step]);
            Round(g, h, ref b, c, d, e, ref f, ref both, words[i + (2 * step)]);
            Round(f, g, ref a, b, c, d, ref e, ref both, words[i + (3 * step)]);
            Round(e, f, ref h, a, b, c, ref d, ref both, words[i + (4 * step)]);
            Round(d, e, ref g, h, a, b, ref c, ref both, words[i + (5 * step)]);
            Round(c, d, ref f, g, h, a, ref b, ref both, words[i + (6 * step)]);
            Round(b, c, ref e, f, g, h, ref a, ref both, words[i + (7 * step)]);
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    /// <summary>A round, without moving the words; <paramref name="both"/> is b ^ c, which the round before has computed as its a ^ b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(uint a, uint b, ref uint d, uint e, uint f, uint g, ref uint h, ref uint both, uint word)
    {
        uint choice = g ^ (e & (f ^ g));
        h += word + choice + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25));
        d += h;
        uint next = a ^ b, majority = b ^ (next & both);
        h += majority + (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22));
        both = next;
    }

    private static Vector<uint> Rotate(Vector<uint> words, int count) => (words >>> count) | (words << (32 - count));
}
