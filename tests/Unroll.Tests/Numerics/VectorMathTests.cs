using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Tests.Numerics;

/// <summary>The bounds that VectorMath states, against double precision over the whole float range.</summary>
public sealed class VectorMathTests
{
    private const double SmallestNormal = 1.17549435e-38;

    private delegate void SpanFunction(ReadOnlySpan<float> x, Span<float> y);

    [Fact]
    public void Tanh_is_within_its_bounds_over_the_whole_float_range() => OverAllFloats(VectorMath.Tanh, (x, y) =>
    {
        double exact = Math.Tanh(x);
        double error = Math.Abs(y - exact);
        return error <= 3e-7 && Math.Abs(y) <= 1
            && (Math.Abs(x) < SmallestNormal || error <= 5e-7 * Math.Abs(exact))
            && float.IsNegative(y) == float.IsNegative(x);
    });

    [Fact]
    public void Sigmoid_is_within_its_bounds_over_the_whole_float_range() => OverAllFloats(VectorMath.Sigmoid, (x, y) =>
    {
        double exact = 1 / (1 + Math.Exp(-(double)x));
        double error = Math.Abs(y - exact);
        return error <= 3e-7 && y is >= 0 and <= 1 && (exact < SmallestNormal || error <= 1e-5 * exact);
    });

    [Fact]
    public void Exp_is_within_its_bounds_over_the_whole_float_range() => OverAllFloats(VectorMath.Exp, (x, y) =>
    {
        double exact = Math.Exp(x);
        if (float.IsInfinity((float)exact))
            return float.IsPositiveInfinity(y);

        return Math.Abs(y - exact) <= (exact >= SmallestNormal ? 3e-7 * exact : float.Epsilon);
    });

    [Fact]
    public void Log_is_within_its_bounds_over_the_whole_float_range() => OverAllFloats(VectorMath.Log, (x, y) =>
    {
        double exact = Math.Log(x);
        if (double.IsNaN(exact))
            return float.IsNaN(y);

        return double.IsInfinity(exact) ? y == exact : Math.Abs(y - exact) <= 3e-7 * Math.Abs(exact);
    });

    [Fact]
    public void Special_values_give_special_values()
    {
        Assert.Equal(1f, One(VectorMath.Tanh, float.PositiveInfinity));
        Assert.Equal(-1f, One(VectorMath.Tanh, float.NegativeInfinity));
        Assert.Equal(1f, One(VectorMath.Tanh, 9.2f));
        Assert.True(float.IsNegative(One(VectorMath.Tanh, -0f)) && One(VectorMath.Tanh, -0f) == 0);
        Assert.Equal(0.5f, One(VectorMath.Sigmoid, 0));
        Assert.Equal(0.5f, One(VectorMath.Sigmoid, -0f));
        Assert.Equal(1f, One(VectorMath.Sigmoid, float.PositiveInfinity));
        Assert.Equal(0f, One(VectorMath.Sigmoid, float.NegativeInfinity));
        Assert.Equal(1f, One(VectorMath.Exp, 0));
        Assert.Equal(1f, One(VectorMath.Exp, -0f));
        Assert.Equal(0f, One(VectorMath.Exp, float.NegativeInfinity));
        Assert.Equal(float.PositiveInfinity, One(VectorMath.Exp, float.PositiveInfinity));
        Assert.Equal(float.NegativeInfinity, One(VectorMath.Log, 0));
        Assert.Equal(float.PositiveInfinity, One(VectorMath.Log, float.PositiveInfinity));
        Assert.Equal(float.NaN, One(VectorMath.Log, -1));
    }

    [Fact]
    public void Sixteen_lanes_eight_lanes_and_the_tail_give_the_same_bits()
    {
        // 16 in the wide loop where there is one, 8 in the narrow one, 7 in the padded tail; and then each value alone.
        var x = new float[31];
        for (uint round = 0; round < 2000; round++)
        {
            for (uint i = 0; i < x.Length; i++)
                x[i] = BitConverter.UInt32BitsToSingle(((round * 31) + i) * 69_069_001u);

            SameBits(VectorMath.Exp, VectorMath.Exp, VectorMath.Exp, x);
            SameBits(VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh, x);
            SameBits(VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid, x);
            SameBits(VectorMath.Log, VectorMath.Log, VectorMath.Log, x);
        }
    }

