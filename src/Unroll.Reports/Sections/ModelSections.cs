using System.Globalization;
using Unroll.Metrics;
using Unroll.Reports.Charts;
using Unroll.Reports.Projection;
using Unroll.Reports.Text;

namespace Unroll.Reports.Sections;

/// <summary>Ready-made sections about a model: how it classifies, compares and sees its data.</summary>
public static class ModelSections
{
    // Of a metric whose name holds one of these, less is better.
    private static readonly string[] LessIsBetter =
        ["loss", "error", "perplexity", "seconds", "parameters", "rmse", "mae", "mse", "bits", "calibration", "distance", "phm"];

    private static readonly string[] NeitherIsBetter = ["bias", "coverage"];

    /// <summary>Metrics by class and averaged, the row-normalised confusion matrix and the most frequent confusions.</summary>
    public static ReportSection AddClassification(this ReportBuilder report, ClassificationReport result, string heading = "Classification")
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(result);
        var section = report.Section(heading).Highlights(
        [
            new("accuracy", Numbers.Percent(result.Accuracy)),
            new("macro F1", Fixed(result.Macro.F1)),
            new("weighted F1", Fixed(result.Weighted.F1)),
            new("items", Numbers.Value(result.Count)),
        ]);
        var rows = result.Classes.Where(c => c.Appears).Select(c => Row(c.Label, new(c.Precision, c.Recall, c.F1), c.Support)).ToList();
        rows.Add(Row("macro average", result.Macro, result.Count));
        rows.Add(Row("micro average (accuracy)", result.Micro, result.Count));
        rows.Add(Row("weighted average", result.Weighted, result.Count));
        section.Table(["class", "precision", "recall", "F1", "support"], rows, "lrrrr");

