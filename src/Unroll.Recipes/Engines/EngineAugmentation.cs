using Unroll.Data;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>Another record of the same engine: begun some cycles later, its sensors a little noisier.</summary>
internal static class EngineAugmentation
{
    private const double LongestStart = 0.4, Noise = 0.5;

    /// <summary>A changed copy. What is left to failure at a cycle stays what it was.</summary>
    public static TargetSequence Vary(TargetSequence engine, RngSequence random)
    {
        int features = engine.Features, start = (int)(LongestStart * engine.Steps * random.NextDouble()), steps = engine.Steps - start;
        float[] values = engine.Values[(start * features)..];
        for (int f = 0; f < features; f++)
        {
            // Successive cycles differ by twice the variance of the noise; wear is slow beside it.
            double sum = 0;
            for (int t = 1; t < steps; t++)
            {
                double d = values[(t * features) + f] - values[((t - 1) * features) + f];
                sum += d * d;
            }

            double spread = steps > 1 ? Noise * Math.Sqrt(sum / (2 * (steps - 1))) : 0;
            for (int t = 0; t < steps; t++)
                values[(t * features) + f] += (float)(spread * random.NextNormal());
        }

        return new TargetSequence(engine.Id, values, steps, engine.Targets[start..]);
    }
}
