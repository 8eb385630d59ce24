using Unroll.Cli.Output;
using Unroll.Recipes;

namespace Unroll.Cli.Sampling;

/// <summary>Samples as text: piece by piece where the model gives them so, else one after the other.</summary>
internal sealed class TerminalSamples : ISampleOutput
{
    private bool _streamed;
    private bool _lineEnded = true;
    private int _count;

    /// <inheritdoc/>
    public void Piece(string text)
    {
        Standard.Out.Write(Safe(text));
        if (Standard.IsOutTerminal)
        {
            Standard.Out.Flush();
        }

        _streamed = true;
        _lineEnded = text.Length > 0 ? text[^1] == '\n' : _lineEnded;
    }

    /// <inheritdoc/>
    public void End(string whole, double? logProbability = null)
    {
        if (_streamed)
        {
            Standard.Out.Write(_lineEnded ? "" : "\n");
            _streamed = false;
            _lineEnded = true;
            return;
        }

        // Texts of several lines stand apart.
        if (_count++ > 0 && whole.Contains('\n'))
        {
            Standard.Out.Write("\n");
        }

        Standard.Out.WriteLine(Safe(whole));
    }

    /// <summary>What a model draws cannot steer the terminal.</summary>
    private static string Safe(string text) =>
        text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) ? string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? '\uFFFD' : c)) : text;
}
