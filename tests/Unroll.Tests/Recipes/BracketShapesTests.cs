using Unroll.Numerics;
using Unroll.Recipes;

namespace Unroll.Tests.Recipes;

public sealed class BracketShapesTests
{
    [Fact]
    public void NestedShapesAreTheCatalanNumbers()
    {
        ulong[] catalan = [2, 5, 14, 42, 132, 429, 1430, 4862, 16796];
        Assert.Equal(catalan, Enumerable.Range(2, 9).Select(pairs => BracketShapes.Nested(2 * pairs).Count));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(10)]
    public void NumbersListEveryShapeOnce(int length)
    {
        Assert.Equal(All(length, IsNested), Listed(BracketShapes.Nested(length), length));
        Assert.Equal(All(length, IsNearMiss), Listed(BracketShapes.NearMisses(length), length));
    }

    [Fact]
    public void TheNumberAfterTheLastIsRefused()
    {
        BracketShapes shapes = BracketShapes.Nested(8);
        Assert.Throws<ArgumentOutOfRangeException>(() => shapes.Write(shapes.Count, new bool[8]));
    }

    [Theory]
    [InlineData(BracketString.Valid, 20)]
    [InlineData(BracketString.Random, 7)]
    [InlineData(BracketString.Unmatched, 11)]
    [InlineData(BracketString.Unmatched, 20)]
    [InlineData(BracketString.WrongKind, 20)]
    public void StringsAreOfTheirKind(int kind, int length)
    {
        var generator = new BracketGenerator(new RngSequence(1, RandomPurpose.Data));
        for (int i = 0; i < 300; i++)
        {
            int[] symbols = generator.Draw((BracketString)kind, length), twice = generator.DrawLong((BracketString)kind, length & ~1);
            Assert.Equal(length, symbols.Length);
            Assert.Equal(2 * (length & ~1), twice.Length);
            Assert.Equal(kind == 0, Reduces(symbols));
            Assert.Equal(kind == 0, Reduces(twice));
            if (kind == (int)BracketString.Unmatched)
            {
                Assert.True(IsNearMiss([.. symbols.Select(s => s < 5)]));
            }
            else if (kind == (int)BracketString.WrongKind)
            {
                Assert.True(IsNested([.. symbols.Select(s => s < 5)]));
            }
        }
    }

    [Fact]
    public void TheStackMachineAgreesWithTakingOutPairs()
    {
        var random = new Random(3);
        int valid = 0;
        for (int i = 0; i < 20_000; i++)
        {
            int[] symbols = [.. Enumerable.Range(0, 2 + random.Next(5)).Select(_ => random.Next(2) == 0 ? random.Next(2) : 8 + random.Next(2))];
            Assert.Equal(Reduces(symbols), Brackets.IsValid(symbols));
            valid += Brackets.IsValid(symbols) ? 1 : 0;
        }

        Assert.True(valid > 100);
    }

    /// <summary>Well nested means that taking out pairs that touch leaves nothing.</summary>
    private static bool Reduces(IEnumerable<int> symbols)
    {
        List<int> left = [.. symbols];
        for (int at; (at = Enumerable.Range(0, Math.Max(0, left.Count - 1)).FirstOrDefault(i => left[i] < 5 && left[i] + left[i + 1] == 9, -1)) >= 0;)
        {
            left.RemoveRange(at, 2);
        }

        return left.Count == 0;
    }

    private static bool IsNested(bool[] opens) => Prefixes(opens).Min() >= 0 && Prefixes(opens)[^1] == 0;

    private static bool IsNearMiss(bool[] opens) => Prefixes(opens).Min() < 0 && Math.Abs(Prefixes(opens)[^1]) <= 1;

    private static int[] Prefixes(bool[] opens) => [.. opens.Select((_, i) => opens.Take(i + 1).Sum(o => o ? 1 : -1))];

    private static string[] All(int length, Func<bool[], bool> wanted) =>
    [
        .. Enumerable.Range(0, 1 << length).Select(bits => Enumerable.Range(0, length).Select(i => ((bits >> i) & 1) == 1).ToArray())
            .Where(wanted).Select(Text).Order(StringComparer.Ordinal),
    ];

    private static string[] Listed(BracketShapes shapes, int length)
    {
        var found = new List<string>();
        var opens = new bool[length];
        for (ulong n = 0; n < shapes.Count; n++)
        {
            shapes.Write(n, opens);
            found.Add(Text(opens));
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    private static string Text(bool[] opens) => string.Concat(opens.Select(o => o ? '(' : ')'));
}
