namespace Unroll.Tests.Recurrent.Reference;

/// <summary>One sequence and what belongs to it alone.</summary>
internal sealed class ReferenceRow
{
    /// <summary>The inputs by step.</summary>
    public required double[][] X { get; init; }

    /// <summary>The initial states by state; zeros where null.</summary>
    public double[][]? Initial { get; init; }

    /// <summary>What the hidden state is multiplied by before the weights see it; null for nothing.</summary>
    public double[]? HiddenMask { get; init; }

    /// <summary>Zoneout: the share of the previous value that (step, state, unit) keeps; null for none.</summary>
    public Func<int, int, int, double>? Keep { get; init; }

    /// <summary>A small change of one value on the way, for its gradient.</summary>
    public Nudge? Nudge { get; init; }
}

/// <summary>Adds to one pre-activation (before the norm), or to one hidden state after its step where the column is negative.</summary>
internal sealed record Nudge(int Step, int Column, int Unit, double Delta);
