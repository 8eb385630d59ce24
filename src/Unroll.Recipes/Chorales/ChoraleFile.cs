using Unroll.Data.Music;

namespace Unroll.Recipes;

/// <summary>A piano roll of quarters as a MIDI file.</summary>
internal static class ChoraleFile
{
    public const int TicksPerQuarter = 480;

    /// <summary>The program of General MIDI for a church organ.</summary>
    private const int Organ = 19;

    public static MidiFile Of(PianoRoll roll, double tempo = 84) => new(TicksPerQuarter,
    [
        new MidiTrack([MidiEvent.Tempo(0, tempo), MidiEvent.TimeSignature(0, 4, 4)]),
        MidiTrack.OfNotes("Chorale", roll.ToNotes(TicksPerQuarter), Organ),
    ]);
}
