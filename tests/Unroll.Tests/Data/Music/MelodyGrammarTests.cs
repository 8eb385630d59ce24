using Unroll.Data.Music;
using Unroll.Numerics;

namespace Unroll.Tests.Data.Music;

public sealed class MelodyGrammarTests
{
    [Theory]
    [InlineData("C", 0, "0,4,7")]
    [InlineData("Am7", 9, "9,0,4,7")]
    [InlineData("Bb7", 10, "10,2,5,8")]
    [InlineData("F#m7b5", 6, "6,9,0,4")]
    [InlineData("Cb", 11, "11,3,6")]
    [InlineData("G/B", 7, "7,11,2")]
    public void ChordSymbolsAreRead(string symbol, int root, string classes)
    {
        Chord chord = Chord.Parse(symbol);
        Assert.Equal(root, chord.Root);
        Assert.Equal(classes, string.Join(',', chord.PitchClasses));
        Assert.Equal(chord, Chord.Parse(chord.Symbol));
    }

    [Theory]
    [InlineData("")]
    [InlineData("H")]
    [InlineData("Cxyz")]
    [InlineData(" ")]
    public void WhatIsNoChordIsRefused(string symbol)
    {
        Assert.False(Chord.TryParse(symbol, out _));
        Assert.Throws<UnrollException>(() => Chord.Parse(symbol));
    }

    [Fact]
    public void AMelodyBecomesSymbols()
    {
        // Over C for two quarters, then G7 for two: c (chord), c sharp (beside), d (of the chord), a flat (beside g), c (neither: beside b).
        MidiNote[] melody = [new(0, 20, 72), new(48, 20, 73), new(96, 40, 72), new(192, 10, 74), new(200, 90, 80), new(296, 50, 69)];
        var sheet = new LeadSheet(96, 192, melody, [Chord.Parse("C"), Chord.Parse("G7")]);
        Assert.Equal(
            ["C,0.500,0..0", "A,0.500,+1..+1", "C,1.000,-1..-1", "C,0.083,+2..+2", "A,1.000,+5..+7", "X,0.917,-12..-8"],
            MelodyGrammar.Encode(sheet).Select(s => s));
    }

    [Fact]
    public void SymbolsBecomeNotesThatSayTheSame()
    {
        var random = new RngSequence(3, RandomPurpose.Sampling);
        Chord[] chords = [Chord.Parse("Dm7"), Chord.Parse("G7"), Chord.Parse("Cmaj7"), Chord.Parse("A7")];
        string[] symbols = ["C,0.500,0..0", "C,0.250,+3..+4", "A,0.250,-1..-1", "C,1.500,+1..+1", "C,0.333,-4..-3", "X,0.667,+2..+2", "C,2.000,+1..+2"];
        (IReadOnlyList<MidiNote> notes, double quarters) = MelodyGrammar.Decode(symbols, q => chords[(int)(q / 2) % 4], 96, random);
        Assert.Equal(5.5, quarters, 1e-9);
        Assert.Equal(symbols.Length, notes.Count);
        Assert.Equal([0L, 48, 72, 96, 240, 272, 336], notes.Select(n => n.Start));
        foreach ((int i, MidiNote note) in notes.Index().Where(n => symbols[n.Index][0] != 'X'))
        {
            Assert.Equal(symbols[i][0], MelodyGrammar.Class(note.Pitch, chords[(int)(note.Start / 192)]));
        }
    }

    [Theory]
    [InlineData("C,0.5")]
    [InlineData("C,x,0..0")]
    [InlineData("C,-1,0..0")]
    [InlineData("C,1,2..1")]
    [InlineData("")]
    public void AMalformedSymbolIsNamed(string symbol)
    {
        UnrollException e = Assert.Throws<UnrollException>(
            () => MelodyGrammar.Decode([symbol], _ => Chord.Parse("C"), 96, new RngSequence(1, RandomPurpose.Sampling)));
        Assert.StartsWith("not a symbol of a melody", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSheetTakesTheHighestNoteOfAStepAndHoldsChordsThroughRests()
    {
        MidiNote[] melody = [new(96, 50, 70), new(97, 50, 75), new(500, 10, 60)];
        MidiNote[] comping = [new(96, 190, 48), new(96, 190, 52), new(96, 190, 55)];
        LeadSheet sheet = LeadSheet.FromNotes(melody, comping, 96, 1, 5);
        Assert.Equal([new MidiNote(1, 50, 75)], sheet.Melody.Where(n => n.Start < 10));
        Assert.Equal(["C", "C"], sheet.Chords.Select(c => c.Symbol));
        Assert.Throws<UnrollException>(() => LeadSheet.FromNotes(melody, comping, 96, 100, 104));
    }
}
