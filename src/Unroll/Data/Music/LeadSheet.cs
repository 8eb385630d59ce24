namespace Unroll.Data.Music;

/// <summary>A melody over chords: one note at a time, and the chord of every span of time.</summary>
/// <param name="TicksPerQuarter">Ticks of a quarter note.</param>
/// <param name="SpanTicks">Ticks of the span of one chord.</param>
/// <param name="Melody">The melody's notes, one at a time.</param>
/// <param name="Chords">The chord of each span.</param>
public sealed record LeadSheet(int TicksPerQuarter, long SpanTicks, IReadOnlyList<MidiNote> Melody, IReadOnlyList<Chord> Chords)
{
    /// <summary>The chord that sounds at a tick; the last one goes on.</summary>
    public Chord ChordAt(long tick) => Chords[(int)Math.Clamp(tick / SpanTicks, 0, Chords.Count - 1)];

    /// <summary>
    /// Takes a melody and its chords from a section of two tracks. Of notes of the melody that begin within the same step of the grid the
    /// highest counts. A span's chord is what the accompaniment strikes or holds in it, over its lowest note; a span in which it rests
    /// keeps the chord before. Ticks of the result count from the start of the section.
    /// </summary>
    /// <param name="melody">The notes of the melody's track.</param>
    /// <param name="accompaniment">The notes of the accompaniment's track.</param>
    /// <param name="ticksPerQuarter">Ticks of a quarter note.</param>
    /// <param name="from">The start of the section, in quarters.</param>
    /// <param name="to">Its end.</param>
    /// <param name="spanQuarters">Quarters of the span of one chord.</param>
    /// <param name="grid">Steps of a quarter within which notes begin together.</param>
    /// <exception cref="UnrollException">There is no melody or no chord in the section.</exception>
    public static LeadSheet FromNotes(
        IReadOnlyList<MidiNote> melody, IReadOnlyList<MidiNote> accompaniment, int ticksPerQuarter, double from, double to,
        int spanQuarters = 2, int grid = 12)
    {
        ArgumentNullException.ThrowIfNull(melody);
        ArgumentNullException.ThrowIfNull(accompaniment);
        long start = (long)(from * ticksPerQuarter), end = (long)(to * ticksPerQuarter), span = (long)spanQuarters * ticksPerQuarter;
        MidiNote[] tune =
        [
            .. melody.Where(n => n.Start >= start && n.Start < end).Select(n => n with { Start = n.Start - start })
                .GroupBy(n => ((n.Start * grid) + (ticksPerQuarter / 2)) / ticksPerQuarter)
                .Select(g => g.MaxBy(n => n.Pitch)).OrderBy(n => n.Start),
        ];
        if (tune.Length == 0)
        {
            throw new UnrollException($"the melody has no note from quarter {from} to {to}; choose another track or section");
        }

        var chords = new List<Chord?>();
        for (long at = start; at < end; at += span)
        {
            // A note that is about to end or only just begins does not colour the chord.
            long margin = ticksPerQuarter / 10;
            int[] pitches = [.. accompaniment.Where(n => n.Start < at + span - margin && n.End > at + margin).Select(n => n.Pitch)];
            chords.Add(pitches.Length >= 2 ? Chord.OfPitches(pitches) : null);
        }

        Chord first = chords.FirstOrDefault(c => c is not null)
            ?? throw new UnrollException($"the accompaniment has no chord from quarter {from} to {to}; choose another track or section");
        var held = new List<Chord>();
        foreach (Chord? chord in chords)
        {
            held.Add(chord ?? (held.Count > 0 ? held[^1] : first));
        }

        return new LeadSheet(ticksPerQuarter, span, tune, held);
    }
}
