using Unroll.Data.Music;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>
/// Chorales by the rules of a first course in harmony, for where Bach's are not at hand: four phrases that end in cadences; each voice in
/// its range and going to the nearest note of the chord, the outer voices not in parallel octaves or fifths; now and then a passing note.
/// </summary>
internal static class ChoraleComposer
{
    /// <summary>Which degrees may follow a degree (0 is the tonic), oftener named ones oftener.</summary>
    private static readonly int[][] Follow =
        [[3, 4, 5, 1, 3, 4], [4, 4, 6], [5, 3], [4, 4, 0, 1], [0, 0, 5], [3, 1, 4], [0]];

    private static readonly int[] Major = [0, 2, 4, 5, 7, 9, 11], Minor = [0, 2, 3, 5, 7, 8, 10];

    private static readonly (int Low, int High)[] Ranges = [(40, 60), (48, 67), (55, 74), (60, 81)];

    /// <summary>A set with its split: the same for the same number.</summary>
    public static PianoRolls Compose(int pieces)
    {
        PianoRoll[] all = [.. Enumerable.Range(0, pieces).Select(i => Piece(new RngSequence(11, RandomPurpose.Data, (ulong)i)))];
        int test = pieces / 6;
        return new PianoRolls(all[..^(2 * test)], all[^(2 * test)..^test], all[^test..]);
    }

    private static PianoRoll Piece(RngSequence random)
    {
        int key = random.NextInt(12);
        bool minor = random.NextInt(3) == 0;
        var frames = new List<int[]>();
        int[] voices = [48, 55, 62, 67];
        int degree = 0;
        for (int phrase = 0; phrase < 4; phrase++)
        {
            for (int i = 0; i < 7; i++)
            {
                // A phrase comes home at its end; the second rests on the dominant.
                degree = i switch
                {
                    0 => 0,
                    5 => phrase == 1 ? 0 : 4,
                    6 => phrase == 1 ? 4 : 0,
                    _ => Follow[degree][random.NextInt(Follow[degree].Length)],
                };
                Chord chord = Triad(key, degree, minor);
                int[] before = voices;
                voices = Voice(chord, before, random);
                int[] sounding = [.. voices.Distinct()];
                frames.Add(sounding);
                if (i == 6)
                {
                    frames.Add(sounding);
                }
                else if (random.NextInt(4) == 0 && Math.Abs(voices[3] - before[3]) is 3 or 4 && frames.Count > 1)
                {
                    // A passing note of the soprano between two steps.
                    int passing = (voices[3] + before[3]) / 2;
                    frames.Insert(frames.Count - 1, [.. before.Take(3).Append(passing).Distinct()]);
                }
            }
        }

        return new PianoRoll(frames);
    }

    /// <summary>The triad of a degree; the dominant is major in minor too.</summary>
    private static Chord Triad(int key, int degree, bool minor)
    {
        int[] scale = minor ? Minor : Major;
        int[] classes = [.. new[] { 0, 2, 4 }.Select(i => (key + scale[(degree + i) % 7]) % 12)];
        if (minor && degree is 4 or 6)
        {
            int leading = (key + 11) % 12, flat = (key + 10) % 12;
            classes = [.. classes.Select(c => c == flat ? leading : c)];
        }

        return new Chord(classes[0], classes.Aggregate(0, (bits, c) => bits | (1 << c)));
    }

    /// <summary>The bass takes the root, at times the third; each upper voice the nearest note of the chord above the one below it.</summary>
    private static int[] Voice(Chord chord, int[] before, RngSequence random)
    {
        int bass = random.NextInt(5) == 0 ? chord.PitchClasses[1] : chord.Root;
        int[] best = [];
        double least = double.MaxValue;
        int[] basses = [.. Near(before[0], Ranges[0], p => p % 12 == bass).Take(2)];
        foreach (int b in basses)
        {
            foreach (int t in Near(before[1], Ranges[1], chord.Contains).Where(p => p > b).Take(3))
            {
                foreach (int a in Near(before[2], Ranges[2], chord.Contains).Where(p => p >= t).Take(3))
                {
                    foreach (int s in Near(before[3], Ranges[3], chord.Contains).Where(p => p > a).Take(4))
                    {
                        int[] voices = [b, t, a, s];
                        double cost = Cost(chord, before, voices) + (random.NextFloat() * 2);
                        if (cost < least)
                        {
                            (least, best) = (cost, voices);
                        }
                    }
                }
            }
        }

        return best.Length > 0 ? best : before;
    }

    private static double Cost(Chord chord, int[] before, int[] voices)
    {
        double cost = 0;
        for (int v = 0; v < 4; v++)
        {
            cost += Math.Abs(voices[v] - before[v]) * (v == 0 ? 0.5 : 1);
        }

        // The soprano should move; a chord should be whole; parallel octaves and fifths are forbidden.
        cost += voices[3] == before[3] ? 3 : 0;
        cost += 6 * chord.PitchClasses.Count(c => !voices.Any(p => p % 12 == c));
        for (int low = 0; low < 4; low++)
        {
            for (int high = low + 1; high < 4; high++)
            {
                int interval = (voices[high] - voices[low]) % 12;
                bool moves = voices[low] != before[low] && voices[high] != before[high];
                cost += moves && interval is 0 or 7 && interval == (before[high] - before[low]) % 12 ? 20 : 0;
            }
        }

        return cost;
    }

    private static IEnumerable<int> Near(int pitch, (int Low, int High) range, Func<int, bool> fits) =>
        Enumerable.Range(range.Low, range.High - range.Low + 1).Where(fits).OrderBy(p => Math.Abs(p - pitch));
}
