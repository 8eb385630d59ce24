using System.Text;
using Unroll.Data;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>Where a translator looked, as text: a row a token written, a column a token read, a darker mark for more attention.</summary>
internal static class AlignmentText
{
    private static readonly string[] Marks = ["·", "░", "▒", "▓", "█"];

    public static string Draw(Translator model, string source, Translation translation)
    {
        if (translation.Hypothesis.Attention is not [{ Length: > 0 }, ..])
        {
            return "  (no attention to show: the decoder sees the encoder's last state only)";
        }

        string[] read = Read(model, source), written = Written(model, translation);
        int widest = written.Max(TextElements.Count);
        int tallest = read.Max(TextElements.Count);
        var text = new StringBuilder();
        for (int line = 0; line < tallest; line++)
        {
            text.Append(' ', widest + 2);
            foreach (string token in read)
            {
                string[] elements = [.. TextElements.Split(token)];
                int at = line - (tallest - elements.Length);
                text.Append(at >= 0 ? elements[at] : " ").Append(' ');
            }

            text.Append('\n');
        }

        for (int t = 0; t < written.Length; t++)
        {
            text.Append(written[t]).Append(' ', widest + 2 - TextElements.Count(written[t]));
            foreach (float weight in translation.Hypothesis.Attention[t])
            {
                text.Append(Marks[Math.Clamp((int)(weight * Marks.Length), 0, Marks.Length - 1)]).Append(' ');
            }

            text.Append(t + 1 < written.Length ? "\n" : "");
        }

        return text.ToString();
    }

    /// <summary>The tokens that the encoder read, the end as ¶.</summary>
    public static string[] Read(Translator model, string source) =>
        [.. model.EncodeSource(source).Select(id => Shown(model.Source, id))];

    /// <summary>The tokens that the decoder wrote, the end as ¶.</summary>
    public static string[] Written(Translator model, Translation translation) =>
        [.. translation.Hypothesis.Tokens.Append(Tokenizer.EndId).Take(translation.Hypothesis.Attention.Count)
            .Select(id => Shown(model.Target, id))];

    /// <summary>A token as people read it.</summary>
    public static string Shown(Tokenizer tokenizer, int id) => id switch
    {
        Tokenizer.EndId => "¶",
        Tokenizer.UnknownId => "⁇",
        _ => tokenizer.Tokens[id] == " " ? "␣" : tokenizer.Tokens[id],
    };
}
