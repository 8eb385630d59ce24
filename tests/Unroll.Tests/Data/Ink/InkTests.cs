using System.IO.Compression;
using System.Text;
using Unroll.Data.Ink;
using Unroll.Numerics;

namespace Unroll.Tests.Data.Ink;

public sealed class InkTests
{
    private const string Two = """
        <ink xmlns="http://www.w3.org/2003/InkML">
          <annotation type="truth">$x^2$</annotation>
          <annotation type="writer">us</annotation>
          <trace id="0">0 0, 3 4, 6 8</trace>
          <trace id="1">10.5 2 77,11 2 78
          , 12 -2e1 79,</trace>
          <trace id="2"></trace>
          <traceGroup><annotation type="truth">no</annotation><traceView traceDataRef="0"/></traceGroup>
        </ink>
        """;

    [Fact]
    public void TracesAndTheTruthOfTheWholeAreRead()
    {
        InkDocument ink = Parse(Two);
        Assert.Equal("$x^2$", ink.Truth);
        Assert.Equal(2, ink.Strokes.Count);
        Assert.Equal([new(0, 0), new(3, 4), new(6, 8)], ink.Strokes[0]);
        Assert.Equal([new(10.5f, 2), new(11, 2), new(12, -20)], ink.Strokes[1]);
        Assert.Null(Parse("<ink><trace>1 1</trace></ink>").Truth);
    }

