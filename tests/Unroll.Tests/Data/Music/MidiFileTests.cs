using CsCheck;
using Unroll.Data.Music;

namespace Unroll.Tests.Data.Music;

public sealed class MidiFileTests
{
    private static readonly byte[] Header = [(byte)'M', (byte)'T', (byte)'h', (byte)'d', 0, 0, 0, 6];

    private static byte[] File(int format, int division, params byte[][] tracks)
    {
        var bytes = new List<byte>(Header);
        bytes.AddRange([0, (byte)format, 0, (byte)tracks.Length, (byte)(division >> 8), (byte)division]);
        foreach (byte[] track in tracks)
        {
            bytes.AddRange([(byte)'M', (byte)'T', (byte)'r', (byte)'k', 0, 0, (byte)(track.Length >> 8), (byte)track.Length]);
            bytes.AddRange(track);
        }

        return [.. bytes];
    }

    [Fact]
    public void AFileByHandIsReadWithRunningStatusAndWithoutSystemExclusiveMessages()
    {
        byte[] track =
        [
            0, 0xFF, 0x03, 3, (byte)'a', (byte)'b', (byte)'c',
            0, 0xFF, 0x51, 3, 0x07, 0xA1, 0x20,
            0, 0xFF, 0x58, 4, 6, 3, 24, 8,
            0, 0xFF, 0x59, 2, 0xFD, 1,
            0, 0xF0, 3, 0x7E, 0x09, 0xF7,
            0, 0x91, 60, 100,
            0x83, 0x00, 60, 0,
            0, 62, 90,
            96, 0x81, 62, 64,
            0, 0xC1, 5,
            10, 0xFF, 0x2F, 0,
        ];
        MidiFile file = MidiFile.Read(File(0, 96, track), "by hand");
        Assert.Equal(96, file.TicksPerQuarter);
        Assert.Equal("abc", Assert.Single(file.Tracks).Name);
        Assert.Equal([(0L, 120.0)], file.Tempos());
        Assert.Equal([(0L, 6, 8)], file.Metres());
        Assert.Equal([(0L, -3, true)], file.Keys());
        Assert.Equal([new MidiNote(0, 384, 60, 100, 1), new MidiNote(384, 96, 62, 90, 1)], file.Tracks[0].Notes());
    }

    [Fact]
    public void WhatIsWrittenIsReadAgain()
    {
        Gen<MidiNote> note = from start in Gen.Long[0, 40_000] from length in Gen.Long[0, 5000] from pitch in Gen.Int[0, 127]
                             from velocity in Gen.Int[1, 127] from channel in Gen.Int[0, 15]
                             select new MidiNote(start, length, pitch, velocity, channel);
        note.List[0, 60].Sample(list =>
        {
            // Notes of one pitch and channel that overlap are told apart by order only: there the first to begin is the first to end.
            MidiNote[] notes = [.. list.DistinctBy(n => (n.Pitch, n.Channel))];
            MidiTrack track = MidiTrack.OfNotes("voice", notes, 12);
            MidiFile read = MidiFile.Read(new MidiFile(480, [track, MidiTrack.OfNotes("", [])]).ToBytes(), "written");
            Assert.Equal(2, read.Tracks.Count);
            Assert.Equal(notes.OrderBy(n => n.Start).ThenBy(n => n.Pitch).ThenBy(n => n.Channel), read.Tracks[0].Notes());
            Assert.Equal("voice", read.Tracks[0].Name);
        });
    }

    [Fact]
    public void NotesOfOnePitchThatTouchOrOverlapStayTheSame()
    {
        MidiNote[] notes = [new(0, 10, 60), new(10, 10, 60), new(15, 10, 60), new(30, 0, 60), new(30, 5, 61)];
        Assert.Equal(notes, MidiFile.Read(new MidiFile(96, [MidiTrack.OfNotes("x", notes)]).ToBytes(), "x").Tracks[0].Notes());
    }

    [Fact]
    public void TempoMetreAndKeyAreReadAgain()
    {
        var track = new MidiTrack([MidiEvent.Tempo(0, 130), MidiEvent.TimeSignature(0, 3, 4), MidiEvent.KeySignature(5, 2, minor: true), MidiEvent.Tempo(300_000, 60)]);
        MidiFile read = MidiFile.Read(new MidiFile(96, [track]).ToBytes(), "x");
        Assert.Equal(130, read.Tempos()[0].QuartersPerMinute, 1e-3);
        Assert.Equal((300_000L, 60.0), read.Tempos()[1]);
        Assert.Equal((0L, 3, 4), Assert.Single(read.Metres()));
        Assert.Equal((5L, 2, true), Assert.Single(read.Keys()));
    }

