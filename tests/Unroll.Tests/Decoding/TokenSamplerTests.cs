using Unroll.Decoding;
using Unroll.Numerics;

namespace Unroll.Tests.Decoding;

public sealed class TokenSamplerTests
{
    private static readonly float[] Logits = [0.5f, 2, -1, 1.5f, float.NegativeInfinity, 0];

    /// <summary>The definition, in double: p^t / Σ p^t of the softmax.</summary>
    private static double[] Naive(double power, Func<int, bool> allowed)
    {
        double[] p = [.. Logits.Select((x, i) => allowed(i) ? Math.Exp(x) : 0)];
        double[] raised = [.. p.Select(x => x == 0 ? 0 : Math.Pow(x / p.Sum(), power))];
        return [.. raised.Select(x => x / raised.Sum())];
    }

    private static void Near(double[] expected, ReadOnlySpan<float> actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-6);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.5, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    [InlineData(1, 0.3)]
    [InlineData(0.7, 1.7)]
    [InlineData(1, 0)]
    public void TemperatureDividesAndTheExponentRaises(double temperature, double exponent) => Near(
        Naive(exponent / temperature, i => i != 4),
        new TokenSampler(new SamplingOptions { Temperature = temperature, Exponent = exponent }).Distribution(Logits));

    [Fact]
    public void TopKKeepsTheLikeliest() =>
        Near(Naive(1, i => i is 1 or 3 or 0), new TokenSampler(new SamplingOptions { TopK = 3 }).Distribution(Logits));

    [Fact]
    public void AmongEqualsTopKKeepsTheFirst()
    {
        ReadOnlySpan<float> p = new TokenSampler(new SamplingOptions { TopK = 2 }).Distribution([1, 1, 1, -5, 1]);
        Assert.Equal([0.5f, 0.5f, 0, 0, 0], p.ToArray());
    }

    [Theory]
    [InlineData(0.4, new[] { 1 })]
    [InlineData(0.6, new[] { 1, 3 })]
    [InlineData(0.88, new[] { 1, 3, 0 })]
    [InlineData(0.92, new[] { 1, 3, 0, 5 })]
    [InlineData(1, new[] { 0, 1, 2, 3, 5 })]
    public void TheNucleusIsTheFewestThatReachTheProbability(double topP, int[] kept)
    {
        ReadOnlySpan<float> p = new TokenSampler(new SamplingOptions { TopP = topP }).Distribution(Logits);
        for (int i = 0; i < p.Length; i++)
        {
            Assert.Equal(kept.Contains(i), p[i] > 0);
        }
    }

    [Fact]
    public void ColdestIsTheLikeliestAndTheBannedAreNeverDrawn()
    {
        var random = new RngSequence(1, RandomPurpose.Sampling);
        Assert.Equal(1, new TokenSampler(new SamplingOptions { Temperature = 0 }).Next(Logits, random));
        Assert.Equal(3, new TokenSampler(new SamplingOptions { Temperature = 0, Banned = [1] }).Next(Logits, random));
        var sampler = new TokenSampler(new SamplingOptions { Exponent = 0, Banned = [0, 1, 2] });
        Assert.Equal([3, 5], Enumerable.Range(0, 200).Select(_ => sampler.Next(Logits, random)).Distinct().Order());
    }

    [Fact]
    public void DrawsFollowTheProbabilities()
    {
        var sampler = new TokenSampler(new SamplingOptions { Temperature = 1.3 });
        var random = new RngSequence(3, RandomPurpose.Sampling);
        const int Draws = 200_000;
        var counts = new int[Logits.Length];
        for (int i = 0; i < Draws; i++)
        {
            counts[sampler.Next(Logits, random)]++;
        }

        double[] expected = Naive(1 / 1.3, i => i != 4);

        // Pearson's statistic with 4 degrees of freedom: above 23.5 once in ten thousand seeds.
        double chi = expected.Select((p, i) => p == 0 ? counts[i] : Math.Pow(counts[i] - (Draws * p), 2) / (Draws * p)).Sum();
        Assert.True(chi < 23.5, $"chi-square {chi}");
    }

    [Fact]
    public void DrawingAllocatesNothing()
    {
        var sampler = new TokenSampler(new SamplingOptions { TopK = 4, TopP = 0.9, Temperature = 0.8, Banned = [2] });
        var random = new RngSequence(3, RandomPurpose.Sampling);
        sampler.Next(Logits, random);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            sampler.Next(Logits, random);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(-1, 1, 0, 1, "temperature")]
    [InlineData(1, -1, 0, 1, "exponent")]
    [InlineData(1, 1, -2, 1, "top-k")]
    [InlineData(1, 1, 0, 0, "top-p")]
    [InlineData(1, 1, 0, 1.1, "top-p")]
    public void OptionsOutOfRangeAreNamed(double temperature, double exponent, int topK, double topP, string name)
    {
        var options = new SamplingOptions { Temperature = temperature, Exponent = exponent, TopK = topK, TopP = topP };
        Assert.Contains($"`{name}`", Assert.Throws<ArgumentException>(() => new TokenSampler(options)).Message);
    }
}
