using System.Globalization;
using Unroll.Cli.Output;
using Unroll.Recipes;

namespace Unroll.Cli.Sampling;

/// <summary>Asks a person for each next piece: a number chooses, an empty line lets the model draw, q ends.</summary>
internal sealed class PieceChoice(TextReader input)
{
    private bool _explained;

    /// <summary>Shows the text so far and the likeliest pieces, and reads the answer.</summary>
    public int? Ask(string text, IReadOnlyList<SampleChoice> choices)
    {
        if (!_explained)
        {
            Standard.TryWriteError("a number chooses, Enter lets the model draw, q ends");
            _explained = true;
        }

        int last = text.LastIndexOf('\n');
        string shown = last >= 0 ? text[(last + 1)..] : text;
        Standard.TryWriteError($"{shown}▏  {string.Join("  ", choices.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}:{c.Text} {100 * c.Probability:F0}%")))}");
        while (true)
        {
            string? line = input.ReadLine();
            switch (line?.Trim())
            {
                case null or "q" or "Q":
                    return null;
                case "":
                    return -1;
                case var word when int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= choices.Count:
                    return number - 1;
                default:
                    Standard.TryWriteError($"a number from 1 to {choices.Count}, Enter or q");
                    break;
            }
        }
    }
}
