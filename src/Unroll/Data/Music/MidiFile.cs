using Unroll.Formats;

namespace Unroll.Data.Music;

/// <summary>A Standard MIDI File of type 0 (one track) or 1 (tracks that sound together).</summary>
/// <param name="ticksPerQuarter">Ticks of a quarter note, 1 to 32,767.</param>
/// <param name="tracks">The tracks.</param>
public sealed class MidiFile(int ticksPerQuarter, IReadOnlyList<MidiTrack> tracks)
{
    /// <summary>The tempo of a file that names none, in quarters a minute.</summary>
    public const double DefaultTempo = 120;

    /// <summary>Ticks of a quarter note.</summary>
    public int TicksPerQuarter => ticksPerQuarter;

    /// <summary>The tracks.</summary>
    public IReadOnlyList<MidiTrack> Tracks => tracks;

    /// <summary>Reads a file.</summary>
    /// <exception cref="UnrollException">It is missing or malformed; the message names the byte.</exception>
    public static MidiFile Read(string path) => Read(FileErrors.ReadAllBytes(path), path);

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="name">What messages call the file.</param>
    /// <exception cref="UnrollException">They are malformed; the message names the byte.</exception>
    public static MidiFile Read(byte[] bytes, string name)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return new MidiReader(bytes, name).Read();
    }

    /// <summary>Writes the file, whole or not at all: type 0 for one track, type 1 for several.</summary>
    /// <exception cref="UnrollException">It cannot be written.</exception>
    public void Save(string path) => AtomicFile.WriteAllBytes(path, ToBytes());

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes() => MidiWriter.Write(this);

    /// <summary>The changes of tempo, in quarters a minute, by tick.</summary>
    public IReadOnlyList<(long Tick, double QuartersPerMinute)> Tempos() =>
    [
        .. Metas(MidiEvent.TempoType, 3).Select(e => (e.Tick, 60e6 / ((e.Payload.Span[0] << 16) | (e.Payload.Span[1] << 8) | e.Payload.Span[2]))),
    ];

    /// <summary>The changes of key by tick: sharps (flats as a negative number), and whether it is minor.</summary>
    public IReadOnlyList<(long Tick, int Sharps, bool Minor)> Keys() =>
        [.. Metas(MidiEvent.KeySignatureType, 2).Select(e => (e.Tick, (int)(sbyte)e.Payload.Span[0], e.Payload.Span[1] == 1))];

    /// <summary>The changes of metre by tick.</summary>
    public IReadOnlyList<(long Tick, int Beats, int Unit)> Metres() =>
        [.. Metas(MidiEvent.TimeSignatureType, 2).Select(e => (e.Tick, (int)e.Payload.Span[0], 1 << e.Payload.Span[1]))];

    private IEnumerable<MidiEvent> Metas(byte type, int bytes) =>
        tracks.SelectMany(t => t.Events).Where(e => e.IsMeta && e.First == type && e.Payload.Length >= bytes).OrderBy(e => e.Tick);
}
