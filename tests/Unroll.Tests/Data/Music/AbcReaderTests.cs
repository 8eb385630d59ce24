using Unroll.Data.Music;
using Unroll.Tests.Data;

namespace Unroll.Tests.Data.Music;

public sealed class AbcReaderTests
{
    private static AbcTune Parse(string body, string head = "M:4/4\nL:1/8\nK:C\n") => AbcReader.Parse(head + body);

    private static string Played(AbcTune tune) => string.Join(' ', tune.Notes.Select(n => $"{n.Pitch}/{n.Start / 240.0:0.##}+{n.Length / 240.0:0.##}"));

    [Theory]
    [InlineData("C D2 E/ F3/2 G//", "60/0+1 62/1+2 64/3+0.5 65/3.5+1.5 67/5+0.25")]
    [InlineData("c' C, B,,", "84/0+1 48/1+1 47/2+1")]
    [InlineData("^F _B =F F|F", "66/0+1 70/1+1 65/2+1 65/3+1 65/4+1")]
    [InlineData("^F F|F", "66/0+1 66/1+1 65/2+1")]
    [InlineData("C- C D-|D", "60/0+2 62/2+2")]
    [InlineData("z2 C x D", "60/2+1 62/4+1")]
    [InlineData("[CEG]2 C", "60/0+2 64/0+2 67/0+2 60/2+1")]
    [InlineData("(3CDE F", "60/0+0.67 62/0.67+0.67 64/1.33+0.67 65/2+1")]
    [InlineData("C>D E<F", "60/0+1.5 62/1.5+0.5 64/2+0.5 65/2.5+1.5")]
    [InlineData("(CD) {g}E ~F !trill!G .A", "60/0+1 62/1+1 64/2+1 65/3+1 67/4+1 69/5+1")]
    [InlineData("C % D E\nF", "60/0+1 65/1+1")]
    [InlineData("|:C|D:|E", "60/0+1 62/1+1 60/2+1 62/3+1 64/4+1")]
    [InlineData("C|1D:|2E||F", "60/0+1 62/1+1 60/2+1 64/3+1 65/4+1")]
    [InlineData("|:C|[1D:|[2E:|F", "60/0+1 62/1+1 60/2+1 64/3+1 65/4+1")]
    [InlineData("E C::D:|", "64/0+1 60/1+1 64/2+1 60/3+1 62/4+1 62/5+1")]
    [InlineData("C -|C", "60/0+2")]
    [InlineData("C[K:D]F[L:1/4]F", "60/0+1 66/1+1 66/2+2")]
    public void NotesArePlayedAsWritten(string body, string expected) => Assert.Equal(expected, Played(Parse(body)));

    [Theory]
    [InlineData("G", "66")]
    [InlineData("Am", "65")]
    [InlineData("Ddor", "65")]
    [InlineData("Amix", "66")]
    [InlineData("D major", "66")]
    [InlineData("Bm", "66")]
    [InlineData("F#m", "66")]
    [InlineData("none", "65")]
    public void TheKeyChangesTheNotes(string key, string f) => Assert.Equal(f, $"{Parse("F", $"K:{key}\n").Notes[0].Pitch}");

    [Fact]
    public void FlatsComeInTheirOrder() => Assert.Equal("70/0+1 63/1+1 68/2+1 65/3+1", Played(Parse("B E A F", "L:1/8\nK:Eb\n")));

    [Fact]
    public void ChordSymbolsBarsAndTheHeadAreRead()
    {
        AbcTune tune = AbcReader.Parse("X:1\nT:A tune\nM:6/8\nK:G\nd|\"G\"g2g \"D7\"fed|g3 d2e|\"Em\"c3 B2|G6|]");
        Assert.Equal("A tune", tune.Title);
        Assert.Equal((6, 8), tune.Metre);
        Assert.Equal(["G", "D7", "Em"], tune.Chords.Select(c => c.Chord.Symbol));
        Assert.Equal([240L, 960, 3120], tune.Chords.Select(c => c.Tick));
        Assert.Equal((3, 4), (tune.FullBars, tune.Bars));
        MidiFile midi = MidiFile.Read(tune.ToMidi().ToBytes(), "x");
        Assert.Equal(tune.Notes.OrderBy(n => n.Start), midi.Tracks[1].Notes());
        Assert.Equal([(0L, 6, 8)], midi.Metres());
    }

