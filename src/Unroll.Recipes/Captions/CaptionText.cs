using System.Globalization;
using System.Text;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>Where a captioner looked, as text: a small map of the picture for each word, a darker mark for more attention.</summary>
internal static class CaptionText
{
    private const int PerLine = 5, MostLines = 16, MostWords = 30;
    private static readonly string[] Marks = ["·", "░", "▒", "▓", "█"];

    /// <summary>The words, the end as ¶ where it was looked for.</summary>
    public static string[] Words(Captioner model, Hypothesis hypothesis) =>
        [.. hypothesis.Tokens.Append(Tokenizer.EndId).Take(hypothesis.Attention.Count).Select(id => Word(model, id))];

    /// <summary>A token as people read it.</summary>
    public static string Word(Captioner model, int id) => id switch
    {
        Tokenizer.EndId => "¶",
        Tokenizer.UnknownId => "⁇",
        _ => model.Words.Tokens[id].TrimStart('▁'),
    };

    /// <summary>Draws the maps of the first thirty words, some side by side; where the positions are no grid, the three places looked at most.</summary>
    public static string Draw(Captioner model, Hypothesis hypothesis)
    {
        string[] all = Words(model, hypothesis), words = all[..Math.Min(all.Length, MostWords)];
        var text = new StringBuilder();
        int grid = model.Options.Grid, shown = Math.Min(grid, MostLines);
        if (grid <= 1)
        {
            for (int t = 0; t < words.Length; t++)
            {
                float[] weights = hypothesis.Attention[t];
                string most = string.Join(", ", Enumerable.Range(0, weights.Length).OrderByDescending(p => weights[p]).Take(3)
                    .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p + 1}: {100 * weights[p]:F0}%")));
                text.Append(CultureInfo.InvariantCulture, $"{words[t],-12} {most}\n");
            }

            return text.ToString().TrimEnd('\n');
        }

        foreach (int[] line in Enumerable.Range(0, words.Length).Chunk(PerLine))
        {
            foreach (int t in line)
            {
                string word = string.Concat(TextElements.Split(words[t]).Take((2 * shown) - 1));
                text.Append(word).Append(' ', (2 * shown) + 2 - TextElements.Count(word));
            }

            for (int y = 0; y < shown; y++)
            {
                text.Append('\n');
                foreach (int t in line)
                {
                    float most = hypothesis.Attention[t].Max();
                    for (int x = 0; x < shown; x++)
                    {
                        int place = (y * grid / shown * grid) + (x * grid / shown);
                        float weight = hypothesis.Attention[t][place] / most;
                        text.Append(Marks[Math.Clamp((int)(weight * Marks.Length), 0, Marks.Length - 1)]).Append(' ');
                    }

                    text.Append("  ");
                }
            }

            text.Append("\n\n");
        }

        text.Append(words.Length < all.Length ? $"... and {all.Length - words.Length} words more" : "");
        return string.Join('\n', text.ToString().Split('\n').Select(l => l.TrimEnd())).TrimEnd('\n');
    }
}
