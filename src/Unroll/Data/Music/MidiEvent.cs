namespace Unroll.Data.Music;

/// <summary>One event of a track of a Standard MIDI File.</summary>
/// <param name="Tick">When, in ticks from the start of the track.</param>
/// <param name="Status">The status byte: 0x80 to 0xEF for a channel's message, 0xFF for a meta event.</param>
/// <param name="First">The first data byte of a channel's message; the type of a meta event.</param>
/// <param name="Second">The second data byte of a channel's message; 0 where there is none.</param>
/// <param name="Payload">The bytes of a meta event; empty otherwise.</param>
public readonly record struct MidiEvent(long Tick, byte Status, byte First, byte Second, ReadOnlyMemory<byte> Payload = default)
{
    /// <summary>The status byte of a meta event.</summary>
    public const byte Meta = 0xFF;

    internal const byte NoteOffStatus = 0x80, NoteOnStatus = 0x90, ProgramStatus = 0xC0, ChannelPressureStatus = 0xD0;
    internal const byte TrackName = 0x03, EndOfTrack = 0x2F, TempoType = 0x51, TimeSignatureType = 0x58, KeySignatureType = 0x59;

    /// <summary>Whether this is a meta event.</summary>
    public bool IsMeta => Status == Meta;

    /// <summary>The channel, 0 to 15; 9 is the drums by convention.</summary>
    public int Channel => Status & 0x0F;

    /// <summary>Whether a note begins; a velocity of 0 ends one.</summary>
    public bool IsNoteOn => (Status & 0xF0) == NoteOnStatus && Second > 0;

    /// <summary>Whether a note ends.</summary>
    public bool IsNoteOff => (Status & 0xF0) == NoteOffStatus || ((Status & 0xF0) == NoteOnStatus && Second == 0);

    /// <summary>How many data bytes a channel's message of a status has.</summary>
    internal static int DataBytes(byte status) => (status & 0xF0) is ProgramStatus or ChannelPressureStatus ? 1 : 2;

    /// <summary>A meta event with a payload.</summary>
    public static MidiEvent OfMeta(long tick, byte type, ReadOnlyMemory<byte> payload) => new(tick, Meta, type, 0, payload);

    /// <summary>The tempo from a tick on.</summary>
    /// <param name="tick">When.</param>
    /// <param name="quartersPerMinute">The tempo, from 3.6 up: the file holds the microseconds of a quarter in three bytes.</param>
    public static MidiEvent Tempo(long tick, double quartersPerMinute)
    {
        double microseconds = Math.Round(60e6 / quartersPerMinute);
        if (!(microseconds is >= 1 and < 1 << 24))
        {
            throw new ArgumentOutOfRangeException(nameof(quartersPerMinute), $"expected a tempo from 3.6 to 60,000,000, got {quartersPerMinute}");
        }

        int m = (int)microseconds;
        return OfMeta(tick, TempoType, new byte[] { (byte)(m >> 16), (byte)(m >> 8), (byte)m });
    }

    /// <summary>The metre from a tick on, such as 6/8.</summary>
    public static MidiEvent TimeSignature(long tick, int beats, int unit) =>
        int.IsPow2(unit) && beats is > 0 and < 256
            ? OfMeta(tick, TimeSignatureType, new byte[] { (byte)beats, (byte)int.Log2(unit), 24, 8 })
            : throw new ArgumentException($"expected a metre such as 6/8, got {beats}/{unit}");

    /// <summary>The key from a tick on.</summary>
    /// <param name="tick">When.</param>
    /// <param name="sharps">Sharps, or flats as a negative number, from -7 to 7.</param>
    /// <param name="minor">Whether the key is minor.</param>
    public static MidiEvent KeySignature(long tick, int sharps, bool minor) => sharps is >= -7 and <= 7
        ? OfMeta(tick, KeySignatureType, new byte[] { (byte)(sbyte)sharps, minor ? (byte)1 : (byte)0 })
        : throw new ArgumentOutOfRangeException(nameof(sharps), $"expected -7 to 7 sharps, got {sharps}");
}
