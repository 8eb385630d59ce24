namespace Unroll.Losses;

/// <summary>Settings of <see cref="CtcLosses.Ctc"/>.</summary>
public sealed record CtcOptions
{
    /// <summary>The class that stands for no label.</summary>
    public int Blank { get; init; }

    /// <summary>How the losses of the rows become one: their mean or their sum.</summary>
    public LossReduction Reduction { get; init; } = LossReduction.Mean;

    /// <summary>Whether each row's loss is divided by the number of its labels (at least 1) first, as PyTorch's mean does.</summary>
    public bool PerLabel { get; init; }

    /// <summary>
    /// Whether rows that are too short for their labels count as 0; otherwise their loss is infinite. They get no gradient either way.
    /// </summary>
    public bool ZeroInfinity { get; init; }
}
