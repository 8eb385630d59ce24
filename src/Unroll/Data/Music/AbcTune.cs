namespace Unroll.Data.Music;

/// <summary>A tune in ABC notation, read.</summary>
public sealed record AbcTune
{
    /// <summary>Ticks of a quarter note in <see cref="Notes"/> and <see cref="Chords"/>.</summary>
    public const int TicksPerQuarter = 480;

    /// <summary>The title (T:), empty where there is none.</summary>
    public required string Title { get; init; }

    /// <summary>The metre (M:), such as 6/8; null for none.</summary>
    public required (int Beats, int Unit)? Metre { get; init; }

    /// <summary>The key (K:): sharps, or flats as a negative number.</summary>
    public required int Sharps { get; init; }

    /// <summary>Whether the key is a minor one.</summary>
    public required bool Minor { get; init; }

    /// <summary>Quarters a minute (Q:); null where the tune does not say.</summary>
    public double? Tempo { get; init; }

    /// <summary>The notes as they are played, with repeats.</summary>
    public required IReadOnlyList<MidiNote> Notes { get; init; }

    /// <summary>The chord symbols as they are played: when each begins.</summary>
    public required IReadOnlyList<(long Tick, Chord Chord)> Chords { get; init; }

    /// <summary>Bars as they are written, without those that a pick-up or a repeat may leave short.</summary>
    public required int Bars { get; init; }

    /// <summary>How many of <see cref="Bars"/> last as long as the metre says.</summary>
    public required int FullBars { get; init; }

    /// <summary>The tune as a MIDI file: the melody and, where there are chord symbols, the chords below.</summary>
    public MidiFile ToMidi()
    {
        var events = new List<MidiEvent> { MidiEvent.Tempo(0, Tempo ?? MidiFile.DefaultTempo) };
        if (Metre is { } metre && int.IsPow2(metre.Unit))
        {
            events.Add(MidiEvent.TimeSignature(0, metre.Beats, metre.Unit));
        }

        events.Add(MidiEvent.KeySignature(0, Sharps, Minor));
        var tracks = new List<MidiTrack> { new(events), MidiTrack.OfNotes("Melody", Notes, 73) };
        if (Chords.Count > 0)
        {
            long end = Notes.Count == 0 ? 0 : Notes.Max(n => n.End);
            var chords = new List<MidiNote>();
            for (int i = 0; i < Chords.Count; i++)
            {
                long start = Chords[i].Tick, length = (i + 1 < Chords.Count ? Chords[i + 1].Tick : end) - start;
                if (length > 0)
                {
                    chords.AddRange(Chords[i].Chord.PitchClasses.Select(c => new MidiNote(start, length, (c < 7 ? 48 : 36) + c, 56, 1)));
                }
            }

            tracks.Add(MidiTrack.OfNotes("Chords", chords, 24));
        }

        return new MidiFile(TicksPerQuarter, tracks);
    }
}
