using Unroll.Metrics;

namespace Unroll.Tests.Metrics;

public sealed class LabelErrorRateTests
{
    [Theory]
    [InlineData("kitten", "sitting", 2, 1, 0)]
    [InlineData("abc", "abc", 0, 0, 0)]
    [InlineData("", "ab", 0, 2, 0)]
    [InlineData("ab", "", 0, 0, 2)]
    [InlineData("abcd", "bcd", 0, 0, 1)]
    [InlineData("abc", "xyz", 3, 0, 0)]
    public void ChangesAreCountedByKind(string truth, string answer, int substitutions, int insertions, int deletions) =>
        Assert.Equal(new EditCounts(substitutions, insertions, deletions), EditCounts.Between<char>(truth, answer));

    [Fact]
    public void TheDistanceIsTheFewestChangesByAnotherRecursion()
    {
        var random = new Random(1);
        for (int i = 0; i < 500; i++)
        {
            int[] a = Draw(), b = Draw();
            EditCounts d = EditCounts.Between<int>(a, b);
            Assert.Equal(Fewest(a, b), d.Total);
            Assert.Equal(b.Length - a.Length, d.Insertions - d.Deletions);
        }

        int[] Draw() => [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(3))];

        static int Fewest(int[] a, int[] b) => a.Length == 0 ? b.Length : b.Length == 0 ? a.Length
            : a[0] == b[0] ? Fewest(a[1..], b[1..])
            : 1 + Math.Min(Fewest(a[1..], b[1..]), Math.Min(Fewest(a[1..], b), Fewest(a, b[1..])));
    }

    [Fact]
    public void TheRateIsOverAllLabels()
    {
        var rate = new LabelErrorRate();
        rate.Add<int>([1, 2, 3], [1, 3]);
        rate.Add<int>([4], [4]);
        rate.Add<int>([], [7]);
        Assert.Equal(0.5, rate.Value);
        Assert.Equal((3, 1, 4), (rate.Sequences, rate.Exact, rate.Labels));
        Assert.Equal(2.0 / 3, rate.SequenceErrorRate, 1e-12);
        Assert.Equal(0, new LabelErrorRate().Value);
    }
}
