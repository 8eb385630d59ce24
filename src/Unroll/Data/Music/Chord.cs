using System.Numerics;

namespace Unroll.Data.Music;

/// <summary>A chord: a root and the pitch classes that sound.</summary>
/// <param name="Root">The root, 0 (C) to 11 (B).</param>
/// <param name="Classes">The pitch classes as bits: bit 0 is C.</param>
public readonly record struct Chord(int Root, int Classes)
{
    private static readonly string[] Names = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];

    /// <summary>Kinds of chords by the ending of their symbol and the semitones over the root; those tried first come first.</summary>
    private static readonly (string Suffix, int[] Intervals)[] Kinds =
    [
        ("", [0, 4, 7]), ("m", [0, 3, 7]), ("7", [0, 4, 7, 10]), ("maj7", [0, 4, 7, 11]), ("m7", [0, 3, 7, 10]), ("dim", [0, 3, 6]),
        ("m7b5", [0, 3, 6, 10]), ("dim7", [0, 3, 6, 9]), ("aug", [0, 4, 8]), ("sus4", [0, 5, 7]), ("7sus4", [0, 5, 7, 10]), ("6", [0, 4, 7, 9]),
        ("m6", [0, 3, 7, 9]), ("9", [0, 4, 7, 10, 2]), ("maj9", [0, 4, 7, 11, 2]), ("m9", [0, 3, 7, 10, 2]), ("m11", [0, 3, 7, 10, 2, 5]),
        ("13", [0, 4, 7, 10, 2, 9]), ("mmaj7", [0, 3, 7, 11]), ("sus2", [0, 2, 7]), ("add9", [0, 4, 7, 2]), ("+", [0, 4, 8]), ("min", [0, 3, 7]), ("d", [0, 3, 6]),
        ("a", [0, 4, 8]), ("a7", [0, 4, 8, 10]), ("aug7", [0, 4, 8, 10]), ("d7", [0, 3, 6, 9]),
    ];

    /// <summary>Whether a pitch belongs to the chord, in any octave.</summary>
    public bool Contains(int pitch) => (Classes >> (((pitch % 12) + 12) % 12) & 1) != 0;

    /// <summary>The pitch classes, from the root upwards.</summary>
    public IReadOnlyList<int> PitchClasses
    {
        get
        {
            Chord chord = this;
            return [.. Enumerable.Range(0, 12).Select(i => (chord.Root + i) % 12).Where(c => chord.Contains(c))];
        }
    }

    /// <summary>The symbol of the kind of chord that fits best, such as Bbm7.</summary>
    public string Symbol
    {
        get
        {
            int best = 0, error = int.MaxValue;
            for (int k = 0; k < Kinds.Length; k++)
            {
                int wrong = BitOperations.PopCount((uint)(Bits(Root, Kinds[k].Intervals) ^ Classes));
                if (wrong < error)
                {
                    (best, error) = (k, wrong);
                }
            }

            return Names[Root] + Kinds[best].Suffix;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Symbol;

    /// <summary>The chord of a symbol such as F#m7 or Bb7/D; a bass note after the slash is left out.</summary>
    /// <returns>Whether the symbol is known.</returns>
    public static bool TryParse(string symbol, out Chord chord)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        chord = default;
        string text = symbol.Split('/')[0].Trim();
        int root = text.Length == 0 ? -1 : "C D EF G A B".IndexOf(char.ToUpperInvariant(text[0]), StringComparison.Ordinal);
        if (root < 0 || text[0] == ' ')
        {
            return false;
        }

        int at = 1;
        for (; at < text.Length && text[at] is '#' or 'b'; at++)
        {
            root += text[at] == '#' ? 1 : -1;
        }

        string suffix = text[at..];
        int kind = Array.FindIndex(Kinds, k => k.Suffix == suffix);
        root = (root + 12) % 12;
        chord = kind < 0 ? default : new Chord(root, Bits(root, Kinds[kind].Intervals));
        return kind >= 0;
    }

    /// <summary>The chord of a symbol.</summary>
    /// <exception cref="UnrollException">The symbol is unknown.</exception>
    public static Chord Parse(string symbol) =>
        TryParse(symbol, out Chord chord) ? chord : throw new UnrollException($"not a chord: {Quote.Text(symbol)}; expected one such as F#m7");

    /// <summary>The chord of pitches that sound together: their classes, over the lowest as the root.</summary>
    public static Chord OfPitches(IEnumerable<int> pitches)
    {
        int[] all = [.. pitches];
        return new Chord(all.Min() % 12, all.Aggregate(0, (bits, p) => bits | (1 << (p % 12))));
    }

    private static int Bits(int root, int[] intervals) => intervals.Aggregate(0, (bits, i) => bits | (1 << ((root + i) % 12)));
}
