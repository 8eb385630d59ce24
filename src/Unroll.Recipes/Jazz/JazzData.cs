using Unroll.Data.Music;

namespace Unroll.Recipes;

/// <summary>The melody and the chords that <c>jazz</c> learns from.</summary>
internal static class JazzData
{
    /// <summary>A section of two tracks of a MIDI file, or the built-in tune.</summary>
    /// <exception cref="UnrollException">The file cannot be read, or has no such track.</exception>
    public static LeadSheet Load(string? path, string melody, string accompaniment, double from, double to)
    {
        MidiFile file = path is null ? JazzTune.Compose() : MidiFile.Read(path);
        string name = path ?? "the built-in tune";
        return LeadSheet.FromNotes(Notes(file, melody, name), Notes(file, accompaniment, name), file.TicksPerQuarter, from, to);
    }

    private static IReadOnlyList<MidiNote> Notes(MidiFile file, string name, string source)
    {
        MidiTrack? track = file.Tracks.FirstOrDefault(t => t.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && t.Notes().Count > 0);
        if (track is not null)
        {
            return track.Notes();
        }

        IEnumerable<string> names = file.Tracks.Where(t => t.Notes().Count > 0).Select(t => t.Name.Length > 0 ? t.Name : "(no name)");
        throw new UnrollException($"{source}: no track of notes is called `{name}`; there are: {string.Join(", ", names)}");
    }
}
