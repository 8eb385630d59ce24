using Unroll.Numerics;

namespace Unroll.Tests.Numerics;

public sealed class SoftmaxTests
{
    // Lengths on both sides of whole vectors.
    public static TheoryData<int> Lengths => [1, 2, 7, 8, 9, 16, 31, 100, 1003];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Agree_with_double_precision(int length)
    {
        var random = new RngSequence(7, RandomPurpose.Data, (ulong)length);
        foreach (float offset in (float[])[0, 1000, -1000])
        {
            var x = new float[length];
            foreach (ref float value in x.AsSpan())
                value = offset + (float)(5 * random.NextNormal());

            double max = x.Max();
            double sum = x.Sum(value => Math.Exp(value - max));

            // Exp has 3e-7 relative, and x - max loses nothing more here than half a unit of a float below 64: 4e-6 in the exponent.
            float logSum = VectorMath.LogSumExp(x);
            Assert.Equal(max + Math.Log(sum), logSum, 1e-6 + (6e-8 * Math.Abs(logSum)));
            float[] y = [.. x];
            VectorMath.Softmax(y);
            for (int j = 0; j < length; j++)
                Assert.Equal(Math.Exp(x[j] - max) / sum, y[j], 5e-6 * Math.Exp(x[j] - max) / sum);
        }
    }

    [Fact]
    public void Minus_infinity_has_no_share()
    {
        float[] x = [float.NegativeInfinity, 2, float.NegativeInfinity, 2];
        Assert.Equal(2 + MathF.Log(2), VectorMath.LogSumExp(x), 1e-6f);
        VectorMath.Softmax(x);
        Assert.Equal([0, 0.5f, 0, 0.5f], x);
    }

    [Theory]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(float.PositiveInfinity, 1, float.PositiveInfinity)]
    [InlineData(float.NaN, 1, float.NaN)]
    [InlineData(float.NaN, float.PositiveInfinity, float.NaN)]
    public void Undefined_probabilities_are_NaN(float odd, float rest, float expectedLogSum)
    {
        // The odd one stands in each lane and in the tail once.
        for (int place = 0; place < 19; place++)
        {
            var x = new float[19];
            Array.Fill(x, rest);
            x[place] = odd;
            Assert.Equal(expectedLogSum, VectorMath.LogSumExp(x));
            VectorMath.Softmax(x);
            Assert.All(x, value => Assert.Equal(float.NaN, value));
        }
    }

    [Fact]
    public void Nothing_sums_to_nothing()
    {
        Assert.Equal(float.NegativeInfinity, VectorMath.LogSumExp([]));
        VectorMath.Softmax([]);
    }
}
