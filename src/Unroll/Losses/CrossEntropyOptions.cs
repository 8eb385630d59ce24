namespace Unroll.Losses;

/// <summary>Variants of the cross-entropy, with PyTorch's meaning.</summary>
public sealed record CrossEntropyOptions
{
    /// <summary>A weight for each class, or null for ones.</summary>
    public float[]? ClassWeights { get; init; }

    /// <summary>The share of the target's probability that is spread evenly over all classes, 0 to 1.</summary>
    public float LabelSmoothing { get; init; }

    /// <summary>The target of positions that count for nothing.</summary>
    public int IgnoreIndex { get; init; } = -100;

    /// <summary>The mean divides by the sum of the weights of the targets that are not ignored.</summary>
    public LossReduction Reduction { get; init; }
}
