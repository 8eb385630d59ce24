using MathNet.Numerics.Statistics;
using Unroll.Data;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>Engines run to failure to train on, and engines cut off before it to test on: the target of a cycle is the cycles left.</summary>
/// <param name="Train">Engines to failure.</param>
/// <param name="Test">Engines cut off, with the cycles that were left.</param>
internal sealed record EngineFleet(TargetSequences Train, TargetSequences Test)
{
    /// <summary>The same with targets of at most so many cycles, as the literature has it.</summary>
    public EngineFleet Capped(float cap) => new(Cap(Train, cap), Cap(Test, cap));

    /// <summary>
    /// The same without the columns that have nothing to do with wear: those whose correlation with the cycles left of the training
    /// engines is under 0.2.
    /// </summary>
    public EngineFleet Trending()
    {
        int width = Train.FeatureNames.Count;
        double[] targets = [.. Train.SelectMany(e => e.Targets.Select(t => (double)t))];
        int[] used = [.. Enumerable.Range(0, width).Where(c =>
            Math.Abs(Correlation.Pearson(Train.SelectMany(e => Enumerable.Range(0, e.Steps).Select(t => (double)e.Values[(t * width) + c])), targets)) >= 0.2)];
        TargetSequences Keep(TargetSequences engines) => new(
            engines.Select(e => new TargetSequence(
                e.Id, [.. Enumerable.Range(0, e.Steps).SelectMany(t => used.Select(c => e.Values[(t * width) + c]))], e.Steps, e.Targets)),
            [.. used.Select(c => engines.FeatureNames[c])], true);
        return used.Length == 0 ? this : new EngineFleet(Keep(Train), Keep(Test));
    }

    /// <summary>
    /// A fleet to choose settings by, which leaves the test engines alone: a fifth of the training engines is taken out, and each is cut
    /// off at ten random cycles from the 31st on, as the test engines are.
    /// </summary>
    public EngineFleet ToTune(ulong seed)
    {
        (TargetSequences rest, TargetSequences apart) = Train.Split(0.2, (long)(seed + 100));
        var random = new RngSequence(seed, RandomPurpose.Data);
        return new EngineFleet(rest, new TargetSequences(
            apart.SelectMany(e => Enumerable.Range(0, 10).Select(k =>
            {
                int steps = Math.Min(31, e.Steps) + random.NextInt(Math.Max(1, e.Steps - 30));
                return new TargetSequence($"{e.Id} cut {k}", e.Values[..(steps * e.Features)], steps, e.Targets[..steps]);
            })), Train.FeatureNames, true));
    }

    private static TargetSequences Cap(TargetSequences engines, float cap) => new(
        engines.Select(e => new TargetSequence(e.Id, e.Values, e.Steps, Array.ConvertAll(e.Targets, t => Math.Min(t, cap)))), engines.FeatureNames, true);
}
