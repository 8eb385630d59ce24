namespace Unroll.Data;

/// <summary>A sequence of measurements and the number, or the number a step, that it is to be answered with.</summary>
public sealed class TargetSequence : FeatureSequence
{
    /// <summary>A sequence of the values and targets given, which it keeps.</summary>
    /// <param name="id">What the data calls it.</param>
    /// <param name="values">The values, <c>[steps, features]</c> row by row; NaN for one that is missing.</param>
    /// <param name="steps">How many steps, at least 1.</param>
    /// <param name="targets">One target for the sequence or one a step; NaN for one that is not known.</param>
    /// <param name="censored">
    /// Beside each target, whether it is only a lower bound: a time until which an event had not come yet. Null for none.
    /// </param>
    public TargetSequence(string id, float[] values, int steps, float[] targets, bool[]? censored = null)
        : base(id, values, steps)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.Length != 1 && targets.Length != steps)
            throw new ArgumentException($"expected 1 or {steps} `targets`, got {targets.Length}", nameof(targets));
        if (censored is not null && censored.Length != targets.Length)
            throw new ArgumentException($"expected {targets.Length} entries in `censored`, got {censored.Length}", nameof(censored));
        Targets = targets;
        Censored = censored;
    }

    /// <summary>One target for the sequence, or one a step; NaN where it is not known.</summary>
    public float[] Targets { get; }

    /// <summary>Whether each target is only a lower bound; null where none is.</summary>
    public bool[]? Censored { get; }
}