        var confusion = result.Confusion;
        section.Chart(
            new HeatMap(confusion.Labels, confusion.Labels, confusion.RowNormalized())
            {
                Description = "row-normalised confusion matrix",
                RowTitle = "true class",
                ColumnTitle = "predicted class",
                Minimum = 0,
                Maximum = 1,
                CellText = (_, _, share) => share >= 0.005 ? Numbers.WholePercent(share) : "",
                CellTip = (t, p, share) =>
                    $"{confusion.Labels[t]} taken for {confusion.Labels[p]}\n{Numbers.Value(confusion[t, p])} of {Numbers.Value(confusion.Support(t))} ({Numbers.Percent(share)})",
                BarText = share => Numbers.WholePercent(share) + "%",
            },
            "Confusion matrix: of each true class (row), the percentage that was predicted as each class (column).");
        var worst = confusion.MostConfused(10);
        return worst.Count == 0 ? section : section.Text("Most frequent confusions:").Table(
            ["true class", "predicted", "items"],
            worst.Select(w => (IReadOnlyList<string>)[confusion.Labels[w.Truth], confusion.Labels[w.Predicted], Numbers.Value(w.Count)]),
            "llr");
    }

    /// <summary>How many items of each class there are to train and to test on.</summary>
    /// <param name="report">The report.</param>
    /// <param name="train">Training items by class.</param>
    /// <param name="test">Test items by class.</param>
    /// <param name="labels">Names of the classes.</param>
    /// <param name="log">Whether counts are drawn on a logarithmic scale; null decides by how unbalanced they are.</param>
    public static ReportSection AddClassDistribution(
        this ReportBuilder report, IReadOnlyList<int> train, IReadOnlyList<int> test, IReadOnlyList<string> labels, bool? log = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        var counts = train.Concat(test).Where(c => c > 0).ToArray();
        var logarithmic = log ?? (counts.Length > 0 && counts.Max() > 30L * counts.Min());
        var order = Enumerable.Range(0, labels.Count).OrderByDescending(c => c < train.Count ? train[c] : 0).ToArray();
        BarSeries Series(string name, IReadOnlyList<int> values) =>
            new(name, [.. order.Select(c => c < values.Count ? values[c] : double.NaN)]);
        var chart = new BarChart([.. order.Select(c => labels[c])], [Series("train", train), Series("test", test)])
        {
            Description = "items of each class in training and test data",
            ValueTitle = logarithmic ? "items (logarithmic)" : "items",
            Log = logarithmic,
        };
        return report.Section("Class distribution").Chart(
            chart, $"{Numbers.Value(train.Sum(c => (long)c))} items to train on and {Numbers.Value(test.Sum(c => (long)c))} to test on, by class.");
    }

    /// <summary>A map of vectors, such as t-SNE of the states after the last character.</summary>
    /// <param name="report">The report.</param>
    /// <param name="map">The points.</param>
    /// <param name="categories">Class of each point.</param>
    /// <param name="labels">Names of the classes.</param>
    /// <param name="tips">Text on hovering each point.</param>
    /// <param name="caption">Caption; null for one that names t-SNE and its perplexity.</param>
    public static ReportSection AddScatter(
        this ReportBuilder report, TsneResult map, IReadOnlyList<int> categories, IReadOnlyList<string> labels, IReadOnlyList<string>? tips = null,
        string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(map);
        return report.Section("Map").Chart(
            new ScatterChart(map.X, map.Y, categories, labels) { Description = "map of vectors by class", Tips = tips },
            caption ?? $"t-SNE of {Numbers.Value(map.X.Length)} vectors, perplexity {Numbers.Value(map.Perplexity)}: "
                + "near points are alike, far distances and sizes of groups mean little.");
    }

    /// <summary>Models side by side, the best of each column marked; of losses, errors, perplexities and times the least is best.</summary>
    public static ReportSection AddComparison(this ReportBuilder report, IReadOnlyList<ComparisonRow> models, string heading = "Comparison")
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(models);
        var columns = models.SelectMany(m => m.Metrics).Select(m => m.Key).Distinct().Where(k => !k.EndsWith("_sd", StringComparison.Ordinal)).ToArray();
        var values = models.Select(m => m.Metrics.GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.First().Value)).ToArray();
        var best = columns.ToDictionary(c => c, c => Best(c, values));
        var shares = columns.Where(c => values.All(v => !v.TryGetValue(c, out var x) || x is >= -1 and <= 1)).ToHashSet();
        var rows = models.Select((m, i) => (IReadOnlyList<ReportCell>)
            [new(m.Name), .. columns.Select(c => Cell(values[i], c, best[c], shares.Contains(c)))]);
        return report.Section(heading).Table(["model", .. columns.Select(RunSections.Words)], rows, "l" + new string('r', columns.Length));
    }

    private static double? Best(string column, Dictionary<string, double>[] values)
    {
        if (Array.Exists(NeitherIsBetter, word => column.Contains(word, StringComparison.Ordinal)))
            return null;
        var held = values.Where(v => v.ContainsKey(column)).Select(v => v[column]).Where(double.IsFinite).ToArray();
        var less = Array.Exists(LessIsBetter, word => column.Contains(word, StringComparison.Ordinal));
        return held.Length < 2 ? null : less ? held.Min() : held.Max();
    }

    private static ReportCell Cell(Dictionary<string, double> values, string column, double? best, bool share)
    {
        if (!values.TryGetValue(column, out var value))
        {
            return default;
        }

        var text = Shown(value) + (values.TryGetValue(column + "_sd", out var spread) ? " ± " + Shown(spread) : "");
        return new ReportCell(text, value == best);

        // A column of shares lines up at four decimals; counts and seconds stand as they are.
        string Shown(double v) => share ? v.ToString("F4", CultureInfo.InvariantCulture) : Numbers.Value(v);
    }

    private static string[] Row(string name, AveragedMetrics m, int support) =>
        [name, Fixed(m.Precision), Fixed(m.Recall), Fixed(m.F1), Numbers.Value(support)];

    private static string Fixed(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
