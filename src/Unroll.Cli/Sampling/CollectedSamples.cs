using Unroll.Recipes;

namespace Unroll.Cli.Sampling;

/// <summary>Samples kept for one JSON document.</summary>
internal sealed class CollectedSamples : ISampleOutput
{
    /// <summary>The samples so far.</summary>
    public List<(string Text, double? LogProbability)> Samples { get; } = [];

    /// <inheritdoc/>
    public void Piece(string text)
    {
    }

    /// <inheritdoc/>
    public void End(string whole, double? logProbability = null) => Samples.Add((whole, logProbability));
}
