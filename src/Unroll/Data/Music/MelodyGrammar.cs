using System.Globalization;
using Unroll.Numerics;

namespace Unroll.Data.Music;

/// <summary>
/// Melodies over chords as symbols that say how a note relates to what is around it, not which note it is: a network that has learned them
/// can play over other chords. A symbol is <c>class,step,interval</c>, such as <c>C,0.250,+3..+4</c>: the class of the note (C of the
/// chord, A a semitone beside a note of the chord, X any other), the quarters until the next note begins, on a grid of a twelfth, and the
/// semitones from the note before, in eleven ranges.
/// </summary>
/// <remarks>In the spirit of the grammars of Gillick, Tang and Keller, "Machine learning of jazz grammars", 2010; the symbols are ours.</remarks>
public static class MelodyGrammar
{
    /// <summary>Steps of a quarter: sixteenths and triplets both lie on it.</summary>
    public const int Grid = 12;

    private const int LowestPitch = 55, HighestPitch = 88, FirstPitch = 70;

    private static readonly (int Low, int High)[] Ranges =
        [(-12, -8), (-7, -5), (-4, -3), (-2, -2), (-1, -1), (0, 0), (1, 1), (2, 2), (3, 4), (5, 7), (8, 12)];

    /// <summary>The symbols of a melody, one a note. Wider leaps than an octave count as an octave's.</summary>
    public static IReadOnlyList<string> Encode(LeadSheet sheet)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        var symbols = new List<string>();
        IReadOnlyList<MidiNote> notes = sheet.Melody;
        long end = sheet.SpanTicks * sheet.Chords.Count;
        for (int i = 0; i < notes.Count; i++)
        {
            long at = Step(notes[i].Start, sheet), next = Step(i + 1 < notes.Count ? notes[i + 1].Start : end, sheet);
            int interval = i == 0 ? 0 : Math.Clamp(notes[i].Pitch - notes[i - 1].Pitch, -12, 12);
            (int low, int high) = Ranges.First(r => interval >= r.Low && interval <= r.High);
            long chordTick = at * sheet.TicksPerQuarter / Grid;
            symbols.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{Class(notes[i].Pitch, sheet.ChordAt(chordTick))},{Math.Max(1, next - at) / (double)Grid:0.000},{low:+0;-0;0}..{high:+0;-0;0}"));
        }

        return symbols;
    }

    /// <summary>Notes for symbols over chords: where a symbol leaves a choice of pitches, one of them by chance.</summary>
    /// <param name="symbols">The symbols.</param>
    /// <param name="chordAt">The chord at a time in quarters.</param>
    /// <param name="ticksPerQuarter">Ticks of a quarter note.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="velocity">How hard the notes are struck.</param>
    /// <returns>The notes, and the quarters that they take in all.</returns>
    /// <exception cref="UnrollException">A symbol is malformed.</exception>
    public static (IReadOnlyList<MidiNote> Notes, double Quarters) Decode(
        IEnumerable<string> symbols, Func<double, Chord> chordAt, int ticksPerQuarter, RngSequence random, int velocity = 96)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        ArgumentNullException.ThrowIfNull(chordAt);
        ArgumentNullException.ThrowIfNull(random);
        var notes = new List<MidiNote>();
        int pitch = FirstPitch;
        long at = 0;
        foreach (string symbol in symbols)
        {
            (char kind, int step, int low, int high) = Parse(symbol);
            Chord chord = chordAt(at / (double)Grid);
            pitch = Choose(kind, chord, pitch + low, pitch + high, random);

            // A note of more than a quarter ends early: the rest of its step is a rest.
            long start = at * ticksPerQuarter / Grid;
            long length = Math.Max(1, Math.Min(step, Grid) * ticksPerQuarter * 9L / (Grid * 10L));
            notes.Add(new MidiNote(start, length, pitch, velocity));
            at += step;
        }

        return (notes, at / (double)Grid);
    }

    /// <summary>How a pitch relates to a chord: C, A or X.</summary>
    public static char Class(int pitch, Chord chord) =>
        chord.Contains(pitch) ? 'C' : chord.Contains(pitch + 1) || chord.Contains(pitch - 1) ? 'A' : 'X';

    private static long Step(long tick, LeadSheet sheet) => ((tick * Grid) + (sheet.TicksPerQuarter / 2)) / sheet.TicksPerQuarter;

    private static int Choose(char kind, Chord chord, int low, int high, RngSequence random)
    {
        int[] fitting =
        [
            .. Enumerable.Range(low, high - low + 1).Where(p => p is >= LowestPitch and <= HighestPitch && Class(p, chord) == kind),
        ];
        if (fitting.Length > 0)
        {
            return fitting[random.NextInt(fitting.Length)];
        }

        // Nothing in the range: the nearest pitch of the class, or the nearest at all where the chord leaves none of it.
        int middle = Math.Clamp((low + high) / 2, LowestPitch, HighestPitch);
        return Enumerable.Range(LowestPitch, HighestPitch - LowestPitch + 1)
            .OrderBy(p => Class(p, chord) == kind ? 0 : 1).ThenBy(p => Math.Abs(p - middle)).First();
    }

    private static (char Class, int Step, int Low, int High) Parse(string symbol)
    {
        string[] parts = symbol.Split(',');
        string[] range = parts.Length == 3 ? parts[2].Split("..") : [];
        if (range.Length == 2 && parts[0].Length == 1
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double quarters) && quarters is > 0 and < 1000
            && int.TryParse(range[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int low)
            && int.TryParse(range[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int high) && low <= high)
        {
            return (parts[0][0], Math.Max(1, (int)Math.Round(quarters * Grid)), low, high);
        }

        throw new UnrollException($"not a symbol of a melody: {Quote.Text(symbol)}; expected one such as C,0.250,+3..+4");
    }
}
