namespace Unroll.Recipes;

/// <summary>What a step of a cell shows: each quantity with its equation and its numbers, in the order of their computation.</summary>
internal sealed class StepLog
{
    private readonly List<(string Symbol, string Equation, Matrix Value)> _lines = [];

    public IReadOnlyList<(string Symbol, string Equation, Matrix Value)> Lines => _lines;

    /// <summary>Notes a quantity and hands it back, so that a line of the lesson is a line of the program.</summary>
    public Matrix Show(string symbol, string equation, Matrix value)
    {
        _lines.Add((symbol, equation, value));
        return value;
    }
}
