namespace Unroll.Data.Music;

/// <summary>Plays the elements of a written tune: repeats and endings, ties, and how long its bars are.</summary>
internal static class AbcPlayer
{
    private const int MostElements = 200_000;

    /// <summary>The notes and chord symbols in the order that they sound.</summary>
    public static (List<MidiNote> Notes, List<(long Tick, Chord Chord)> Chords) Play(IReadOnlyList<AbcElement> elements)
    {
        var notes = new List<MidiNote>();
        var chords = new List<(long, Chord)>();
        var held = new Dictionary<int, int>();
        long tick = 0;
        foreach (AbcElement e in Order(elements))
        {
            if (e.Kind == AbcElementKind.ChordSymbol)
            {
                chords.Add((tick, e.Chord));
            }
            else if (e.Kind == AbcElementKind.Sound)
            {
                var next = new Dictionary<int, int>();
                foreach (int pitch in e.Pitches!)
                {
                    if (held.TryGetValue(pitch, out int index))
                    {
                        notes[index] = notes[index] with { Length = notes[index].Length + e.Length };
                    }
                    else
                    {
                        index = notes.Count;
                        notes.Add(new MidiNote(tick, e.Length, pitch));
                    }

                    next[pitch] = index;
                }

                held = e.Tied ? next : [];
                tick += e.Length;
            }
        }

        return (notes, chords);
    }

    /// <summary>Bars that are between two bar lines and not beside a repeat, and how many last as long as the metre says.</summary>
    public static (int Bars, int Full) CountBars(IReadOnlyList<AbcElement> elements, (int Beats, int Unit)? metre)
    {
        if (metre is not { } m)
        {
            return (0, 0);
        }

        long expected = 4L * AbcTune.TicksPerQuarter * m.Beats / m.Unit, length = 0;
        int bars = 0, full = 0;
        bool whole = false;
        for (int i = 0; i < elements.Count; i++)
        {
            if (elements[i].Kind == AbcElementKind.Sound)
            {
                length += elements[i].Length;
                continue;
            }

            if (elements[i].Kind is AbcElementKind.ChordSymbol or AbcElementKind.Ending)
            {
                continue;
            }

            bool repeat = elements[i].Kind is AbcElementKind.RepeatStart or AbcElementKind.RepeatEnd
                || (i + 1 < elements.Count && elements[i + 1].Kind is AbcElementKind.RepeatStart or AbcElementKind.RepeatEnd);
            if (length > 0 && whole && !repeat)
            {
                bars++;

                // Triplets do not divide a bar into whole ticks.
                full += Math.Abs(length - expected) <= 4 ? 1 : 0;
            }

            whole = !repeat && (length > 0 || whole);
            length = 0;
        }

        return (bars, full);
    }

    private static IEnumerable<AbcElement> Order(IReadOnlyList<AbcElement> elements)
    {
        int start = 0, pass = 1, played = 0;
        for (int i = 0; i < elements.Count && played < MostElements; i++, played++)
        {
            AbcElement e = elements[i];
            switch (e.Kind)
            {
                case AbcElementKind.RepeatStart:
                    start = i + 1;
                    pass = 1;
                    break;
                case AbcElementKind.RepeatEnd when pass == 1:
                    pass = 2;
                    i = start - 1;
                    break;
                case AbcElementKind.RepeatEnd:
                    // A further ending belongs to the same repeat; anything else begins a new section.
                    bool more = i + 1 < elements.Count && elements[i + 1].Kind == AbcElementKind.Ending;
                    pass = more ? pass : 1;
                    start = more ? start : i + 1;
                    break;
                case AbcElementKind.Ending when ((e.Endings >> pass) & 1) == 0:
                    i = SkipEnding(elements, i);
                    break;
                default:
                    yield return e;
                    break;
            }
        }
    }

    /// <summary>The last element of an ending that is not played on this pass: up to the end of the repeat or the next ending.</summary>
    private static int SkipEnding(IReadOnlyList<AbcElement> elements, int at)
    {
        for (int i = at + 1; i < elements.Count; i++)
        {
            if (elements[i].Kind == AbcElementKind.RepeatEnd)
            {
                return i;
            }

            if (elements[i].Kind is AbcElementKind.Ending or AbcElementKind.RepeatStart)
            {
                return i - 1;
            }
        }

        return elements.Count;
    }
}
