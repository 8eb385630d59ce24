namespace Unroll.Recipes;

/// <summary>Metrics of one model over several splits or seeds.</summary>
internal static class Repeats
{
    /// <summary>The mean of each metric and, of two or more values, the standard deviation of a sample as <c>name_sd</c> beside it.</summary>
    public static IReadOnlyList<KeyValuePair<string, double>> Average(IReadOnlyList<IReadOnlyList<KeyValuePair<string, double>>> runs)
    {
        var metrics = new List<KeyValuePair<string, double>>();
        foreach (string name in runs.SelectMany(r => r).Select(m => m.Key).Distinct())
        {
            double[] values = [.. runs.SelectMany(r => r).Where(m => m.Key == name).Select(m => m.Value)];
            double mean = values.Average();
            metrics.Add(new(name, mean));
            if (runs.Count > 1)
                metrics.Add(new(name + "_sd", Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, values.Length - 1))));
        }

        return metrics;
    }
}