    [Theory]
    [InlineData(new byte[] { 0, 60, 100 }, "byte 23: 0x3C is no status byte, and none is in force before it")]
    [InlineData(new byte[] { 0, 0x90, 60 }, "byte 25: the track ends in the middle of an event")]
    [InlineData(new byte[] { 0, 0x90, 60, 200 }, "byte 25: expected a data byte under 0x80, got 0xC8")]
    [InlineData(new byte[] { 0x81, 0x81, 0x81, 0x81, 1 }, "byte 22: a number of more than four bytes")]
    [InlineData(new byte[] { 0, 0xFF, 0x03, 90, 1 }, "byte 25: the event says that it has 90 bytes, but the track has 1 more")]
    [InlineData(new byte[] { 0, 0xFF, 0x51, 1, 1 }, "byte 23: not a tempo: the 1 bytes 01")]
    [InlineData(new byte[] { 0, 0xFF, 0x59, 2, 9, 0 }, "byte 23: not a key: the 2 bytes 0900")]
    [InlineData(new byte[] { 0, 0xF4 }, "byte 23: the status 0xF4 has no place in a file")]
    [InlineData(new byte[] { 0, 0xFF, 0x01, 0, 0, 60 }, "byte 27: 0x3C is no status byte, and none is in force before it")]
    public void ABrokenTrackIsNamedByItsByte(byte[] track, string message)
    {
        UnrollException e = Assert.Throws<UnrollException>(() => MidiFile.Read(File(0, 96, track), "x.mid"));
        Assert.Equal("x.mid: " + message, e.Message);
    }

    [Fact]
    public void ABrokenHeaderIsNamedByItsByte()
    {
        byte[] good = File(1, 96, [0, 0xFF, 0x2F, 0], [0, 0xFF, 0x2F, 0]);
        Assert.StartsWith("x: byte 0: not a MIDI file", Message([]), StringComparison.Ordinal);
        Assert.StartsWith("x: byte 0: not a MIDI file", Message("MThd"u8.ToArray()), StringComparison.Ordinal);
        Assert.StartsWith("x: byte 8: a file of type 2", Message(File(2, 96)), StringComparison.Ordinal);
        Assert.StartsWith("x: byte 12: a quarter has 0 ticks", Message(File(0, 0)), StringComparison.Ordinal);
        Assert.StartsWith("x: byte 12: times in film frames", Message(File(0, 0xE728)), StringComparison.Ordinal);
        Assert.StartsWith($"x: byte {good.Length - 8}: the chunk says that it has 4 bytes, but 3 follow", Message(good[..^1]), StringComparison.Ordinal);
        Assert.StartsWith($"x: byte {good.Length - 12}: the file ends after 1 of 2 tracks", Message(good[..^12]), StringComparison.Ordinal);
        Assert.StartsWith($"x: byte {good.Length - 12}: expected a chunk", Message(good[..^7]), StringComparison.Ordinal);

        static string Message(byte[] bytes) => Assert.Throws<UnrollException>(() => MidiFile.Read(bytes, "x")).Message;
    }

    [Fact]
    public void AnyCutOrChangedFileIsReadOrRefusedButNeverCrashes()
    {
        byte[] good = new MidiFile(96, [MidiTrack.OfNotes("a", [new MidiNote(0, 50, 60), new MidiNote(500, 50, 64)], 3), new MidiTrack([MidiEvent.Tempo(0, 99)])]).ToBytes();
        for (int i = 0; i < good.Length; i++)
        {
            for (int value = 0; value < 256; value += 17)
            {
                byte[] changed = [.. good];
                changed[i] = (byte)value;
                Assert.Null(Record.Exception(() => Refusal(changed)));
            }

            Assert.Null(Record.Exception(() => Refusal(good[..i])));
        }

        static void Refusal(byte[] bytes)
        {
            try
            {
                MidiFile.Read(bytes, "x").Tracks.SelectMany(t => t.Notes()).ToArray();
            }
            catch (UnrollException e)
            {
                Assert.Contains("byte ", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void TheRealFileKeepsItsNotesThroughOurWriter()
    {
        string? root = Environment.GetEnvironmentVariable("UNROLL_DATA");
        string path = Path.Combine(root ?? "", "metheny", "original_metheny.mid");
        Assert.SkipWhen(root is null || !System.IO.File.Exists(path), "UNROLL_DATA has no metheny");
        MidiFile file = MidiFile.Read(path);
        MidiFile again = MidiFile.Read(
            new MidiFile(file.TicksPerQuarter, [.. file.Tracks.Select(t => MidiTrack.OfNotes(t.Name, t.Notes()))]).ToBytes(), "again");
        Assert.Equal(25, file.Tracks.Count);
        Assert.Equal(2221, file.Tracks.First(t => t.Name == "Piano").Notes().Count);
        Assert.Equal(file.Tracks.Select(t => t.Notes()), again.Tracks.Select(t => t.Notes()));
        MidiFile same = MidiFile.Read(file.ToBytes(), "same");
        Assert.Equal(file.Tracks.SelectMany(t => t.Events).Select(e => (e.Tick, e.Status, e.First, e.Second)),
            same.Tracks.SelectMany(t => t.Events).Select(e => (e.Tick, e.Status, e.First, e.Second)));
    }
}
