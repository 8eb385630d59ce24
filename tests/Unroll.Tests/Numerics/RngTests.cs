using Unroll.Numerics;

namespace Unroll.Tests.Numerics;

public sealed class RngTests
{
    [Fact]
    public void Numbers_never_change_between_versions()
    {
        // Saved runs depend on these streams. The values come from a separate program written from the papers of Philox and SplitMix64.
        Assert.Equal(0x2fdf1a3du, new Rng(1, RandomPurpose.Dropout).Bits(step: 2, item: 3, position: 4, index: 5));
        var sequence = new RngSequence(42, RandomPurpose.Shuffle, stream: 7);
        uint[] words = [sequence.NextUInt(), sequence.NextUInt(), sequence.NextUInt(), sequence.NextUInt()];
        Assert.Equal([0x43e1b0cf, 0xd6ce4127, 0x149b7bc0, 0x7ba9d20a], words);
    }

    [Fact]
    public void Bulk_numbers_are_the_single_ones_whatever_the_split()
    {
        var rng = new Rng(11, RandomPurpose.Dropout);
        var whole = new float[203];
        rng.FillUniform(whole, 3, 5, 7);
        for (uint j = 0; j < whole.Length; j++)
            Assert.Equal(rng.Uniform(3, 5, 7, j), whole[j]);

        for (int split = 0; split < whole.Length; split += 4)
        {
            var parts = new float[whole.Length];
            rng.FillUniform(parts.AsSpan(0, split), 3, 5, 7);
            rng.FillUniform(parts.AsSpan(split), 3, 5, 7, (uint)split);
            Assert.Equal(whole, parts);
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.8f)]
    [InlineData(1f)]
    public unsafe void Mask_keeps_where_the_uniform_number_is_below(float keep)
    {
        var rng = new Rng(12, RandomPurpose.RecurrentDropout);
        foreach (int count in (int[])[1, 4, 31, 32, 33, 100])
        {
            var mask = new float[count + 1];
            mask[count] = -1;
            fixed (float* p = mask)
                rng.FillKeepMask(p, count, keep, 1.25f, 1, 2, 3, 8);

            // The probability is rounded to 24 bits, as the numbers are.
            float limit = MathF.Round(keep * (1 << 24)) / (1 << 24);
            for (int j = 0; j < count; j++)
                Assert.Equal(rng.Uniform(1, 2, 3, 8 + (uint)j) < limit ? 1.25f : 0, mask[j]);

            Assert.Equal(-1, mask[count]);
        }
    }

    [Fact]
    public unsafe void Mask_keeps_its_share()
    {
        const int Count = 1 << 20;
        var mask = new float[Count];
        fixed (float* p = mask)
            new Rng(13, RandomPurpose.Dropout).FillKeepMask(p, Count, 0.7f, 1, 0, 0, 0);

        // Five standard deviations of a binomial share.
        Assert.Equal(0.7, mask.Sum(value => (double)value) / Count, 5 * Math.Sqrt(0.7 * 0.3 / Count));
    }

    [Fact]
    public void Uniform_numbers_fill_their_bins_evenly()
    {
        const int Count = 1 << 20, Bins = 256;
        var values = new float[Count];
        new Rng(14, RandomPurpose.Data).FillUniform(values, 0, 0, 0);
        Assert.All(values, value => Assert.InRange(value, 0, 0.99999995f));
        Assert.InRange(ChiSquare(values.Select(value => (int)(value * Bins)), Bins), 255 - 120, 255 + 120);
    }

    [Fact]
    public void Every_coordinate_matters_and_gives_independent_numbers()
    {
        var home = Numbers(new Rng(1, RandomPurpose.Dropout), 1, 1, 1);
        float[][] others =
        [
            Numbers(new Rng(2, RandomPurpose.Dropout), 1, 1, 1),
            Numbers(new Rng(1, RandomPurpose.Zoneout), 1, 1, 1),
            Numbers(new Rng(1, RandomPurpose.Dropout), 2, 1, 1),
            Numbers(new Rng(1, RandomPurpose.Dropout), 1, 2, 1),
            Numbers(new Rng(1, RandomPurpose.Dropout), 1, 1, 2),
            Sequence(new Rng(1, RandomPurpose.Dropout).Sequence(0)),
            Sequence(new Rng(1, RandomPurpose.Dropout).Sequence(1)),
        ];

        // The correlation of n independent pairs has a standard deviation of 1 / sqrt(n); five of them.
        for (int i = 0; i < others.Length; i++)
        {
            Assert.InRange(Math.Abs(Correlation(home, others[i])), 0, 5 / Math.Sqrt(home.Length));
            for (int j = 0; j < i; j++)
                Assert.InRange(Math.Abs(Correlation(others[j], others[i])), 0, 5 / Math.Sqrt(home.Length));
        }

        static float[] Numbers(Rng rng, uint step, uint item, uint position)
        {
            var values = new float[1 << 16];
            rng.FillUniform(values, step, item, position);
            return values;
        }

        static float[] Sequence(RngSequence sequence)
        {
            var values = new float[1 << 16];
            sequence.FillUniform(values);
            return values;
        }
    }

    [Fact]
    public void Neighbouring_items_and_steps_are_independent()
    {
        // One number an address: what a batch of rows with one unit each would draw.
        var rng = new Rng(0, RandomPurpose.Dropout);
        const int Count = 1 << 16;
        Assert.InRange(ChiSquare(Enumerable.Range(0, Count).Select(i => (int)(rng.Bits(0, (uint)i, 0) >> 24)), 256), 135, 375);
        Assert.InRange(ChiSquare(Enumerable.Range(0, Count).Select(i => (int)(rng.Bits((uint)i, 0, 0) & 255)), 256), 135, 375);
        Assert.InRange(ChiSquare(Enumerable.Range(0, Count).Select(i => (int)(rng.Bits(0, 0, (uint)i) & 255)), 256), 135, 375);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        var rng = new Rng(1, RandomPurpose.Dropout);
        Assert.Throws<ArgumentOutOfRangeException>(() => rng.FillUniform(new float[4], 0, 0, 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Mask(rng, 1.5f));
        Assert.Throws<ArgumentOutOfRangeException>(() => Mask(rng, float.NaN));
        static unsafe void Mask(Rng rng, float keep) => rng.FillKeepMask(null, 0, keep, 1, 0, 0, 0);
    }

    // With 255 degrees of freedom its mean is 255 and its standard deviation 22.6: 120 is more than five of them.
    private static double ChiSquare(IEnumerable<int> bins, int count)
    {
        var seen = new double[count];
        foreach (int bin in bins)
            seen[bin]++;

        double expected = seen.Sum() / count;
        return seen.Sum(n => (n - expected) * (n - expected) / expected);
    }

    private static double Correlation(float[] a, float[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += (a[i] - 0.5) * (b[i] - 0.5);

        return sum / a.Length * 12;
    }
}
