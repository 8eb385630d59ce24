using System.Globalization;
using System.Text;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>Tunes by rule for where the Nottingham collection is not at hand: two parts of eight bars, each repeated, over a few chords.</summary>
internal static class FolkComposer
{
    private static readonly (string Key, string[] Scale, int Sharps)[] Keys =
    [
        ("G", ["G", "A", "B", "C", "D", "E", "F#"], 1), ("D", ["D", "E", "F#", "G", "A", "B", "C#"], 2), ("A", ["A", "B", "C#", "D", "E", "F#", "G#"], 3),
        ("C", ["C", "D", "E", "F", "G", "A", "B"], 0),
    ];

    /// <summary>Bars by chord degree: I, IV, V, vi, ii.</summary>
    private static readonly int[][] Phrases =
        [[0, 0, 3, 4, 0, 0, 4, 0], [0, 3, 0, 4, 0, 3, 4, 0], [0, 5, 1, 4, 0, 5, 4, 0], [0, 0, 4, 4, 0, 3, 4, 0], [0, 4, 0, 3, 0, 1, 4, 0]];

    private static readonly int[][] Jig = [[1, 1, 1, 1, 1, 1], [2, 1, 2, 1], [2, 1, 1, 1, 1], [1, 1, 1, 2, 1], [3, 2, 1], [1, 1, 1, 3]];

    private static readonly int[][] Reel = [[1, 1, 1, 1, 1, 1, 1, 1], [2, 2, 2, 2], [2, 1, 1, 2, 2], [2, 1, 1, 1, 1, 2], [3, 1, 2, 2], [2, 2, 1, 1, 2]];

    private static readonly int[][] Waltz = [[2, 2, 2], [4, 2], [2, 1, 1, 2], [3, 1, 2], [2, 1, 1, 1, 1]];

    /// <summary>The fields M and K, then the notes: the same tune for the same number.</summary>
    public static string Compose(int number)
    {
        var random = new RngSequence(13, RandomPurpose.Data, (ulong)number);
        (string key, string[] scale, _) = Keys[random.NextInt(Keys.Length)];
        (string metre, int[][] rhythms, int last) = random.NextInt(3) switch
        {
            0 => ("6/8", Jig, 3),
            1 => ("4/4", Reel, 4),
            _ => ("3/4", Waltz, 4),
        };
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"M:{metre}\nK:{key}\n");
        int place = 7;
        for (int part = 0; part < 2; part++)
        {
            int[] phrase = Phrases[random.NextInt(Phrases.Length)];
            var bars = new List<string>();
            string before = "";
            for (int bar = 0; bar < phrase.Length; bar++)
            {
                // The second half of a part begins as the first did.
                string notes = bar is 4 or 5 && phrase[bar] == phrase[bar - 4] ? bars[bar - 4]
                    : Bar(phrase[bar], bar == 7 ? [last, rhythms.Max(r => r.Sum()) - last] : rhythms[random.NextInt(rhythms.Length)], ref place, part, bar == 7, scale, random);
                string chord = Symbol(phrase[bar], scale);
                bars.Add(notes.StartsWith('"') || chord == before ? notes : $"\"{chord}\"{notes}");
                before = chord;
            }

            text.Append("|:").AppendJoin('|', bars.Take(4)).Append("|\n").AppendJoin('|', bars.Skip(4)).Append(":|").Append(part == 0 ? "\n" : "");
        }

        return text.ToString();
    }

    private static string Symbol(int degree, string[] scale) => degree switch
    {
        1 => scale[1] + "m",
        4 => scale[4] + "7",
        5 => scale[5] + "m",
        _ => scale[degree],
    };

    private static string Bar(int degree, int[] rhythm, ref int place, int part, bool closes, string[] scale, RngSequence random)
    {
        var bar = new StringBuilder();
        for (int i = 0; i < rhythm.Length; i++)
        {
            bool strong = i == 0 || rhythm[i] > 1;
            int direction = place > 14 ? -1 : place < 5 + (2 * part) ? 1 : random.NextInt(2) == 0 ? 1 : -1;
            place += strong ? 0 : direction;
            if (strong)
            {
                int from = place;
                int[] near = [.. Enumerable.Range(0, 8).Select(d => from + (direction * d)).Where(p => ((p - degree + 35) % 7) is 0 or 2 or 4)];
                place = near[random.NextInt(2)];
            }

            place = closes && i == 0 ? (place >= 10 ? 14 : 7) : Math.Clamp(place, 3, 16);
            if (closes && i > 0)
            {
                bar.Append('z').Append(rhythm[i] == 1 ? "" : rhythm[i].ToString(CultureInfo.InvariantCulture));
                continue;
            }

            bar.Append(Note(place, scale)).Append(rhythm[i] == 1 ? "" : rhythm[i].ToString(CultureInfo.InvariantCulture));
        }

        return bar.ToString();
    }

    /// <summary>A place on the scale (7 is the tonic of the middle octave) as a letter of ABC.</summary>
    private static string Note(int place, string[] scale)
    {
        char letter = scale[place % 7][0];
        int octave = place / 7;

        // Octaves of ABC change at C, not at the tonic.
        int tonic = "CDEFGAB".IndexOf(scale[0][0], StringComparison.Ordinal);
        octave += tonic + (place % 7) >= 7 ? 1 : 0;
        octave -= tonic >= 4 ? 1 : 0;
        return octave switch { <= -1 => letter + ",,", 0 => letter + ",", 1 => letter.ToString(), 2 => char.ToLowerInvariant(letter).ToString(), _ => char.ToLowerInvariant(letter) + "'" };
    }
}
