using System.Text;
using Unroll.Data;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>Made-up words of Hebrew letters with vowel points and their Latin spelling, so that the recipe runs without data.</summary>
internal static class HebrewWriter
{
    private static readonly (string Letter, string Latin)[] Consonants =
    [
        ("א", ""), ("בּ", "b"), ("ב", "v"), ("ג", "g"), ("ד", "d"), ("ה", "h"), ("ו", "v"), ("ז", "z"), ("ח", "kh"), ("ט", "t"), ("י", "y"),
        ("כּ", "k"), ("כ", "kh"), ("ל", "l"), ("מ", "m"), ("נ", "n"), ("ס", "s"), ("ע", ""), ("פּ", "p"), ("פ", "f"), ("צ", "ts"),
        ("ק", "k"),
        ("ר", "r"), ("שׁ", "sh"), ("שׂ", "s"), ("ת", "t"),
    ];

    private static readonly (string Point, string Latin)[] Vowels =
        [("\u05B8", "a"), ("\u05B7", "a"), ("\u05B5", "e"), ("\u05B6", "e"), ("\u05B4", "i"), ("\u05B9", "o"), ("\u05BB", "u")];

    private static readonly Dictionary<string, string> Finals = new() { ["כ"] = "ך", ["מ"] = "ם", ["נ"] = "ן", ["פ"] = "ף", ["צ"] = "ץ" };

    public static TextPairs Write(int count, ulong seed)
    {
        var random = new RngSequence(seed, RandomPurpose.Data);
        var pairs = new TextPair[count];
        for (int i = 0; i < count; i++)
        {
            var hebrew = new StringBuilder();
            var latin = new StringBuilder();
            for (int syllables = 1 + random.NextInt(3); syllables >= 0; syllables--)
            {
                (string letter, string sound) = Consonants[random.NextInt(Consonants.Length)];
                (string point, string vowel) = Vowels[random.NextInt(Vowels.Length)];
                hebrew.Append(letter).Append(point);
                latin.Append(sound).Append(vowel);
                if (random.NextInt(3) != 0)
                {
                    continue;
                }

                // A closed syllable: a silent shva inside a word, a letter's own last form at its end.
                (letter, sound) = Consonants[1 + random.NextInt(Consonants.Length - 1)];
                hebrew.Append(syllables == 0 ? Finals.GetValueOrDefault(letter, letter) : letter + "\u05B0");
                latin.Append(sound);
            }

            pairs[i] = new TextPair(TextElements.Normalize(hebrew.ToString()), latin.ToString());
        }

        return new TextPairs(pairs);
    }
}
