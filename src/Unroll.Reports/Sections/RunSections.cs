using System.Text.Json;
using Unroll.Reports.Charts;
using Unroll.Reports.Text;

namespace Unroll.Reports.Sections;

/// <summary>Ready-made sections about a run: its settings, its course and its samples.</summary>
public static class RunSections
{
    private static readonly string[] Splits = ["train", "valid", "test"];

    // Bookkeeping of the trainer, which says nothing as a curve.
    private static readonly HashSet<string> Unplotted =
        new(StringComparer.Ordinal) { "epoch", "step", "seconds", "time", "items", "sequences", "sequences_per_second", "best" };

    /// <summary>The resolved configuration, in the order of the document; inner objects give dotted names.</summary>
    public static ReportSection AddConfig(this ReportBuilder report, JsonDocument config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var pairs = new List<KeyValuePair<string, string>>();
        Flatten(config.RootElement, "", pairs);
        return report.AddConfig(pairs);
    }

    /// <summary>The configuration as ordered pairs.</summary>
    public static ReportSection AddConfig(this ReportBuilder report, IEnumerable<KeyValuePair<string, string>> config)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Section("Configuration").KeyValues(config);
    }

    /// <summary>Headline figures of a run.</summary>
    /// <param name="report">The report.</param>
    /// <param name="metrics">Ordered (name, value) pairs.</param>
    /// <param name="heading">Heading of the section.</param>
    public static ReportSection AddHighlights(
        this ReportBuilder report, IEnumerable<KeyValuePair<string, double>> metrics, string heading = "Result")
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(metrics);
        return report.Section(heading).Highlights(metrics.Select(m => KeyValuePair.Create(Words(m.Key), Numbers.Value(m.Value))));
    }

    /// <summary>
    /// Curves of a training run: one chart a metric (<c>loss</c>, <c>accuracy</c> and what else the records hold), with a line for
    /// each of <c>train_</c>, <c>valid_</c> and <c>test_</c>; a name without such a prefix is a line of its own. The
    /// horizontal axis is <c>epoch</c>, else <c>step</c>, else the record's number.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="records">The records of <c>metrics.jsonl</c>; a metric may be missing from some.</param>
    public static ReportSection AddCurves(this ReportBuilder report, IReadOnlyList<IReadOnlyDictionary<string, double>> records)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(records);
        var section = report.Section("Training");
        var clock = Array.Find(["epoch", "step"], name => records.Any(r => r.ContainsKey(name)));
        var keys = records.SelectMany(r => r.Keys).Distinct().Where(k => !Unplotted.Contains(k)).ToArray();
        var charts = new List<(IChart, string)>();
        foreach (var metric in keys.GroupBy(Metric).OrderBy(g => g.Key switch { "loss" => 0, "accuracy" => 1, _ => 2 }))
        {
            var lines = metric.Order(Comparer<string>.Create((a, b) => Rank(a).CompareTo(Rank(b)))).Select(k => Line(records, clock, k)).ToArray();
            if (lines.Any(l => l.Y.Distinct().Count() > 1) || metric.Key is "loss" or "accuracy")
            {
                var name = Words(metric.Key);
                charts.Add((new LineChart(lines) { Description = $"{name} over training", XTitle = clock ?? "record", YTitle = name }, $"{Capital(name)} by {clock ?? "record"}."));
            }
        }

        return charts.Count == 0 ? section.Text("No metrics were recorded.") : section.Charts(charts);
    }

    /// <summary>Samples of what the model says.</summary>
    public static ReportSection AddSamples(this ReportBuilder report, IReadOnlyList<ReportSample> samples, string heading = "Samples")
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(samples);
        bool expected = samples.Any(s => s.Expected is not null), probability = samples.Any(s => s.Probability is not null);
        List<string> headers = ["input", "output"];
        headers.AddRange(probability ? ["probability"] : []);
        headers.AddRange(expected ? ["expected", ""] : []);
        return report.Section(heading).Table(headers, samples.Select(Row), probability ? "llrlc" : "lllc");

        IReadOnlyList<string> Row(ReportSample s)
        {
            List<string> cells = [s.Input, s.Output];
            cells.AddRange(probability ? [s.Probability is { } p ? Numbers.Percent(p) : ""] : []);
            cells.AddRange(expected ? [s.Expected ?? "", s.Expected is null ? "" : s.Expected == s.Output ? "✓" : "✗"] : []);
            return cells;
        }
    }

    internal static string Words(string name) => name.Replace('_', ' ');

    private static ChartSeries Line(IReadOnlyList<IReadOnlyDictionary<string, double>> records, string? clock, string key)
    {
        var x = new double[records.Count];
        var y = new double[records.Count];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = clock is not null ? records[i].GetValueOrDefault(clock, double.NaN) : i + 1;
            y[i] = records[i].GetValueOrDefault(key, double.NaN);
        }

        // Records of another kind (steps between epochs, say) are no gaps in this line.
        var held = Enumerable.Range(0, x.Length).Where(i => records[i].ContainsKey(key)).ToArray();
        return new ChartSeries(Words(Split(key) ?? key), [.. held.Select(i => x[i])], [.. held.Select(i => y[i])]);
    }

    private static string? Split(string key) => Array.Find(Splits, s => key.StartsWith(s + "_", StringComparison.Ordinal));

    private static string Metric(string key) => Split(key) is { } split ? key[(split.Length + 1)..] : key;

    private static int Rank(string key) => Split(key) is { } split ? Array.IndexOf(Splits, split) : -1;

    private static string Capital(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];

    private static void Flatten(JsonElement element, string name, List<KeyValuePair<string, string>> pairs)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var inner in element.EnumerateObject())
            {
                Flatten(inner.Value, name.Length == 0 ? inner.Name : $"{name}.{inner.Name}", pairs);
            }
        }
        else
        {
            pairs.Add(new(name, element.ValueKind switch
            {
                JsonValueKind.Null => "none",
                JsonValueKind.String => element.GetString() ?? "",
                _ => element.GetRawText(),
            }));
        }
    }
}
