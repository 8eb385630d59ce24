using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>What a network reads of an engine at each cycle: its sensors, and what they were so far. Nothing looks ahead.</summary>
internal sealed class EngineFeatures
{
    // Weights of a running mean fall by this factor a cycle; cycles that an engine's beginning is taken to last.
    private const double Fast = 0.9, Slow = 0.97;
    private const int Beginning = 20;

    private static readonly string[] Known = ["raw", "smooth", "slope", "drift", "age"];

    private readonly string[] _views;

    /// <param name="views">Names of views, joined by +: raw, smooth (a running mean), slope (a short running mean less a long one), drift
    /// (the running mean less the engine's beginning), age (the cycles gone by).</param>
    /// <exception cref="UnrollException">A name is unknown, or is there twice.</exception>
    public EngineFeatures(string views)
    {
        _views = views.Split('+');
        if (_views.Distinct().Count() < _views.Length || Array.Exists(_views, v => !Known.Contains(v)))
            throw SettingReader.Expected($"some of {string.Join(", ", Known)}, joined by +,", "features", views);
    }

    /// <summary>The names of the features.</summary>
    /// <param name="sensors">The names of the sensors.</param>
    public string[] Names(IReadOnlyList<string> sensors) =>
        [.. _views.SelectMany(v => v == "age" ? ["age"] : sensors.Select(s => v == "raw" ? s : $"{s}_{v}"))];

    /// <summary>The same engines with these features.</summary>
    public TargetSequences Of(TargetSequences engines) => new(engines.Select(Of), Names(engines.FeatureNames), true);

    /// <summary>The same engine with these features.</summary>
    public TargetSequence Of(TargetSequence engine)
    {
        if (_views is ["raw"])
            return engine;
        int sensors = engine.Features, width = _views.Sum(v => v == "age" ? 1 : sensors);
        var values = new float[engine.Steps * width];
        double[] fast = new double[sensors], slow = new double[sensors], start = new double[sensors];
        double fastWeight = 0, slowWeight = 0;
        for (int t = 0; t < engine.Steps; t++)
        {
            (fastWeight, slowWeight) = ((Fast * fastWeight) + 1, (Slow * slowWeight) + 1);
            for (int s = 0; s < sensors; s++)
            {
                float x = engine.Values[(t * sensors) + s];
                fast[s] += (x - fast[s]) / fastWeight;
                slow[s] += (x - slow[s]) / slowWeight;
                if (t < Beginning)
                    start[s] += (x - start[s]) / (t + 1);
            }

            int at = t * width;
            foreach (string view in _views)
            {
                if (view == "age")
                {
                    values[at++] = t;
                    continue;
                }

                for (int s = 0; s < sensors; s++)
                {
                    values[at++] = view switch
                    {
                        "raw" => engine.Values[(t * sensors) + s],
                        "smooth" => (float)fast[s],
                        "slope" => (float)(fast[s] - slow[s]),
                        _ => (float)(fast[s] - start[s]),
                    };
                }
            }
        }

        return new TargetSequence(engine.Id, values, engine.Steps, engine.Targets);
    }
}
