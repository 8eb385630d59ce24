using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>
/// Engines of our own for where C-MAPSS is not to be had. Each starts with some wear and wears at a rate of its own; the damage grows
/// exponentially, as in Saxena et al. 2008, and at 1 the engine fails. Sensors show the damage through a bend and noise, each in its own units;
/// some never change, as in the real data.
/// </summary>
internal static class EngineSimulator
{
    private const int Shortest = 120, Longest = 360;

    // Resting value, how far full damage moves it, and noise, of each sensor; a sensor without either never changes.
    private static readonly (double Level, double Reach, double Noise)[] Sensors =
    [
        (520, 0, 0), (642, 1.9, 0.35), (1588, 26, 5), (1400, 34, 5.5), (14.6, 0, 0), (21.6, 0, 0.002), (554, -3, 0.5), (2388, 0.3, 0.05),
        (9050, 60, 15), (1.3, 0, 0), (47.3, 1, 0.15), (522, -2.6, 0.4), (2388, 0.3, 0.05), (8130, 55, 12), (8.42, 0.14, 0.02), (0.03, 0, 0),
        (392, 4.5, 0.9), (2388, 0, 0), (100, 0, 0), (38.9, -0.7, 0.11), (23.3, -0.42, 0.07),
    ];

    /// <summary>A fleet: the same seed gives the same engines.</summary>
    /// <param name="count">Engines of each part.</param>
    /// <param name="seed">The seed.</param>
    public static EngineFleet Fleet(int count, ulong seed)
    {
        var random = new RngSequence(seed, RandomPurpose.Data);
        List<(string, List<float[]>, float)> train = [], test = [];
        for (int i = 1; i <= count; i++)
            train.Add(($"{i}", Run(random), 0));
        for (int i = 1; i <= count; i++)
        {
            List<float[]> whole = Run(random);
            int seen = Math.Max(30, whole.Count - 5 - random.NextInt(Math.Min(140, whole.Count - 35)));
            test.Add(($"{i}", whole[..seen], whole.Count - seen));
        }

        int[] used = [0, 1, .. Enumerable.Range(0, Sensors.Length).Where(s => Sensors[s].Noise > 0).Select(s => s + 3)];
        return EngineReader.Fleet(train, test, used);
    }

    private static List<float[]> Run(RngSequence random)
    {
        double life = Math.Clamp(200 + (45 * random.NextNormal()), Shortest, Longest);
        double wear = 0.03 * random.NextDouble(), growth = 4.5 + (0.8 * random.NextNormal());
        double[] offset = Array.ConvertAll(Sensors, s => 0.5 * s.Noise * random.NextNormal());
        var rows = new List<float[]>();
        for (int t = 0; t < (int)life; t++)
        {
            double damage = wear + ((1 - wear) * (Math.Exp(growth * t / life) - 1) / (Math.Exp(growth) - 1));
            var row = new float[24];
            row[0] = (float)(0.002 * random.NextNormal());
            row[1] = (float)(0.0003 * Math.Round(random.NextNormal()));
            row[2] = 100;
            for (int s = 0; s < Sensors.Length; s++)
            {
                (double rest, double reach, double noise) = Sensors[s];
                row[s + 3] = (float)(rest + offset[s] + (reach * Math.Pow(damage, 0.9)) + (noise * random.NextNormal()));
            }

            rows.Add(row);
        }

        return rows;
    }
}
