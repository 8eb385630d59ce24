namespace Unroll.Data;

/// <summary>What a tagger sees of a word beside its letters.</summary>
public static class WordForms
{
    /// <summary>The number of shapes that <see cref="Shape"/> tells apart.</summary>
    public const int Shapes = 9;

    /// <summary>The form that a word is looked up in: lower case, every digit a 0.</summary>
    public static string Key(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return string.Create(word.Length, word, static (key, from) =>
        {
            for (int i = 0; i < key.Length; i++)
            {
                key[i] = char.IsDigit(from[i]) ? '0' : char.ToLowerInvariant(from[i]);
            }
        });
    }

    /// <summary>
    /// How a word is written: 0 no letter or digit, 1 digits only, 2 digits and signs, 3 lower case, 4 first letter a capital, 5 one capital
    /// letter, 6 capitals only, 7 capitals inside, 8 letters and digits.
    /// </summary>
    public static int Shape(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        int letters = 0, capitals = 0, digits = 0;
        foreach (char c in word)
        {
            letters += char.IsLetter(c) ? 1 : 0;
            capitals += char.IsUpper(c) ? 1 : 0;
            digits += char.IsDigit(c) ? 1 : 0;
        }

        return (letters, digits) switch
        {
            (0, 0) => 0,
            (0, _) => digits == word.Length ? 1 : 2,
            (_, > 0) => 8,
            _ when capitals == 0 => 3,
            _ when letters == 1 => 5,
            _ when capitals == letters => 6,
            _ when capitals == 1 && char.IsUpper(word[0]) => 4,
            _ => 7,
        };
    }
}
