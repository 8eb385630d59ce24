namespace Unroll.Data;

/// <summary>A sequence of measurements.</summary>
public class FeatureSequence
{
    /// <summary>A sequence of the values given, which it keeps.</summary>
    /// <param name="id">What the data calls it.</param>
    /// <param name="values">The values, <c>[steps, features]</c> row by row; NaN for one that is missing.</param>
    /// <param name="steps">How many steps, at least 1.</param>
    public FeatureSequence(string id, float[] values, int steps)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(values);
        if (steps < 1)
            throw new ArgumentOutOfRangeException(nameof(steps), $"expected a positive integer for `steps`, got {steps}");
        if (values.Length == 0 || values.Length % steps != 0)
            throw new ArgumentException($"expected whole rows in {steps} steps for `values`, got {values.Length} values", nameof(values));
        Id = id;
        Values = values;
        Steps = steps;
    }

    /// <summary>What the data calls it.</summary>
    public string Id { get; }

    /// <summary>The values, <c>[steps, features]</c> row by row: feature f of step t stands at <c>t * Features + f</c>.</summary>
    public float[] Values { get; }

    /// <summary>How many steps (rows).</summary>
    public int Steps { get; }

    /// <summary>How many values a step has.</summary>
    public int Features => Values.Length / Steps;
}
