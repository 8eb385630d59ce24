using Unroll.Data.Music;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>A tune of our own for where the transcription is not at hand: lines over a round of chords, by the rules of a first lesson.</summary>
internal static class JazzTune
{
    /// <summary>Its length in quarters.</summary>
    public const int Quarters = 96;

    private const int TicksPerQuarter = 96;

    private static readonly string[] Changes =
    [
        "Dm7", "G7", "Cmaj7", "Am7", "Fm7", "Bb7", "Ebmaj7", "Cm7", "Am7", "D7", "Gm7", "C7", "Fmaj7", "Dm7", "Em7", "A7",
        "Dm9", "G13", "Em7", "A7", "Abmaj7", "Fm7", "Bbm7", "Eb7", "Cm7", "F7", "Bbmaj7", "Gm7", "Em7b5", "A7", "Dm7", "G7",
        "Cmaj9", "Am7", "Dm7", "G7", "Gm7", "C7", "Fmaj7", "Bb7", "Em7", "A7", "Dm7", "G7", "Cmaj7", "Ebmaj7", "Abmaj7", "G7",
    ];

    /// <summary>Where notes begin in half a bar, in twelfths of a quarter.</summary>
    private static readonly int[][] Rhythms =
    [
        [0, 6, 12, 18], [0, 6, 12, 15, 18, 21], [6, 12, 18], [0, 12, 16, 20], [0, 4, 8, 12, 18], [0, 18], [3, 6, 9, 12, 18], [0, 6, 9, 12],
        [0, 3, 6, 9, 12, 18], [6, 18], [0, 9, 18],
    ];

    /// <summary>Composes it: the same notes every time.</summary>
    public static MidiFile Compose()
    {
        var random = new RngSequence(7, RandomPurpose.Data, 1);
        var melody = new List<MidiNote>();
        var comping = new List<MidiNote>();
        int pitch = 69, direction = 1;
        for (int half = 0; half < Quarters / 2; half++)
        {
            Chord chord = Chord.Parse(Changes[half % Changes.Length]);
            long start = (long)half * 2 * TicksPerQuarter;
            comping.AddRange(Voicing(chord).Select(p => new MidiNote(start, (2 * TicksPerQuarter) - 6, p, 70)));

            // Each rhythm comes twice, so that there is something to learn.
            int[] rhythm = Rhythms[half % 2 == 0 ? random.NextInt(Rhythms.Length) : RhythmOf(melody, start)];
            for (int i = 0; i < rhythm.Length; i++)
            {
                direction = pitch > 81 ? -1 : pitch < 62 ? 1 : random.NextFloat() < 0.2f ? -direction : direction;
                bool strong = rhythm[i] % 12 == 0;
                pitch = Next(pitch, direction, chord, strong, random);
                long at = start + (rhythm[i] * TicksPerQuarter / 12);
                long length = ((i + 1 < rhythm.Length ? rhythm[i + 1] : 24) - rhythm[i]) * TicksPerQuarter / 12;
                melody.Add(new MidiNote(at, Math.Max(4, length - 3), pitch, strong ? 100 : 84, 1));
            }
        }

        return new MidiFile(TicksPerQuarter,
        [
            new MidiTrack([MidiEvent.Tempo(0, 130), MidiEvent.TimeSignature(0, 4, 4), MidiEvent.KeySignature(0, 0, minor: false)]),
            MidiTrack.OfNotes("Guitar", melody, 26), MidiTrack.OfNotes("Piano", comping, 0),
        ]);
    }

    /// <summary>The chord around the middle of the keyboard, its root below.</summary>
    private static IEnumerable<int> Voicing(Chord chord) =>
        [36 + chord.Root, .. chord.PitchClasses.Where(c => c != chord.Root).Select(c => c < 4 ? 60 + c : 48 + c)];

    /// <summary>The rhythm of the half bar before.</summary>
    private static int RhythmOf(List<MidiNote> melody, long start)
    {
        long before = start - (2 * TicksPerQuarter);
        int[] onsets = [.. melody.Where(n => n.Start >= before).Select(n => (int)((n.Start - before) * 12 / TicksPerQuarter))];
        return Array.FindIndex(Rhythms, r => r.SequenceEqual(onsets));
    }

    /// <summary>A note of the chord on the beat; between beats a step of one or two semitones, at times a leap in the chord.</summary>
    private static int Next(int pitch, int direction, Chord chord, bool strong, RngSequence random)
    {
        if (strong || random.NextFloat() < 0.25f)
        {
            int reach = random.NextFloat() < 0.3f ? 5 : 1;
            return Enumerable.Range(reach, 12).Select(i => pitch + (direction * i)).First(chord.Contains);
        }

        return pitch + (direction * (random.NextFloat() < 0.4f ? 1 : 2));
    }
}
