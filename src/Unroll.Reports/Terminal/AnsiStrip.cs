using System.Globalization;
using System.Text;
using Unroll.Reports.Charts;
using Unroll.Reports.Text;

namespace Unroll.Reports.Terminal;

/// <summary>How a classifier's opinion changes while it reads, as text: a row a character with the most probable classes after it.</summary>
public static class AnsiStrip
{
    /// <summary>Renders the strip; every line ends with a line feed and with colours reset.</summary>
    /// <param name="characters">The characters read; control characters are shown as U+FFFD and cannot steer the terminal.</param>
    /// <param name="probabilities">After each character, the probability of each class.</param>
    /// <param name="labels">Names of the classes.</param>
    /// <param name="colors">Colours to use: the ground of a cell follows its probability, dark violet 0 to yellow 1.</param>
    /// <param name="top">How many classes a row shows.</param>
    /// <exception cref="ArgumentException">The numbers of characters, rows or labels do not fit, or top is not positive.</exception>
    public static string Render(
        IReadOnlyList<string> characters, IReadOnlyList<IReadOnlyList<float>> probabilities, IReadOnlyList<string> labels, AnsiColors colors, int top = 3)
    {
        ArgumentNullException.ThrowIfNull(characters);
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        if (characters.Count != probabilities.Count)
        {
            throw new ArgumentException(
                $"expected a row of `probabilities` for each of {characters.Count} characters, got {probabilities.Count}", nameof(probabilities));
        }

        var ranked = new int[characters.Count][];
        for (var t = 0; t < ranked.Length; t++)
        {
            var row = probabilities[t];
            if (row.Count != labels.Count)
            {
                throw new ArgumentException($"expected {labels.Count} `probabilities` in row {t}, got {row.Count}", nameof(probabilities));
            }

            ranked[t] = [.. Enumerable.Range(0, labels.Count).OrderByDescending(c => row[c]).Take(top)];
        }

        var names = labels.Select(Visible).ToArray();
        var width = ranked.SelectMany(r => r).Select(c => TextMetrics.Columns(names[c])).DefaultIfEmpty(0).Max();
        var shown = characters.Select(Visible).ToArray();
        var charWidth = shown.Select(TextMetrics.Columns).DefaultIfEmpty(0).Max();
        var text = new StringBuilder();
        for (var t = 0; t < ranked.Length; t++)
        {
            text.Append(' ').Append(Padded(shown[t], charWidth)).Append(' ');
            foreach (var c in ranked[t])
            {
                var p = probabilities[t][c];
                var percent = (p * 100).ToString("F0", CultureInfo.InvariantCulture).PadLeft(3);
                Cell(text, $" {Padded(names[c], width)} {percent}% ", p, colors);
            }

            // Nothing trails on a plain line.
            text.Length -= text[^1] == ' ' ? 1 : 0;
            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Cell(StringBuilder text, string content, float probability, AnsiColors colors)
    {
        var color = ColorMap.Dark(probability);
        var ink = ColorMap.IsBright(color) ? "30" : "97";
        _ = colors switch
        {
            AnsiColors.TrueColor => text.Append(CultureInfo.InvariantCulture, $"\e[{ink};48;2;{color.R};{color.G};{color.B}m{content}\e[0m"),
            AnsiColors.Palette256 => text.Append(CultureInfo.InvariantCulture, $"\e[{ink};48;5;{Cube(color)}m{content}\e[0m"),
            _ => text.Append(content),
        };
    }

    /// <summary>The nearest colour of xterm's 6 x 6 x 6 cube, whose levels are 0, 95, 135, 175, 215 and 255.</summary>
    private static int Cube((byte R, byte G, byte B) color)
    {
        static int Level(byte channel) => channel < 48 ? 0 : channel < 115 ? 1 : (channel - 35) / 40;
        return 16 + 36 * Level(color.R) + 6 * Level(color.G) + Level(color.B);
    }

    private static string Padded(string text, int columns) => text + new string(' ', Math.Max(0, columns - TextMetrics.Columns(text)));

    private static string Visible(string text)
    {
        var safe = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            // A direction override would reorder the rest of the line; a lone joiner is harmless and part of emoji.
            var hidden = Rune.IsControl(rune) || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
            safe.Append(hidden ? "\uFFFD" : rune.ToString());
        }

        return safe.ToString();
    }
}
