namespace Unroll.Losses;

/// <summary>Variants of the Weibull log-likelihood.</summary>
public sealed record WeibullOptions
{
    /// <summary>The bound of the logarithm of the shape.</summary>
    public const float LargestLogShape = 4;

    /// <summary>Whether times are whole numbers of steps, of which 0 is one; otherwise any number.</summary>
    public bool Discrete { get; init; }

    /// <summary>What is added to a continuous time, whose logarithm would else have no value at 0.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>Mean or sum over all times.</summary>
    public LossReduction Reduction { get; init; }
}
