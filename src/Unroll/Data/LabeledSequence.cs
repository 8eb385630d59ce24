namespace Unroll.Data;

/// <summary>A sequence of measurements and its class.</summary>
public sealed class LabeledSequence : FeatureSequence
{
    /// <summary>A sequence of the values given, which it keeps.</summary>
    /// <param name="id">What the data calls it.</param>
    /// <param name="values">The values, <c>[steps, features]</c> row by row; NaN for one that is missing.</param>
    /// <param name="steps">How many steps, at least 1.</param>
    /// <param name="label">The id of its label.</param>
    public LabeledSequence(string id, float[] values, int steps, int label)
        : base(id, values, steps) => Label = label;

    /// <summary>The id of its label.</summary>
    public int Label { get; }
}
