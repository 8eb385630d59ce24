using Unroll.Data;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>Another record of the same engine: begun some cycles later, its sensors a little noisier.</summary>
/// <param name="Later">The most of its life that is left out at the beginning.</param>
/// <param name="Noise">A sensor's added noise, as a share of its own.</param>
internal sealed record EngineAugmentation(double Later = 0.4, double Noise = 0.5)
{
    /// <summary>A changed copy. What is left to failure at a cycle stays what it was.</summary>
    public TargetSequence Vary(TargetSequence engine, RngSequence random)
    {
        int features = engine.Features, start = (int)(Later * engine.Steps * random.NextDouble()), steps = engine.Steps - start;
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
