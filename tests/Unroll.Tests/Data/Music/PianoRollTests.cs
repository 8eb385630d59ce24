using System.Text;
using Unroll.Data.Music;

namespace Unroll.Tests.Data.Music;

public sealed class PianoRollTests
{
    [Fact]
    public void FramesBecomeNotesAndNotesFrames()
    {
        var roll = new PianoRoll([[60, 64], [60], [], [62, 60], [62]]);
        Assert.Equal([new MidiNote(0, 20, 60, 80), new MidiNote(0, 10, 64, 80), new MidiNote(30, 10, 60, 80), new MidiNote(30, 20, 62, 80)], roll.ToNotes(10));
        Assert.Equal(roll.Frames, PianoRoll.FromNotes(roll.ToNotes(10), 10).Frames);
    }

    [Fact]
    public void TheMatrixHasOneRowAStep()
    {
        float[] matrix = new PianoRoll([[21], [108, 22]]).ToMatrix();
        Assert.Equal([0, 88 + 1, 88 + 87], Enumerable.Range(0, matrix.Length).Where(i => matrix[i] == 1));
        Assert.Equal(3, matrix.Sum());
    }

    [Fact]
    public void TranspositionStaysOnThePiano()
    {
        var roll = new PianoRoll([[22, 107]]);
        Assert.Equal([21, 106], roll.Transpose(-1)!.Frames[0]);
        Assert.Null(roll.Transpose(2));
        Assert.Null(roll.Transpose(-2));
        Assert.Throws<ArgumentException>(() => new PianoRoll([[20]]));
    }

    [Fact]
    public void NotesOffTheGridCountWhereTheyCoverTheMiddleOfAStep()
    {
        PianoRoll roll = PianoRoll.FromNotes([new MidiNote(4, 18, 60), new MidiNote(16, 1, 62), new MidiNote(0, 5, 12)], 10);
        Assert.Equal([[60], [60], [62]], roll.Frames);
    }

    [Fact]
    public void ASetWithItsSplitIsRead()
    {
        PianoRolls rolls = PianoRolls.Parse("""{"train":[[[60,64],[]],[[61]]],"valid":[[[62]]],"test":[]}"""u8.ToArray(), "x");
        Assert.Equal((2, 1, 0), (rolls.Train.Count, rolls.Valid.Count, rolls.Test.Count));
        Assert.Equal([60, 64], rolls.Train[0].Frames[0]);
    }

    [Theory]
    [InlineData("", "x:1: byte 0 of the line: not JSON: ")]
    [InlineData("{\"train\":[\n[[60],]]}", "x:2: byte 6 of the line: not JSON: ")]
    [InlineData("[]", "x: expected an object with a list of pieces under `train`")]
    [InlineData("{\"train\":[[[60],[\"a\"]]]}", "x: train[0][1]: expected pitches from 21 to 108, got \"\"a\"\"")]
    [InlineData("{\"train\":[[[60],[5]]]}", "x: train[0][1]: expected pitches from 21 to 108, got \"5\"")]
    [InlineData("{\"train\":[[[60],3]]}", "x: train[0][1]: expected a list, got \"3\"")]
    [InlineData("{\"train\":[[]]}", "x: train[0] has no step")]
    public void AMalformedSetIsNamedByItsPlace(string json, string message)
    {
        UnrollException e = Assert.Throws<UnrollException>(() => PianoRolls.Parse(Encoding.UTF8.GetBytes(json), "x"));
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