    [Theory]
    [InlineData("K:G\nA B\nC $", "x.abc:9: column 3: \"$\" is nothing that a tune may hold")]
    [InlineData("A B", "x.abc:7: expected a field such as K:G before the notes, got \"A B\"")]
    [InlineData("M:6/8", "x.abc:7: the tune has no key (K:)")]
    [InlineData("K:G\n\"Am", "x.abc:8: column 1: a chord symbol that does not end: expected \"")]
    [InlineData("K:G\n\"Axy\"A", "x.abc:8: column 6: not a chord: \"Axy\"")]
    [InlineData("K:G\nA)", "x.abc:8: column 2: a slur ends that did not begin")]
    [InlineData("K:G\n[AB", "x.abc:8: column 4: notes that sound together: expected a note or ]")]
    [InlineData("K:G\nA0", "x.abc:8: column 3: a length of 0")]
    [InlineData("K:G\nA/0", "x.abc:8: column 4: a length that is divided by 0 or by too much")]
    [InlineData("K:G\n^", "x.abc:8: column 2: expected a note after an accidental, got the end of the line")]
    [InlineData("K:G\n(3AB", "x.abc:8: the tune ends in the middle of a tuplet")]
    [InlineData("K:G\n|z|", "x.abc:8: the tune has no note")]
    [InlineData("K:H", "x.abc:7: expected a key such as K:G, K:Am or K:Ddor, got \"H\"")]
    [InlineData("M:6\nK:G", "x.abc:7: expected a metre such as M:6/8, got \"6\"")]
    [InlineData("L:0/8\nK:G", "x.abc:7: expected a length such as L:1/8, got \"0/8\"")]
    [InlineData("K:G\n>A", "x.abc:8: column 2: > stands between two notes")]
    [InlineData("", "x.abc:7: the tune has no key (K:)")]
    public void WhatIsWrongIsNamedByItsLine(string text, string message)
    {
        UnrollException e = Assert.Throws<UnrollException>(() => AbcReader.Parse(text, "x.abc", 7));
        Assert.Equal(message, e.Message);
    }

    [Fact]
    public void AFileIsSplitIntoItsTunes()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "two.abc");
        File.WriteAllText(path, "% a comment\nX:1\nT:One\nS:me\nM:4/4\nK:G\nK:D\nA B % end\nP:B\nc\n\nwords\n\nX: 2\nM:3/4\nL:1/4\nK:C\nC\nX:3\nK:G\nG\n");
        IReadOnlyList<AbcText> tunes = AbcText.ReadFile(path);
        Assert.Equal([2, 14, 19], tunes.Select(t => t.Line));
        Assert.Equal("M:4/4\nK:D\nA B\nc", tunes[0].Essence());
        Assert.Equal("M:3/4\nL:1/4\nK:C\nC", tunes[1].Essence());
        Assert.Equal(60, tunes[1].Parse().Notes[0].Pitch);
    }

    [Fact]
    public void TheRealTunesAreValid()
    {
        string? root = Environment.GetEnvironmentVariable("UNROLL_DATA");
        string folder = Path.Combine(root ?? "", "nottingham_abc");
        Assert.SkipWhen(root is null || !Directory.Exists(folder), "UNROLL_DATA has no nottingham_abc");
        AbcText[] tunes = [.. Directory.GetFiles(folder, "*.abc").SelectMany(AbcText.ReadFile)];
        Assert.Equal(1034, tunes.Length);
        string[] problems = [.. tunes.Select(t => Record.Exception(() => { t.Parse(); })?.Message).OfType<string>()];
        Assert.True(problems.Length <= 10, string.Join('\n', problems.Take(20)));
    }
}