    [Theory]
    [InlineData("", "not InkML")]
    [InlineData("<ink>", "line 1: not InkML")]
    [InlineData("<ink>\n<trace>1 1</trac></ink>", "line 2: not InkML")]
    [InlineData("<svg/>", "line 1: expected an <ink> element")]
    [InlineData("<ink></ink>", "no <trace> with points")]
    [InlineData("<ink><trace> </trace></ink>", "no <trace> with points")]
    [InlineData("<ink>\n\n<trace>1 1, 2</trace></ink>", "line 3: point 2 of a trace: expected two numbers")]
    [InlineData("<ink><trace>1 1,, 2 2</trace></ink>", "point 2 of a trace")]
    [InlineData("<ink><trace>1 NaN</trace></ink>", "point 1 of a trace")]
    [InlineData("<ink><trace>1e30 1</trace></ink>", "point 1 of a trace")]
    [InlineData("<!DOCTYPE ink [<!ENTITY a \"b\">]><ink/>", "not InkML")]
    public void WhatIsWrongIsSaidInOneLine(string text, string expected)
    {
        string message = Assert.Throws<UnrollException>(() => Parse(text)).Message;
        Assert.StartsWith("it: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void AFileOfOneByteACharacterIsRead() =>
        Assert.Equal("a · b", InkmlReader.Parse(
            new MemoryStream(Encoding.Latin1.GetBytes("<ink><annotation type=\"truth\">a · b</annotation><trace>1 2</trace></ink>")), "it").Truth);

    [Fact]
    public void FoldersAndZipsAreReadInOrderAndBadFilesCanBeLeftOut()
    {
        using var folder = new TemporaryFolder();
        string zip = Path.Combine(folder.Path, "b.zip"), file = Path.Combine(folder.Path, "a.inkml");
        File.WriteAllText(file, Two);
        using (ZipArchive archive = ZipFile.Open(zip, ZipArchiveMode.Create))
        {
            foreach ((string name, string text) in new[] { ("z.inkml", Two), ("y.inkml", "<ink>"), ("readme.txt", "x") })
            {
                using var writer = new StreamWriter(archive.CreateEntry(name).Open());
                writer.Write(text);
            }
        }

        var bad = new List<string>();
        Assert.Equal([file, zip + ", z.inkml"], InkmlReader.ReadAll(folder.Path, e => bad.Add(e.Message)).Select(i => i.Name));
        Assert.StartsWith(zip + ", y.inkml: line 1", Assert.Single(bad), StringComparison.Ordinal);
        Assert.Contains("y.inkml", Assert.Throws<UnrollException>(() => InkmlReader.ReadAll(folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(zip, [1, 2, 3]);
        Assert.Contains("not a whole zip file", Assert.Throws<UnrollException>(() => InkmlReader.ReadAll(zip)).Message, StringComparison.Ordinal);
        Assert.Contains("cannot read", Assert.Throws<UnrollException>(() => InkmlReader.ReadAll(file + "x")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$x^2$", "x ^ { 2 }")]
    [InlineData(@"\frac12", @"\frac { 1 } { 2 }")]
    [InlineData(@"\frac 1 {\sqrt a}", @"\frac { 1 } { \sqrt { a } }")]
    [InlineData(@"\sqrt[3]{x+1}", @"\sqrt [ 3 ] { x + 1 }")]
    [InlineData("x^a_b", "x _ { b } ^ { a }")]
    [InlineData("x_{b}^{a}", "x _ { b } ^ { a }")]
    [InlineData("f'(x)", @"f ^ { \prime } ( x )")]
    [InlineData("{y^{'}}", @"y ^ { \prime }")]
    [InlineData(@"\left( {( a )^{n}} \right)", "( ( a ) ^ { n } )")]
    [InlineData(@" \mbox { n } ", "n")]
    [InlineData(@"\lim_{n \to \infty}", @"\lim _ { n \rightarrow \infty }")]
    [InlineData(@"M\ltN", @"M \lt N")]
    [InlineData(@"a<b", @"a \lt b")]
    [InlineData(@"\Bigg(x\Bigg)", "( x )")]
    [InlineData(@"\sum\limits_{i=1}^n i", @"\sum _ { i = 1 } ^ { n } i")]
    [InlineData(@"\{ a \}", @"\{ a \}")]
    [InlineData("a}b", "a b")]
    [InlineData("", "")]
    public void OneSpellingForWhatLooksTheSame(string latex, string expected)
    {
        string[] tokens = LatexTokens.Normalize(latex);
        Assert.Equal(expected, string.Join(' ', tokens));
        Assert.Equal(tokens, LatexTokens.Normalize(expected));
    }

    [Theory]
    [InlineData("{a", "a } is missing")]
    [InlineData(@"\frac{a}", "an argument is missing")]
    [InlineData("x^", "an argument is missing")]
    [InlineData(@"\sqrt[3{x}", "a ] is missing")]
    public void BrokenLatexIsSaidInOneLine(string latex, string expected) =>
        Assert.Contains(expected, Assert.Throws<UnrollException>(() => LatexTokens.Normalize(latex)).Message, StringComparison.Ordinal);

    [Fact]
    public void DeepNestingEndsWithAMessage()
    {
        foreach (string piece in new[] { "{", @"\sqrt", "x^{", @"\frac{" })
        {
            string deep = string.Concat(Enumerable.Repeat(piece, 100_000)) + "a";
            Assert.Contains("deeply", Assert.Throws<UnrollException>(() => LatexTokens.Normalize(deep)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void FeaturesAreWhatTheyAreCalled()
    {
        InkPoint[][] strokes = [[new(0, 0), new(1, 2), new(3, 3)], [new(5, 1)]];
        float[] f = InkFeatures.Compute(strokes);
        float distance = MathF.Sqrt(5);
        Assert.Equal([0, 0, 1, 2, 3, 3, distance, 1, 0], f[..9]);
        Assert.Equal([0.2f, 2, 2, 1, 4, -1, distance, 1, 0], f[9..18]);
        Assert.Equal([0.6f, 3, 2, -2, 2, -2, MathF.Sqrt(8), 0, 1], f[18..27]);
        Assert.Equal([1, 1, 0, 0, 0, 0, 0, 0, 1], f[27..]);
    }

    [Fact]
    public void NeitherZoomNorPlaceNorSpeedOfThePenChangesTheFeatures()
    {
        InkPoint[] line = [new(0, 0), new(10, 0), new(10, 20)];
        InkPoint[] slow = [new(0, 0), new(1, 0), new(1, 0), new(9, 0), new(10, 0), new(10, 5), new(10, 6), new(10, 20)];
        InkPoint[] big = Array.ConvertAll(line, p => new InkPoint((p.X * 50) + 700, (p.Y * 50) - 300));
        float[] expected = InkFeatures.Compute(InkFeatures.Resample([line]));
        foreach (InkPoint[] other in new[] { slow, big })
        {
            float[] actual = InkFeatures.Compute(InkFeatures.Resample([other]));
            Assert.Equal(expected.Length, actual.Length);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], actual[i], 1e-3);
            }
        }

        IReadOnlyList<InkPoint[]> even = InkFeatures.Resample([line]);
        Assert.InRange(even[0].Length, (int)(1.5 / InkFeatures.Spacing), (int)(1.5 / InkFeatures.Spacing) + 2);
        Assert.Single(InkFeatures.Resample([[new(3, 3), new(3, 3)]])[0]);
    }

    [Fact]
    public void DistortionFollowsFromItsStreamAndIsSmall()
    {
        IReadOnlyList<InkPoint[]> ink = InkFeatures.Resample([[new(0, 0), new(10, 0), new(10, 20)]]);
        InkPoint[] Draw(ulong stream) => new InkAugmentation().Apply(ink, new RngSequence(1, RandomPurpose.Data, stream))[0];
        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
        Assert.All(Draw(3).Zip(ink[0]), p => Assert.InRange(Math.Abs(p.First.X - p.Second.X) + Math.Abs(p.First.Y - p.Second.Y), 0, 0.8f));
        Assert.Equal(ink[0], new InkAugmentation { Rotation = 0, Shear = 0, Stretch = 0, Jitter = 0 }.Apply(ink, new RngSequence(1, RandomPurpose.Data))[0]);
    }

    private static InkDocument Parse(string text) => InkmlReader.Parse(new MemoryStream(Encoding.UTF8.GetBytes(text)), "it");
}
