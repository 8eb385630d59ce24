using System.Text;
using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class TokenizerTests
{
    private static readonly string[] Texts = ["Hello, world!", "the lower the better", "Ein Haus — 3,5 km.", "  two  spaces ",
        "שָׁלוֹם עולם", "naïve café"];

    [Theory]
    [InlineData(TokenKind.Characters)]
    [InlineData(TokenKind.Words)]
    [InlineData(TokenKind.Pieces)]
    public void What_is_cut_is_put_together_again(TokenKind kind)
    {
        Tokenizer tokenizer = Tokenizer.Learn(kind, Texts);
        foreach (string text in Texts)
        {
            string expected = TextElements.Normalize(text);
            expected = kind == TokenKind.Characters ? expected
                : string.Join(' ', expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            Assert.Equal(expected, tokenizer.Decode(tokenizer.Encode(text)));
        }

        var again = new Tokenizer(kind, tokenizer.Tokens, tokenizer.Merges);
        Assert.All(Texts, t => Assert.Equal(tokenizer.Encode(t), again.Encode(t)));
        Assert.Contains(Tokenizer.UnknownId, tokenizer.Encode("漢"));
    }

    /// <summary>
    /// The example of Sennrich et al. (2016): low 5, lower 2, newest 6, widest 3. The first joins are e s, es t, then l o.
    /// </summary>
    [Fact]
    public void Joins_are_those_of_the_paper()
    {
        IEnumerable<string> words = [.. Enumerable.Repeat("low", 5), .. Enumerable.Repeat("lower", 2), .. Enumerable.Repeat("newest", 6),
            .. Enumerable.Repeat("widest", 3)];
        BytePairs pairs = BytePairs.Learn(words, 14);
        Assert.Equal([("e", "s"), ("es", "t"), ("l", "o")], pairs.Merges.Take(3));
        Assert.Equal(["low", "est"], pairs.Split("lowest"));
    }

    /// <summary>Against a learner that counts everything anew before every join.</summary>
    [Fact]
    public void Joins_are_those_of_a_naive_learner()
    {
        var random = new Random(4);
        string[] words = [.. Enumerable.Range(0, 400)
            .Select(_ => string.Concat(Enumerable.Range(0, 1 + random.Next(7)).Select(_ => "aabcd"[random.Next(5)])))];
        Assert.Equal(Naive(words, 40), BytePairs.Learn(words, 40).Merges);
    }

    [Fact]
    public void The_size_bounds_the_pieces()
    {
        string[] texts = [.. Enumerable.Repeat("a rose is a rose is a rose by any other name", 3)];
        Assert.True(Tokenizer.Learn(TokenKind.Pieces, texts, 25).Count <= 25);
        Assert.True(Tokenizer.Learn(TokenKind.Words, texts, 7).Count <= 7);
    }

    [Fact]
    public void Pairs_are_read_and_problems_named()
    {
        TextPairs Read(string text) => TextPairs.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "pairs.tsv");
        Assert.Equal(new TextPair("a b", "c"), Read("\uFEFFa b\tc\tauthor\r\n\r\nx\ty\n")[0]);
        Assert.Contains("pairs.tsv:2: no tab", Assert.Throws<UnrollException>(() => Read("a\tb\nab\n")).Message, StringComparison.Ordinal);
        Assert.Contains("pairs.tsv:1: empty target", Assert.Throws<UnrollException>(() => Read("a\t \n")).Message,
            StringComparison.Ordinal);
        Assert.Contains("empty", Assert.Throws<UnrollException>(() => Read("")).Message, StringComparison.Ordinal);
        UnrollException unequal = Assert.Throws<UnrollException>(() => TextPairs.ReadParallel(
            new MemoryStream("a\nb\n"u8.ToArray()), "x.en", new MemoryStream("c\n"u8.ToArray()), "x.de"));
        Assert.Contains("x.en:2", unequal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_source_is_on_both_sides_of_a_split()
    {
        var pairs = new TextPairs(Enumerable.Range(0, 300).Select(i => new TextPair($"s{i % 90}", $"t{i}")));
        (TextPairs train, TextPairs test) = pairs.Split(0.2, 1);
        Assert.Empty(train.Sources.Intersect(test.Sources));
        Assert.Equal(300, train.Count + test.Count);
        Assert.Equal(18, test.Sources.Distinct().Count());
    }

    private static List<(string, string)> Naive(string[] words, int size)
    {
        List<List<string>> split = [.. words.Select(w => w.Select(c => c.ToString()).ToList())];
        var merges = new List<(string, string)>();
        var pieces = split.SelectMany(s => s).ToHashSet();
        while (pieces.Count < size)
        {
            var best = split.SelectMany(s => s.Zip(s.Skip(1))).GroupBy(p => p)
                .OrderByDescending(g => g.Count()).ThenBy(g => g.Key.First, StringComparer.Ordinal)
                    .ThenBy(g => g.Key.Second, StringComparer.Ordinal).FirstOrDefault();
            if (best is null || best.Count() < 2)
            {
                break;
            }

            (string left, string right) = best.Key;
            merges.Add((left, right));
            pieces.Add(left + right);
            foreach (List<string> word in split)
            {
                for (int i = 0; i + 1 < word.Count; i++)
                {
                    if (word[i] == left && word[i + 1] == right)
                    {
                        word[i] = left + right;
                        word.RemoveAt(i + 1);
                    }
                }
            }
        }

        return merges;
    }
}
