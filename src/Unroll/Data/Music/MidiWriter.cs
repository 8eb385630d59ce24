using System.Buffers.Binary;

namespace Unroll.Data.Music;

/// <summary>Writes a Standard MIDI File with running status.</summary>
internal static class MidiWriter
{
    public static byte[] Write(MidiFile file)
    {
        if (file.TicksPerQuarter is < 1 or > 0x7FFF || file.Tracks.Count is < 1 or > 0xFFFF)
        {
            throw new ArgumentException(
                $"expected 1 to 32767 ticks a quarter and 1 to 65535 tracks, got {file.TicksPerQuarter} and {file.Tracks.Count}");
        }

        var output = new MemoryStream();
        output.Write("MThd"u8);
        Number(output, 6, 4);
        Number(output, file.Tracks.Count == 1 ? 0 : 1, 2);
        Number(output, file.Tracks.Count, 2);
        Number(output, file.TicksPerQuarter, 2);
        foreach (MidiTrack track in file.Tracks)
        {
            byte[] events = Track(track);
            output.Write("MTrk"u8);
            Number(output, events.Length, 4);
            output.Write(events);
        }

        return output.ToArray();
    }

    private static byte[] Track(MidiTrack track)
    {
        var output = new MemoryStream();
        long tick = 0;
        byte running = 0;
        foreach (MidiEvent e in track.Events)
        {
            if (e.Tick < tick)
            {
                throw new ArgumentException($"the events of a track must be in order: tick {e.Tick} comes after {tick}");
            }

            Variable(output, e.Tick - tick);
            tick = e.Tick;
            if (e.IsMeta)
            {
                running = 0;
                output.WriteByte(MidiEvent.Meta);
                output.WriteByte(e.First);
                Variable(output, e.Payload.Length);
                output.Write(e.Payload.Span);
                continue;
            }

            if (e.Status != running)
            {
                output.WriteByte(e.Status);
                running = e.Status;
            }

            output.WriteByte(e.First);
            if (MidiEvent.DataBytes(e.Status) == 2)
            {
                output.WriteByte(e.Second);
            }
        }

        output.Write([0, MidiEvent.Meta, MidiEvent.EndOfTrack, 0]);
        return output.ToArray();
    }

    private static void Number(MemoryStream output, int value, int bytes)
    {
        Span<byte> all = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(all, value);
        output.Write(all[(4 - bytes)..]);
    }

    private static void Variable(MemoryStream output, long value)
    {
        if (value is < 0 or >= 1 << 28)
        {
            throw new ArgumentException($"a pause of {value} ticks is too long for a MIDI file");
        }

        for (int shift = 21; shift > 0; shift -= 7)
        {
            if (value >> shift > 0)
            {
                output.WriteByte((byte)(0x80 | ((value >> shift) & 0x7F)));
            }
        }

        output.WriteByte((byte)(value & 0x7F));
    }
}
