using CsCheck;
using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class SplitsTests
{
    private const int Labels = 4;

    private static readonly Gen<(int[] Labels, double Share, long Seed)> Cases =
        Gen.Select(Gen.Int[0, Labels - 1].Array[2, 200], Gen.Double[0.01, 0.99], Gen.Long);

    [Fact]
    public void StratifiedSplitsPartitionAndKeepEveryShareToWithinOne() => Cases.Sample((labels, share, seed) =>
    {
        var (train, test) = Splits.Stratified(labels, Labels, share, seed);
        AssertPartition(labels.Length, train, test);
        Assert.InRange(test.Length, Math.Min(labels.Length * share - 1e-6, labels.Length - 1), labels.Length * share + 1);
        foreach (var label in labels.GroupBy(l => l))
            Assert.InRange(test.Count(i => labels[i] == label.Key), label.Count() * share - 1, label.Count() * share + 1);
        Assert.Equal(test, Splits.Stratified(labels, Labels, share, seed).Test);
    });

    [Theory]
    [InlineData(20_050, 0.3, 6_015)] // exactly, though the product in floating point may not be
    [InlineData(20_074, 0.3, 6_023)] // rounded up, as scikit-learn does: the published support
    [InlineData(10, 0.3, 3)]
    [InlineData(2, 0.9, 1)]
    [InlineData(2, 0.01, 1)]
    public void TotalsAreRoundedUp(int count, double share, int expected) =>
        Assert.Equal(expected, Splits.Stratified([.. Enumerable.Range(0, count).Select(i => i % 3)], 3, share, seed: 1).Test.Length);

    [Fact]
    public void GroupedSplitsNeverShareAKey() =>
        Gen.Select(Cases, Gen.Int[1, 300].Array[200]).Sample((data, spelling) =>
        {
            var (labels, share, seed) = data;
            string[] keys = [.. labels.Select((_, i) => $"name{spelling[i]}")];
            if (keys.Distinct().Count() < 2)
                return;
            var (train, test) = Splits.Grouped(keys, labels, Labels, share, seed);
            AssertPartition(labels.Length, train, test);
            Assert.Empty(train.Select(i => keys[i]).Intersect(test.Select(i => keys[i])));
            Assert.Equal(test, Splits.Grouped(keys, labels, Labels, share, seed).Test);
        });

    [Fact]
    public void GroupedSplitsOfSingleItemsAreStratified() => Cases.Sample((labels, share, seed) =>
    {
        string[] keys = [.. labels.Select((_, i) => $"{i}")];
        var (_, test) = Splits.Grouped(keys, labels, Labels, share, seed);
        // Each label keeps within half an item of its share; an empty side takes one more.
        foreach (var label in labels.GroupBy(l => l))
            Assert.InRange(test.Count(i => labels[i] == label.Key), label.Count() * share - 1, label.Count() * share + 1);
    });

    [Fact]
    public void GroupedSplitsKeepSharesOfRepeatedItems()
    {
        // 2,000 names of 4 labels; one in five stands several times, one in ten under two labels.
        var random = new SplitMix(5);
        var keys = new List<string>();
        var labels = new List<int>();
        for (int name = 0; name < 2000; name++)
        {
            int label = random.Next(Labels), copies = random.Next(5) == 0 ? 2 + random.Next(4) : 1;
            for (int c = 0; c < copies; c++)
            {
                keys.Add($"{name}");
                labels.Add(random.Next(10) == 0 ? random.Next(Labels) : label);
            }
        }
        var (train, test) = Splits.Grouped(keys, labels, Labels, 0.3, seed: 42);
        for (int label = 0; label < Labels; label++)
            Assert.InRange(test.Count(i => labels[i] == label), labels.Count(l => l == label) * 0.3 - 1, labels.Count(l => l == label) * 0.3 + 1);
        // Repeats are not heaped on one side.
        double Repeated(int[] part) => part.Count(i => keys.Count(k => k == keys[i]) > 1) / (double)part.Length;
        Assert.Equal(Repeated(train), Repeated(test), 0.02);
    }

    [Fact]
    public void FoldsCoverEveryItemOnce() =>
        Gen.Select(Cases, Gen.Int[2, 10]).Sample((data, k) =>
        {
            var (labels, _, seed) = data;
            k = Math.Min(k, labels.Length);
            var folds = Splits.KFold(labels, Labels, k, seed);
            Assert.Equal(k, folds.Count);
            Assert.Equal(Enumerable.Range(0, labels.Length), folds.SelectMany(f => f.Test).Order());
            foreach (var (train, test) in folds)
            {
                AssertPartition(labels.Length, train, test);
                Assert.InRange(test.Length, labels.Length / k, labels.Length / k + 1);
                foreach (var label in labels.GroupBy(l => l))
                    Assert.InRange(test.Count(i => labels[i] == label.Key), label.Count() / k, label.Count() / k + 1);
            }
        });

    [Fact]
    public void SeedsDiffer()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i % Labels)];
        string[] keys = [.. labels.Select((_, i) => $"{i}")];
        Assert.NotEqual(Splits.Stratified(labels, Labels, 0.3, 1).Test, Splits.Stratified(labels, Labels, 0.3, 2).Test);
        Assert.NotEqual(Splits.Grouped(keys, labels, Labels, 0.3, 1).Test, Splits.Grouped(keys, labels, Labels, 0.3, 2).Test);
        Assert.NotEqual(Splits.KFold(labels, Labels, 5, 1)[0].Test, Splits.KFold(labels, Labels, 5, 2)[0].Test);
    }

    [Fact]
    public void TheSplitOfASeedNeverChanges()
    {
        // Written down once: results quoted for a seed must be repeatable with later versions.
        int[] labels = [.. Enumerable.Range(0, 20).Select(i => i % 2)];
        string[] keys = [.. labels.Select((_, i) => $"{i / 2}")];
        Assert.Equal("5 6 9 12 16 17", string.Join(' ', Splits.Stratified(labels, 2, 0.3, seed: 42).Test));
        Assert.Equal("0 1 2 3 6 7", string.Join(' ', Splits.Grouped(keys, labels, 2, 0.3, seed: 42).Test));
        Assert.Equal("2 8 9 15 16", string.Join(' ', Splits.KFold(labels, 2, 4, seed: 42)[0].Test));
    }

    [Fact]
    public void RefusesWhatCannotBeSplit()
    {
        foreach (double share in new[] { 0, 1, -0.1, 1.5, double.NaN })
            Assert.Throws<ArgumentOutOfRangeException>(() => Splits.Stratified([0, 1], 2, share, 1));
        Assert.Throws<ArgumentException>(() => Splits.Stratified([0], 1, 0.5, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Splits.KFold([0, 1], 2, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Splits.KFold([0, 1], 2, 3, 1));
    }

    private static void AssertPartition(int count, int[] train, int[] test)
    {
        Assert.Equal(Enumerable.Range(0, count), train.Concat(test).Order());
        Assert.NotEmpty(train);
        Assert.NotEmpty(test);
        Assert.Equal(train.Order(), train);
        Assert.Equal(test.Order(), test);
    }

    [Theory]
    [InlineData(10, 3, new[] { 0, 3, 6 })]
    [InlineData(3, 10, new[] { 0, 1, 2 })]
    [InlineData(0, 5, new int[0])]
    public void EvenlyTakesFromAllOver(int count, int most, int[] expected) => Assert.Equal(expected, Splits.Evenly(count, most));
}
