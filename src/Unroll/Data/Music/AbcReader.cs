using System.Globalization;

namespace Unroll.Data.Music;

/// <summary>
/// Reads a tune in ABC notation (C. Walshaw's standard 2.1, the part of it that folk tunes use): the fields of the head, notes with
/// accidentals and lengths, rests, chords in brackets, chord symbols, ties, slurs, tuplets, broken rhythm, grace notes, repeats with
/// endings. Every problem names its line.
/// </summary>
public static class AbcReader
{
    /// <summary>Reads the text of one tune.</summary>
    /// <param name="text">The text; a head with at least K:, then the notes.</param>
    /// <param name="name">What messages call the source.</param>
    /// <param name="firstLine">The number of the first line in the source.</param>
    /// <exception cref="UnrollException">It is no valid ABC.</exception>
    public static AbcTune Parse(string text, string name = "tune", int firstLine = 1)
    {
        ArgumentNullException.ThrowIfNull(text);
        var head = new AbcHead();
        var parser = new AbcBody(head);
        bool body = false;
        int number = firstLine;
        try
        {
            foreach (string raw in text.Split('\n'))
            {
                int comment = raw.IndexOf('%', StringComparison.Ordinal);
                string line = (comment < 0 ? raw : raw[..comment]).Trim();
                if (line.Length > 1 && line[1] == ':' && char.IsAsciiLetter(line[0]))
                {
                    head.Field(line[0], line[2..].Trim(), body);
                    parser.FieldChanged(line[0]);
                    body |= line[0] == 'K';
                }
                else if (line.Length > 0)
                {
                    if (!body)
                    {
                        throw new FormatException($"expected a field such as K:G before the notes, got {Quote.Text(line)}");
                    }

                    parser.Line(line);
                }

                number++;
            }

            number--;
            if (!body)
            {
                throw new FormatException("the tune has no key (K:)");
            }

            return parser.Finish();
        }
        catch (FormatException e)
        {
            throw new UnrollException($"{name}:{number}: {e.Message}", e);
        }
    }
}

/// <summary>The fields of a tune that say how its notes are read.</summary>
internal sealed class AbcHead
{
    private static readonly string[] Modes = ["lyd", "ion", "mix", "dor", "aeo", "phr", "loc"];

    /// <summary>Fifths over C of the naturals C, D, E, F, G, A, B.</summary>
    private static readonly int[] Fifths = [0, 2, 4, -1, 1, 3, 5];

    public string Title { get; private set; } = "";

    public (int Beats, int Unit)? Metre { get; private set; }

    /// <summary>A length of 1 in parts of a whole note.</summary>
    public (int Over, int Under) Unit { get; private set; }

    public int Sharps { get; private set; }

    public bool Minor { get; private set; }

    public double? Tempo { get; private set; }

    /// <summary>What the key does to each letter from C: -1, 0 or 1 semitones.</summary>
    public int[] Alterations { get; } = new int[7];

    public void Field(char name, string value, bool body)
    {
        switch (name)
        {
            case 'T' when Title.Length == 0:
                Title = value;
                break;
            case 'M':
                Metre = ReadMetre(value);
                break;
            case 'L':
                Unit = Fraction(value) is { Over: > 0, Under: > 0 and <= 64 } unit ? unit
                    : throw new FormatException($"expected a length such as L:1/8, got {Quote.Text(value)}");
                break;
            case 'Q':
                Tempo = ReadTempo(value);
                break;
            case 'K':
                ReadKey(value);
                if (!body && Unit.Under == 0)
                {
                    Unit = Metre is { } m && 4 * m.Beats < 3 * m.Unit ? (1, 16) : (1, 8);
                }

                break;
            default:
                break;
        }
    }

    private static (int, int)? ReadMetre(string value) => value switch
    {
        "C" => (4, 4),
        "C|" => (2, 2),
        "none" or "" => null,
        _ => Fraction(value) is { Over: > 0 and <= 64, Under: 1 or 2 or 4 or 8 or 16 or 32 } m ? m
            : throw new FormatException($"expected a metre such as M:6/8, got {Quote.Text(value)}"),
    };

    /// <summary>Quarters a minute of a text such as 1/4=120 or 120; null for words.</summary>
    private static double? ReadTempo(string value)
    {
        string[] parts = value.Split('=', StringSplitOptions.TrimEntries);
        (int Over, int Under)? unit = parts.Length == 2 ? Fraction(parts[0]) : (1, 4);
        return double.TryParse(parts[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double beats) && beats is >= 10 and <= 1000
            && unit is { Over: > 0, Under: > 0 } u ? Math.Clamp(beats * 4 * u.Over / u.Under, 10, 1000) : null;
    }

    private void ReadKey(string value)
    {
        string text = value.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words
            ? words.Length > 1 && char.IsAsciiLetter(words[1][0]) && words[1].Length >= 3 && !words[1].Contains('=', StringComparison.Ordinal)
                ? words[0] + words[1] : words[0]
            : "";
        int sharps = 0;
        Minor = false;
        if (text.Length > 0 && text is not ("none" or "HP" or "Hp"))
        {
            int letter = "CDEFGAB".IndexOf(text[0], StringComparison.Ordinal);
            int at = text.Length > 1 && text[1] is '#' or 'b' ? 2 : 1;
            string mode = text[at..].ToLowerInvariant();
            int place = mode is "" or "maj" or "major" ? 1 : mode is "m" or "min" or "minor" ? 4
                : mode.Length >= 3 ? Array.IndexOf(Modes, mode[..3]) : -1;
            if (letter < 0 || place < 0)
            {
                throw new FormatException($"expected a key such as K:G, K:Am or K:Ddor, got {Quote.Text(value)}");
            }

            sharps = Fifths[letter] + (at == 2 ? (text[1] == '#' ? 7 : -7) : 0) + 1 - place;
            Minor = place == 4;
        }

        if (sharps is < -7 or > 7)
        {
            throw new FormatException($"the key {Quote.Text(value)} has more than seven accidentals");
        }

        Sharps = sharps;

        // Sharps come in the order F C G D A E B, flats in the reverse order.
        Array.Clear(Alterations);
        int[] order = [3, 0, 4, 1, 5, 2, 6];
        for (int i = 0; i < Math.Abs(sharps); i++)
        {
            Alterations[order[sharps > 0 ? i : 6 - i]] = Math.Sign(sharps);
        }
    }

    private static (int Over, int Under)? Fraction(string text)
    {
        string[] parts = text.Split('/', StringSplitOptions.TrimEntries);
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int over)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int under) ? (over, under) : null;
    }
}
