using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>Engines run to failure to train on, and engines cut off before it to test on: the target of a cycle is the cycles left.</summary>
/// <param name="Train">Engines to failure.</param>
/// <param name="Test">Engines cut off, with the cycles that were left.</param>
internal sealed record EngineFleet(TargetSequences Train, TargetSequences Test)
{
    /// <summary>The same with targets of at most so many cycles, as the literature has it.</summary>
    public EngineFleet Capped(float cap) => new(Cap(Train, cap), Cap(Test, cap));

    private static TargetSequences Cap(TargetSequences engines, float cap) => new(
        engines.Select(e => new TargetSequence(e.Id, e.Values, e.Steps, Array.ConvertAll(e.Targets, t => Math.Min(t, cap)))), engines.FeatureNames, true);
}
