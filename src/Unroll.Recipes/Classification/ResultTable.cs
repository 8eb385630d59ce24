namespace Unroll.Recipes;

/// <summary>Collects the metrics of models over splits and seeds.</summary>
internal sealed class ResultTable
{
    private readonly OrderedDictionary<string, List<IReadOnlyList<KeyValuePair<string, double>>>> _runs = new(StringComparer.Ordinal);

    /// <summary>Adds one run of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prefix">Put before the name of each metric, such as <c>group_</c>.</param>
    /// <param name="metrics">The metrics.</param>
    public void Add(string model, string prefix, IReadOnlyList<KeyValuePair<string, double>> metrics)
    {
        if (!_runs.TryGetValue(model, out var runs))
            _runs.Add(model, runs = []);
        runs.Add([.. metrics.Select(m => KeyValuePair.Create(prefix + m.Key, m.Value))]);
    }

    /// <summary>Each model with the mean of each metric and, of several values, their standard deviation (of a sample) as <c>name_sd</c>.</summary>
    public IReadOnlyList<RunModel> Models => [.. _runs.Select(r => new RunModel(r.Key, Average(r.Value)))];

    private static List<KeyValuePair<string, double>> Average(List<IReadOnlyList<KeyValuePair<string, double>>> runs)
    {
        var metrics = new List<KeyValuePair<string, double>>();
        foreach (var group in runs.SelectMany(r => r).GroupBy(m => m.Key, m => m.Value))
        {
            double[] values = [.. group];
            double mean = values.Average();
            metrics.Add(new(group.Key, mean));
            if (values.Length > 1)
                metrics.Add(new(group.Key + "_sd", Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1))));
        }

        return metrics;
    }
}
