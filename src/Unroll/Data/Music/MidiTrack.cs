using System.Text;

namespace Unroll.Data.Music;

/// <summary>A track of a Standard MIDI File: events in the order of their ticks.</summary>
/// <param name="events">The events, without the end of the track, which the writer adds.</param>
public sealed class MidiTrack(IReadOnlyList<MidiEvent> events)
{
    /// <summary>The events.</summary>
    public IReadOnlyList<MidiEvent> Events => events;

    /// <summary>The track's name, empty where it has none.</summary>
    public string Name
    {
        get
        {
            foreach (MidiEvent e in events)
            {
                if (e is { IsMeta: true, First: MidiEvent.TrackName })
                {
                    return Encoding.Latin1.GetString(e.Payload.Span).Trim();
                }
            }

            return "";
        }
    }

    /// <summary>
    /// The notes, by start, then pitch. A note ends at the first end of its pitch and channel that follows; of several that sound on one
    /// pitch the first ends first. One that never ends lasts until the track does.
    /// </summary>
    public IReadOnlyList<MidiNote> Notes()
    {
        var open = new Dictionary<(int Channel, int Pitch), Queue<int>>();
        var notes = new List<MidiNote>();
        foreach (MidiEvent e in events)
        {
            if (e.IsMeta || !(e.IsNoteOn || e.IsNoteOff))
            {
                continue;
            }

            (int, int) key = (e.Channel, e.First);
            if (e.IsNoteOn)
            {
                if (!open.TryGetValue(key, out Queue<int>? queue))
                {
                    open[key] = queue = new Queue<int>();
                }

                queue.Enqueue(notes.Count);
                notes.Add(new MidiNote(e.Tick, -1, e.First, e.Second, e.Channel));
            }
            else if (open.TryGetValue(key, out Queue<int>? queue) && queue.TryDequeue(out int index))
            {
                notes[index] = notes[index] with { Length = e.Tick - notes[index].Start };
            }
        }

        long end = events.Count == 0 ? 0 : events[^1].Tick;
        return
        [
            .. notes.Select(n => n.Length < 0 ? n with { Length = end - n.Start } : n)
                .OrderBy(n => n.Start).ThenBy(n => n.Pitch).ThenBy(n => n.Channel),
        ];
    }

    /// <summary>A track of notes.</summary>
    /// <param name="name">The track's name; players show it.</param>
    /// <param name="notes">The notes in any order.</param>
    /// <param name="program">The instrument of General MIDI, 0 to 127 (0 is the piano); null to leave it alone.</param>
    /// <exception cref="ArgumentException">A note is out of the range of MIDI.</exception>
    public static MidiTrack OfNotes(string name, IEnumerable<MidiNote> notes, int? program = null)
    {
        ArgumentNullException.ThrowIfNull(notes);

        // At one tick: first the ends of notes that began before, then starts, then the ends of notes without length.
        var timed = new List<(MidiEvent Event, int Rank)>();
        var channels = new SortedSet<int>();
        foreach (MidiNote n in notes)
        {
            n.Check();
            channels.Add(n.Channel);
            timed.Add((new MidiEvent(n.Start, (byte)(MidiEvent.NoteOnStatus | n.Channel), (byte)n.Pitch, (byte)n.Velocity), 1));
            timed.Add((new MidiEvent(n.End, (byte)(MidiEvent.NoteOffStatus | n.Channel), (byte)n.Pitch, 64), n.Length == 0 ? 2 : 0));
        }

        var events = new List<MidiEvent>();
        if (name.Length > 0)
        {
            events.Add(MidiEvent.OfMeta(0, MidiEvent.TrackName, Encoding.Latin1.GetBytes(name)));
        }

        if (program is { } chosen)
        {
            events.AddRange(channels.Select(c => new MidiEvent(0, (byte)(MidiEvent.ProgramStatus | c), (byte)chosen, 0)));
        }

        events.AddRange(timed.OrderBy(t => t.Event.Tick).ThenBy(t => t.Rank).ThenBy(t => t.Event.First).Select(t => t.Event));
        return new MidiTrack(events);
    }
}
