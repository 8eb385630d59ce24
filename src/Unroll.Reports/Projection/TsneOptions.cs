namespace Unroll.Reports.Projection;

/// <summary>Settings of <see cref="Tsne"/>; the defaults suit some hundred to some thousand points.</summary>
public sealed record TsneOptions
{
    /// <summary>Effective number of neighbours of a point; lowered to a third of the other points where there are few.</summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Gradient steps.</summary>
    public int Iterations { get; init; } = 1000;

    /// <summary>First steps, in which the attraction is exaggerated and the momentum low.</summary>
    public int ExaggerationIterations { get; init; } = 250;

    /// <summary>Factor on the attraction during the first steps.</summary>
    public double Exaggeration { get; init; } = 12;

    /// <summary>Step size; null takes max(points / exaggeration / 4, 50) (Belkina et al. 2019).</summary>
    public double? LearningRate { get; init; }

    /// <summary>Seed of the tiny jitter on the start (the principal plane).</summary>
    public ulong Seed { get; init; }
}