    [Fact]
    public unsafe void Buffers_are_changed_in_place_up_to_their_count()
    {
        foreach (int count in (int[])[0, 8, 16, 24, 64])
        {
            var tanh = new float[count + 8];
            Array.Fill(tanh, 0.75f);
            float[] sigmoid = [.. tanh];
            fixed (float* p = tanh, q = sigmoid)
            {
                VectorMath.TanhInPlace(p, count);
                VectorMath.SigmoidInPlace(q, count);
            }

            Assert.All(tanh[..count], value => Assert.Equal(Math.Tanh(0.75), value, 3e-7));
            Assert.All(sigmoid[..count], value => Assert.Equal(1 / (1 + Math.Exp(-0.75)), value, 3e-7));
            Assert.All(tanh[count..], value => Assert.Equal(0.75f, value));
            Assert.All(sigmoid[count..], value => Assert.Equal(0.75f, value));
        }
    }

    [Fact]
    public void Spans_must_be_of_one_length_and_apart_or_the_same()
    {
        var x = new float[20];
        Assert.Throws<ArgumentException>(() => VectorMath.Tanh(x, new float[19]));
        Assert.Throws<ArgumentException>(() => VectorMath.Exp(x.AsSpan(0, 10), x.AsSpan(1, 10)));
        VectorMath.Exp(x, x);
        Assert.All(x, value => Assert.Equal(1f, value));
    }

    // Every 257th of all 2^32 bit patterns (a prime, so that all exponents and all low bits occur: 16.7 million values), and every
    // pattern within 2^14 of the places where something changes: 0, the normal numbers' edges, the limits of each function, infinity.
    private static void OverAllFloats(SpanFunction function, Func<float, float, bool> holds)
    {
        const ulong Chunk = 257 * 4096;
        Parallel.For(0, (long)((1ul << 32) / Chunk) + 1, new ParallelOptions { MaxDegreeOfParallelism = 2 }, chunk =>
            Check(function, holds, (ulong)chunk * Chunk, Math.Min(((ulong)chunk + 1) * Chunk, 1ul << 32), 257));

        float[] edges =
        [
            0, 1.17549435e-38f, 0.125f, 0.17328680f, 0.34657359f, 0.5f, 1, 1.41421354f, 2, 8, 9.01091290f, 17.3286800f, 44.0145f,
            87.3365448f, 88.0296919f, 88.3762627f, 88.7228394f, 89.5f, 103.278929f, 103.972084f, 105f, 127, 128, float.MaxValue,
        ];
        foreach (float edge in edges)
        {
            ulong bits = BitConverter.SingleToUInt32Bits(edge);
            ulong from = Math.Max(bits, 1 << 14) - (1 << 14);
            Check(function, holds, from, bits + (1 << 14), 1);
            Check(function, holds, from + (1ul << 31), bits + (1 << 14) + (1ul << 31), 1);
        }
    }

    private static void Check(SpanFunction function, Func<float, float, bool> holds, ulong from, ulong to, uint stride)
    {
        var x = new float[4096];
        var y = new float[4096];
        for (ulong bits = from; bits < to;)
        {
            int count = 0;
            for (; count < x.Length && bits < to; count++, bits += stride)
                x[count] = BitConverter.UInt32BitsToSingle((uint)bits);

            function(x.AsSpan(0, count), y.AsSpan(0, count));
            for (int i = 0; i < count; i++)
            {
                if (!(float.IsNaN(x[i]) ? float.IsNaN(y[i]) : holds(x[i], y[i])))
                    Assert.Fail($"at {x[i]:r} (0x{BitConverter.SingleToUInt32Bits(x[i]):x8}) got {y[i]:r}");
            }
        }
    }

    private static float One(SpanFunction function, float x)
    {
        float y = 0;
        function(new ReadOnlySpan<float>(in x), new Span<float>(ref y));
        return y;
    }

    private static void SameBits(
        SpanFunction spans, Func<Vector256<float>, Vector256<float>> eight, Func<Vector512<float>, Vector512<float>> sixteen, float[] x)
    {
        var y = new float[x.Length];
        spans(x, y);
        for (int i = 0; i < x.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(y[i]);
            Assert.Equal(bits, BitConverter.SingleToUInt32Bits(One(spans, x[i])));
            Assert.Equal(bits, BitConverter.SingleToUInt32Bits(eight(Vector256.Create(x[i]))[i % 8]));
            Assert.Equal(bits, BitConverter.SingleToUInt32Bits(sixteen(Vector512.Create(x[i]))[i % 16]));
        }
    }
}
