using CsCheck;
using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class SplitMixTests
{
    [Fact]
    public void GivesTheReferenceSequence()
    {
        // Vigna's splitmix64.c with x = 1234567.
        var random = new SplitMix(1234567);
        ulong[] expected =
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.Equal(expected, expected.Select(_ => random.Next()));
    }

    [Fact]
    public void PermutationsAreWholeAndFollowFromTheSeed() =>
        Gen.Select(Gen.Long, Gen.Int[0, 200]).Sample((seed, count) =>
        {
            int[] order = new SplitMix(seed).Permutation(count);
            Assert.Equal(Enumerable.Range(0, count), order.Order());
            Assert.Equal(order, new SplitMix(seed).Permutation(count));
        });

    [Fact]
    public void StreamsOfOneSeedDiffer()
    {
        var firsts = Enumerable.Range(0, 1000).Select(stream => new SplitMix(42, stream).Next()).ToHashSet();
        Assert.Equal(1000, firsts.Count);
        Assert.NotEqual(new SplitMix(1, 2).Next(), new SplitMix(2, 1).Next());
    }

    [Fact]
    public void BoundedNumbersAreSpreadEvenly()
    {
        // 70,000 draws into 7 bins: a standard deviation of 93; 5 of them, and the seed is fixed.
        var random = new SplitMix(7);
        var bins = new int[7];
        for (int i = 0; i < 70_000; i++)
            bins[random.Next(7)]++;
        Assert.All(bins, count => Assert.InRange(count, 10_000 - 465, 10_000 + 465));
        Assert.Equal(0, random.Next(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(0));
    }

    [Fact]
    public void OrdersOfThreeAreEquallyLikely()
    {
        var random = new SplitMix(3);
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < 60_000; i++)
        {
            string order = string.Join(' ', random.Permutation(3));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 10_000 - 457, 10_000 + 457)); // 5 standard deviations
    }
}
