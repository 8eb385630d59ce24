using CsCheck;
using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class NfcTests
{
    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("\u00E9", "\u00E9")]
    [InlineData("\u212B", "\u00C5")] // angstrom sign: a single
    [InlineData("a\u0323\u0302", "\u1EAD")] // Vietnamese: two marks on one letter
    [InlineData("a\u0302\u0323", "\u1EAD")] // the same in the other order
    [InlineData("q\u0307\u0323", "q\u0323\u0307")] // UAX 15: ordered, though nothing composes
    [InlineData("\u0958", "\u0915\u093C")] // composition exclusion
    [InlineData("\u1112\u1161\u11AB", "\uD55C")] // Hangul L V T
    [InlineData("\uD558\u11AB", "\uD55C")] // Hangul LV T
    [InlineData("\uD55C", "\uD55C")]
    [InlineData("\uD55C\u11AB", "\uD55C\u11AB")] // a second tail does not join
    [InlineData("a\u0315\u0300", "\u00E0\u0315")] // a mark of a lower class passes one of a higher
    [InlineData("a\u0301\u0300", "\u00E1\u0300")] // marks of one class keep their order
    [InlineData("\u0301a", "\u0301a")] // a mark without a letter
    [InlineData("\u2126", "\u03A9")] // ohm sign
    [InlineData("\uFB1D", "\u05D9\u05B4")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")] // beyond the first plane
    [InlineData("\U00011099\U000110BA", "\U0001109A")]
    [InlineData("e\u0301\U0001F600", "\u00E9\U0001F600")]
    public void ComposesAsTheUnicodeStandardSays(string text, string expected) => Assert.Equal(expected, TextElements.Normalize(text));

    [Fact]
    public void KeepsLoneSurrogates()
    {
        string text = "e\u0301" + '\uD83D' + "x" + '\uDE00';
        Assert.Equal("\u00E9" + '\uD83D' + "x" + '\uDE00', TextElements.Normalize(text));
    }

    [Fact]
    public void IsIdempotentAndBlindToTheOrderOfMarksOfDifferentClasses()
    {
        // U+0323 is of class 220, U+0302 of class 230, U+0345 of class 240: any order of one each is the same text.
        string[] marks = ["\u0323", "\u0302", "\u0345"];
        Gen.Select(Gen.Char['A', '\u04FF'], Gen.Int[0, 5]).Sample((letter, order) =>
        {
            string[] permuted = [marks[order % 3], marks[(order % 3 + 1 + order / 3) % 3], marks[(order % 3 + 2 - order / 3) % 3]];
            string once = TextElements.Normalize(letter + string.Concat(permuted));
            Assert.Equal(TextElements.Normalize(letter + string.Concat(marks)), once);
            Assert.Equal(once, TextElements.Normalize(once));
        });
    }

    [Fact]
    public void TakesAMegabyteOfMarksInOneGo()
    {
        string text = "a" + string.Concat(Enumerable.Repeat("\u0302\u0323", 250_000));
        string normal = TextElements.Normalize(text);
        Assert.Equal("\u1EAD", normal[..1]); // the first dot below, then the first circumflex
        Assert.Equal(text.Length - 2, normal.Length);
    }
}
