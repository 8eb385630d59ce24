using System.IO.Compression;
using System.Text;
using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class ConllReaderTests
{
    private static TaggedText Read(string text, ConllColumns? columns = null, LabelSet? known = null) =>
        ConllReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "data.conll", columns, known);

    private static string Show(TaggedText text) =>
        string.Join(" | ", text.Select(s => string.Join(' ', s.Words.Zip(s.Tags, (w, t) => $"{w}/{text.Tags[t]}"))));

    [Theory]
    [InlineData("a\tX\nb\tY\n\nc\tX\n")]
    [InlineData("\uFEFFa\tX\r\nb\tY\r\n\r\nc\tX")]
    [InlineData("\n\na X\nb Y\n\t\n\nc X\n\n\n")]
    [InlineData("a  X\nb Y\n \nc X")]
    [InlineData("-DOCSTART- O\n\na X\nb Y\n\nc X")]
    public void FormsOfTheSameSentences(string text) => Assert.Equal("a/X b/Y | c/X", Show(Read(text)));

    [Fact]
    public void ConlluIsSeenFromItsColumns()
    {
        string row(string id, string word, string tag) => $"{id}\t{word}\tlemma\t{tag}\tXX\t_\t0\tdep\t_\t_\n";
        string text = "# sent_id = 1\n# text = does n't\n" + row("1-2", "doesn't", "_") + row("1", "does", "AUX") + row("2", "n't", "PART")
            + row("2.1", "ghost", "_") + "\n# sent_id = 2\n" + row("1", "#", "SYM") + row("2", "1 000", "NUM") + "\n";
        Assert.Equal("does/AUX n't/PART | #/SYM 1 000/NUM", Show(Read(text)));
        Assert.Equal("does/dep n't/dep", Show(Read(text + row("1", "x", "Y").Replace("dep", "top", StringComparison.Ordinal), new ConllColumns(Tag: 8))).Split(" | ")[0]);
    }

    [Fact]
    public void ColumnsAreChosenByNumber()
    {
        Assert.Equal("N/a V/b", Show(Read("a x N\nb x V\n", new ConllColumns(3, 1))));
        Assert.Equal("a/x b/y", Show(Read("a x N\nb y V\n", new ConllColumns(Tag: 2))));
    }

    [Fact]
    public void ATweetMayStartWithASign() => Assert.Equal("#/O @a/B-x", Show(Read("#\tO\n@a\tB-x\n")));

    [Fact]
    public void APackedFileIsUnpacked()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "data.conll.gz");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            packed.Write("a\tX\nb\tY\n"u8);
        }

        Assert.Equal("a/X b/Y", Show(TaggedText.Read(path)));
        File.WriteAllText(path, "not packed");
        Assert.Contains("cannot be unpacked", Assert.Throws<UnrollException>(() => TaggedText.Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "data.conll: the file is empty")]
    [InlineData("\n\n", "data.conll: the file is empty")]
    [InlineData("a\n", "data.conll:1: one column only")]
    [InlineData("a\tX\nb\n", "data.conll:2: 1 column, 2 before")]
    [InlineData("a\tX\nb\tY\tZ\n", "data.conll:2: 3 columns, 2 before")]
    [InlineData("a\tX\n \tY\n", "data.conll:2: empty word")]
    [InlineData("a\tX\nb\tX\n", "every word has the tag \"X\"")]
    public void WhatIsNotOfTheFormatIsNamedWithItsLine(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<UnrollException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void AColumnThatIsNotThereAndAnUnknownTagAreNamed()
    {
        Assert.Contains("the tag is to be in column 4, but there are 2", Assert.Throws<UnrollException>(
            () => Read("a\tX\nb\tY\n", new ConllColumns(Tag: 4))).Message, StringComparison.Ordinal);
        Assert.Contains("data.conll:2: the tag \"Z\" was not seen in training; known tags: X, Y", Assert.Throws<UnrollException>(
            () => Read("a\tX\nb\tZ\n", known: new LabelSet(["X", "Y"]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("I don't know Dr. Smith's cat!", "I do n't know Dr . Smith 's cat !")]
    [InlineData("Well-known: @me #tag http://a.b/c?d 3.14 ...", "Well-known : @me #tag http://a.b/c?d 3.14 ...")]
    [InlineData("U.S. (it's)", "U.S. ( it 's )")]
    [InlineData("  ", "")]
    public void RawSentencesBecomeWords(string text, string expected) => Assert.Equal(expected, string.Join(' ', WordTokens.Split(text)));

    [Theory]
    [InlineData("...", 0)]
    [InlineData("1999", 1)]
    [InlineData("3.5", 2)]
    [InlineData("cat", 3)]
    [InlineData("Cat", 4)]
    [InlineData("I", 5)]
    [InlineData("NATO", 6)]
    [InlineData("iPhone", 7)]
    [InlineData("A4", 8)]
    public void ShapesOfWords(string word, int expected) => Assert.Equal(expected, WordForms.Shape(word));

    [Fact]
    public void WordsAreLookedUpInLowerCaseWithoutTheirDigits() => Assert.Equal("b00-cat", WordForms.Key("B52-Cat"));
}
