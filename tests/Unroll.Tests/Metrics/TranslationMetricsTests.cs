using Unroll.Metrics;

namespace Unroll.Tests.Metrics;

public sealed class TranslationMetricsTests
{
    private static readonly string[] Hypotheses = ["The dog bit the man.", "It wasn't surprising.", "The man had just bitten him."];

    private static readonly string[][] References =
    [
        ["The dog bit the man.", "It was not unexpected.", "The man bit him first."],
        ["The dog had bit the man.", "No one was surprised.", "The man had bitten the dog."],
    ];

    /// <summary>The figure of sacreBLEU's own tests (version 2).</summary>
    [Fact]
    public void Bleu_is_sacrebleus() => Assert.Equal(48.530827, new Bleu(Hypotheses, References).Score, 5);

    [Fact]
    public void Empty_translations_count() => Assert.Equal(0, new Bleu(["", "", ""], References).Score);

    /// <summary>
    /// By hand: "the cat sat" against "the cat sat down": precisions 3/3, 2/2, 1/1 and no 4-gram at all, so 0. With a fourth word that is
    /// wrong: 3/4, 2/3, 1/2, and the 4-gram smoothed to half of 1/1: 50%; both are four words long.
    /// </summary>
    [Fact]
    public void Bleu_by_hand()
    {
        Assert.Equal(0, new Bleu(["the cat sat"], ["the cat sat down"]).Score);
        Assert.Equal(100 * Math.Pow(0.75 * (2.0 / 3) * 0.5 * 0.5, 0.25), new Bleu(["the cat sat up"], ["the cat sat down"]).Score, 9);
    }

    /// <summary>By hand: all of four words right but the reference has six: e^(1 - 6/4).</summary>
    [Fact]
    public void Short_translations_pay() => Assert.Equal(100 * Math.Exp(-0.5), new Bleu(["a b c d"], ["a b c d e f"]).Score, 9);

    [Theory]
    [InlineData("Hello, world!", "Hello , world !")]
    [InlineData("It costs 3.50 or 1,000.", "It costs 3.50 or 1,000 .")]
    [InlineData("well-known 1990-1995 x-1", "well-known 1990 - 1995 x-1")]
    [InlineData("&quot;A&amp;B&quot; (c)", "\" A & B \" ( c )")]
    [InlineData("don't e.g. a/b", "don't e . g . a / b")]
    public void The_tokenizer_is_13a(string text, string tokens) => Assert.Equal(tokens, string.Join(' ', BleuTokenizer.Split(text)));

    /// <summary>sacreBLEU's own tests, with beta 3 and without smoothing.</summary>
    [Theory]
    [InlineData("a", "a", 100)]
    [InlineData("a b c", "abc", 100)]
    [InlineData("", "reference", 0)]
    [InlineData("aa", "ab", 25)]
    [InlineData("abcdefg", "hijklmnop", 0)]
    [InlineData(" risk assessment must be made of those who are qualified and expertise in the sector - these are the scientists .",
        "risk assessment has to be undertaken by those who are qualified and expert in that area - that is the scientists .", 63.361730)]
    [InlineData("Niemand hat die Absicht, eine Mauer zu errichten", "Niemand hat die Absicht, eine Mauer zu errichten", 100)]
    public void ChrF_is_sacrebleus(string hypothesis, string reference, double expected) =>
        Assert.Equal(expected, new ChrF([hypothesis], [reference], beta: 3).Score, 4);

    [Fact]
    public void ChrF_of_a_corpus_adds_counts() => Assert.Equal(50, new ChrF(["a", "b"], ["a", "c"], beta: 3).Score, 9);

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("flaw", "lawn", 2)]
    [InlineData("אָב", "אֵב", 1)]
    public void Edit_distances(string a, string b, int expected)
    {
        Assert.Equal(expected, EditDistance.Between(a, b));
        Assert.Equal(expected, EditDistance.Between(b, a));
    }

    [Fact]
    public void Paired_bootstrap_sees_what_is_better_and_what_is_not()
    {
        double[] worse = [.. Enumerable.Range(0, 200).Select(i => (double)(i % 7))],
            better = [.. worse.Select(w => w - 0.5 + (0.1 * Math.Sin(w)))];
        PairedBootstrap clear = PairedBootstrap.Compare(200, items => Mean(worse, items), items => Mean(better, items));
        Assert.True(clear.Difference < 0 && clear.High < 0 && clear.PValue <= 0.001);
        PairedBootstrap same = PairedBootstrap.Compare(200, items => Mean(worse, items), items => Mean([.. worse.Reverse()], items),
            seed: 3);
        Assert.True(same.Low < 0 && same.High > 0 && same.PValue > 0.05);
    }

    private static double Mean(double[] values, ReadOnlySpan<int> items)
    {
        double sum = 0;
        foreach (int item in items)
        {
            sum += values[item];
        }

        return sum / items.Length;
    }
}
