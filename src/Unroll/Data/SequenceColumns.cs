namespace Unroll.Data;

/// <summary>Which columns of a table make a sequence, and what may stand in them.</summary>
public sealed record SequenceColumns
{
    /// <summary>
    /// The features of a model, found by name wherever they stand, other columns being left out. Null takes all columns between
    /// <c>time</c> and the last one.
    /// </summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>Whether a value may be missing: an empty field, NA or NaN. It is read as NaN.</summary>
    public bool AllowMissing { get; init; }

    /// <summary>A column of 0 and 1 (1: the target is only a lower bound), which is then no feature; null for none.</summary>
    public string? Censored { get; init; }
}
