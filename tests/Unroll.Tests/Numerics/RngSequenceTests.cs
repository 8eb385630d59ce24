using CsCheck;
using Unroll.Numerics;

namespace Unroll.Tests.Numerics;

public sealed class RngSequenceTests
{
    [Fact]
    public void Goes_on_after_restoring_exactly_as_it_would_have()
    {
        for (int drawn = 0; drawn < 50; drawn++)
        {
            var rng = new RngSequence(5, RandomPurpose.Sampling, stream: 1ul << 40);
            for (int i = 0; i < drawn; i++)
                rng.NextUInt();

            var restored = RngSequence.FromState(rng.State);
            Assert.Equal(rng.State, restored.State);
            Assert.Equal(Draw(rng), Draw(restored));
            Assert.Equal(rng.State, restored.State);
        }

        static double[] Draw(RngSequence rng)
        {
            var bulk = new float[45];
            rng.FillUniform(bulk);
            return [rng.NextUInt(), rng.NextFloat(), rng.NextNormal(), rng.NextInt(1000), rng.NextDouble(), rng.NextULong(), .. bulk];
        }
    }

    [Fact]
    public void Counts_the_words_it_draws()
    {
        var rng = new RngSequence(5, RandomPurpose.Sampling);
        rng.NextUInt();
        rng.NextFloat();
        rng.NextDouble();
        rng.NextNormal();
        Assert.Equal(new RngState(5, RandomPurpose.Sampling, 0, 1 + 1 + 2 + 4), rng.State);
    }

    [Fact]
    public void Bulk_is_one_by_one() => Gen.Select(Gen.Int[0, 9], Gen.Int[0, 150]).Sample((before, count) =>
    {
        // Also across the place where the lowest word of the block's number wraps.
        foreach (ulong start in (ulong[])[0, (4ul << 32) - 64])
        {
            var bulk = RngSequence.FromState(new RngState(9, RandomPurpose.Data, 3, start + (ulong)before));
            var single = RngSequence.FromState(bulk.State);
            var values = new float[count];
            bulk.FillUniform(values);
            Assert.All(values, value => Assert.Equal(single.NextFloat(), value));
            Assert.Equal(single.State, bulk.State);
            Assert.Equal(single.NextUInt(), bulk.NextUInt());
        }
    });

    [Fact]
    public void Whole_numbers_are_unbiased_and_in_range()
    {
        // 3 * 2^29 outcomes from 2^32 words: without rejection the outcomes 0, 1, 2 modulo 3 would come 3 : 3 : 2 times (by the
        // high half of the product), or those below 2^30 would come 3 : 2 times (by the remainder).
        var rng = new RngSequence(6, RandomPurpose.Split);
        const int Max = 3 << 29, Count = 100_000;
        int low = 0;
        var modulo = new int[3];
        for (int i = 0; i < Count; i++)
        {
            int value = rng.NextInt(Max);
            Assert.InRange(value, 0, Max - 1);
            low += value < Max / 2 ? 1 : 0;
            modulo[value % 3]++;
        }

        Assert.Equal(0.5, low / (double)Count, 5 * 0.5 / Math.Sqrt(Count));
        Assert.All(modulo, n => Assert.Equal(1 / 3.0, n / (double)Count, 5 * Math.Sqrt(2 / 9.0 / Count)));
        Assert.Equal(0, rng.NextInt(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => rng.NextInt(0));

        var seen = new int[6];
        for (int i = 0; i < 6000; i++)
            seen[rng.NextInt(6)]++;

        Assert.All(seen, n => Assert.InRange(n, 1000 - 145, 1000 + 145)); // five standard deviations: 5 * sqrt(6000 * 5 / 36)
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_the_normal_distribution()
    {
        const int Count = 200_000;
        var rng = new RngSequence(8, RandomPurpose.Initialization);
        double mean = 0, square = 0, third = 0, fourth = 0;
        int beyondTwo = 0;
        for (int i = 0; i < Count; i++)
        {
            double x = rng.NextNormal();
            mean += x / Count;
            square += x * x / Count;
            third += x * x * x / Count;
            fourth += x * x * x * x / Count;
            beyondTwo += Math.Abs(x) > 2 ? 1 : 0;
        }

        // Five standard deviations each: the variances of the powers are 1, 2, 15 and 96.
        double five = 5 / Math.Sqrt(Count);
        Assert.Equal(0, mean, five);
        Assert.Equal(1, square, five * Math.Sqrt(2));
        Assert.Equal(0, third, five * Math.Sqrt(15));
        Assert.Equal(3, fourth, five * Math.Sqrt(96));
        Assert.Equal(0.0455, beyondTwo / (double)Count, five * Math.Sqrt(0.0455));
    }

    [Fact]
    public void Double_numbers_lie_in_the_unit_interval_with_all_their_bits()
    {
        var rng = new RngSequence(9, RandomPurpose.Data);
        double sum = 0;
        bool fine = false;
        for (int i = 0; i < 10_000; i++)
        {
            double x = rng.NextDouble();
            Assert.InRange(x, 0, 1 - (0.5 / (1ul << 52)));
            sum += x;
            fine |= x != (float)x;
        }

        Assert.True(fine);
        Assert.Equal(0.5, sum / 10_000, 5 / Math.Sqrt(12 * 10_000));
    }

    [Fact]
    public void Shuffling_makes_every_order_equally_likely()
    {
        var rng = new RngSequence(10, RandomPurpose.Shuffle);
        var seen = new Dictionary<string, int>();
        const int Count = 24_000;
        for (int i = 0; i < Count; i++)
        {
            char[] items = ['a', 'b', 'c', 'd'];
            rng.Shuffle(items.AsSpan());
            string order = new(items);
            seen[order] = seen.GetValueOrDefault(order) + 1;
        }

        // 24 orders with 1000 each; five standard deviations of a count are 155.
        Assert.Equal(24, seen.Count);
        Assert.All(seen.Values, n => Assert.InRange(n, 1000 - 155, 1000 + 155));
    }

    [Fact]
    public void Shuffling_is_the_same_for_the_same_seed_and_keeps_all_items()
    {
        int[] a = [.. Enumerable.Range(0, 1000)];
        int[] b = [.. a];
        new RngSequence(11, RandomPurpose.Shuffle).Shuffle(a.AsSpan());
        new RngSequence(11, RandomPurpose.Shuffle).Shuffle(b.AsSpan());
        Assert.Equal(a, b);
        Assert.NotEqual(Enumerable.Range(0, 1000), a);
        Assert.Equal(Enumerable.Range(0, 1000), a.Order());
    }
}
