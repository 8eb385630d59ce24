using System.Buffers.Binary;

namespace Unroll.Data.Music;

/// <summary>
/// Reads a Standard MIDI File (MIDI Manufacturers Association, "Standard MIDI Files 1.0"): types 0 and 1, running status; system
/// exclusive messages and unknown chunks are skipped. Every problem names its byte, from 0.
/// </summary>
internal sealed class MidiReader(byte[] bytes, string name)
{
    private int _at;

    public MidiFile Read()
    {
        if (bytes.Length < 14 || !bytes.AsSpan(0, 4).SequenceEqual("MThd"u8))
        {
            throw Error(0, "not a MIDI file: expected the header `MThd` and 10 bytes after it");
        }

        uint headerLength = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4));
        int format = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(8));
        int count = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(10));
        int division = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(12));
        if (headerLength < 6 || headerLength > bytes.Length - 8)
        {
            throw Error(4, $"the header says that it has {headerLength} bytes; expected 6");
        }

        if (format > 1)
        {
            throw Error(8, $"a file of type {format}; types 0 and 1 can be read: save it as one of those");
        }

        if (division is 0 or >= 0x8000)
        {
            throw Error(12, division == 0 ? "a quarter has 0 ticks" : "times in film frames (SMPTE) cannot be read; save the file with ticks per quarter");
        }

        _at = 8 + (int)headerLength;
        var tracks = new List<MidiTrack>();
        while (_at < bytes.Length && tracks.Count < count)
        {
            Chunk(tracks);
        }

        return tracks.Count == count ? new MidiFile(division, tracks)
            : throw Error(bytes.Length, $"the file ends after {tracks.Count} of {count} tracks; it was cut off");
    }

    private void Chunk(List<MidiTrack> tracks)
    {
        int start = _at;
        if (bytes.Length - start < 8)
        {
            throw Error(start, "expected a chunk (4 letters and its length); the file was cut off");
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(start + 4));
        if (length > bytes.Length - start - 8)
        {
            throw Error(start + 4, $"the chunk says that it has {length} bytes, but {bytes.Length - start - 8} follow; the file was cut off");
        }

        _at = start + 8;
        int end = _at + (int)length;
        if (bytes.AsSpan(start, 4).SequenceEqual("MTrk"u8))
        {
            tracks.Add(Track(end));
        }

        _at = end;
    }

    private MidiTrack Track(int end)
    {
        var events = new List<MidiEvent>();
        long tick = 0;
        byte running = 0;
        while (_at < end)
        {
            tick += Variable(end);
            int at = _at;
            byte status = Byte(end);
            if (status < 0x80)
            {
                if (running == 0)
                {
                    throw Error(at, $"0x{status:X2} is no status byte, and none is in force before it");
                }

                _at = at;
                status = running;
            }

            switch (status)
            {
                case MidiEvent.Meta:
                    running = 0;
                    byte type = Byte(end);
                    ReadOnlyMemory<byte> payload = Payload(end);
                    if (type == MidiEvent.EndOfTrack)
                    {
                        return new MidiTrack(events);
                    }

                    CheckMeta(at, type, payload.Span);
                    events.Add(MidiEvent.OfMeta(tick, type, payload));
                    break;
                case 0xF0 or 0xF7:
                    running = 0;
                    Payload(end);
                    break;
                case > 0xF0:
                    throw Error(at, $"the status 0x{status:X2} has no place in a file");
                default:
                    running = status;
                    byte first = Data(end);
                    events.Add(new MidiEvent(tick, status, first, MidiEvent.DataBytes(status) == 2 ? Data(end) : (byte)0));
                    break;
            }
        }

        return new MidiTrack(events);
    }

    private void CheckMeta(int at, byte type, ReadOnlySpan<byte> payload)
    {
        bool wrong = type switch
        {
            MidiEvent.TempoType => payload.Length != 3 || payload.IndexOfAnyExcept((byte)0) < 0,
            MidiEvent.TimeSignatureType => payload.Length < 2 || payload[0] == 0 || payload[1] > 7,
            MidiEvent.KeySignatureType => payload.Length != 2 || (sbyte)payload[0] is < -7 or > 7 || payload[1] > 1,
            _ => false,
        };
        if (wrong)
        {
            string what = type switch { MidiEvent.TempoType => "tempo", MidiEvent.TimeSignatureType => "metre", _ => "key" };
            throw Error(at, $"not a {what}: the {payload.Length} bytes {Convert.ToHexString(payload[..Math.Min(8, payload.Length)])}");
        }
    }

    private ReadOnlyMemory<byte> Payload(int end)
    {
        int at = _at;
        long length = Variable(end);
        if (length > end - _at)
        {
            throw Error(at, $"the event says that it has {length} bytes, but the track has {end - _at} more");
        }

        ReadOnlyMemory<byte> payload = bytes.AsMemory(_at, (int)length);
        _at += (int)length;
        return payload;
    }

    /// <summary>A number of up to 28 bits, seven a byte, the highest first.</summary>
    private long Variable(int end)
    {
        int at = _at;
        long value = 0;
        for (int i = 0; i < 4; i++)
        {
            byte b = Byte(end);
            value = (value << 7) | (uint)(b & 0x7F);
            if (b < 0x80)
            {
                return value;
            }
        }

        throw Error(at, "a number of more than four bytes");
    }

    private byte Data(int end)
    {
        int at = _at;
        byte value = Byte(end);
        return value < 0x80 ? value : throw Error(at, $"expected a data byte under 0x80, got 0x{value:X2}");
    }

    private byte Byte(int end) => _at < end ? bytes[_at++] : throw Error(_at, "the track ends in the middle of an event");

    private UnrollException Error(int at, string problem) => new($"{name}: byte {at}: {problem}");
}
