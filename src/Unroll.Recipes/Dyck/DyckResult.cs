using System.Globalization;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The tables, the report with the published figure redrawn, and the document of a run.</summary>
internal static class DyckResult
{
    /// <summary>A written network and what its check found.</summary>
    public sealed record Construction(DyckLanguage Language, string Cell, int Units, DyckCheck Check);

    public static RunResult Present(
        DyckPlan plan, IReadOnlyList<Construction> checks, ILookup<int, MetricsLogRecord>? records, RunContext context, double seconds)
    {
        var report = new ReportBuilder("Bounded hierarchical languages", $"{context.Run.Path}: Dyck-(k,m), k kinds of brackets, at most m open");
        string[] headers = ["language", "cell", "units", "steps, all strings", "of tokens", "steps, long strings", "wrong", "largest error"];
        string[][] rows =
        [
            .. checks.Select(c => (string[])
            [
                Name(c.Language), c.Cell, Whole(c.Units), Whole(c.Check.Exhaustive), Whole(c.Check.ExhaustiveLength), Whole(c.Check.Random),
                Whole(c.Check.Wrong), c.Check.LargestError.ToString("0.0e0", CultureInfo.InvariantCulture),
            ]),
        ];
        const string Written = "Weights written down, not trained. After each prefix of the language, the tokens with at least 1 / (4 k) of the "
            + "probability must be those that may come (wrong: steps where they are not); the largest error is against the generator's own probabilities.";
        context.Output.Result("weights written down, checked after every prefix:\n" + ResultText.Align([headers, .. rows]));
        ReportSection result = report.Section("Written weights").Text(Written).Table(headers, rows, "llrrrrrr");
        result.Text(checks.All(c => c.Check.Wrong == 0)
            ? "Every network generates its language exactly, as far as was checked."
            : "Some network does not generate its language.");
        var models = new List<RunModel>();
        var metrics = new List<KeyValuePair<string, double>>
        {
            new("constructions", checks.Count),
            new("constructions_exact", checks.Count(c => c.Check.Wrong == 0)),
        };
        if (records is not null)
        {
            AddTrained(plan, records, report, context, models, metrics);
        }

        if (context.Run.HasModel)
        {
            var saved = new SavedDyck(context.Run.Path);
            report.AddParameters(saved.Module, saved.View(plan.Seeds[0]));
        }

        report.Save(context.Run.ReportPath);
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = seconds,
            Data = new RunData("dyck", "generated", (int)Math.Min(int.MaxValue, plan.Tasks.Sum(t => (long)t.Tokens))),
            Metrics = metrics,
            Models = models,
        };
    }

    private static void AddTrained(
        DyckPlan plan, ILookup<int, MetricsLogRecord> records, ReportBuilder report, RunContext context, List<RunModel> models,
        List<KeyValuePair<string, double>> metrics)
    {
        string[] headers = ["language", "tokens", "seeds", "held out", "longer strings", "worst seed", "best seed", "epochs"];
        var rows = new List<string[]>();
        var medians = new Dictionary<(string Language, int Tokens, string Metric), double>();
        var all = plan.Tasks.Select((task, i) => (Task: task, Final: records[i].FirstOrDefault(r => r["final"] is not null))).Where(t => t.Final is not null);
        foreach (var group in all.GroupBy(t => (t.Task.Language, t.Task.Tokens)).OrderBy(g => Array.IndexOf(plan.Languages, g.Key.Language)).ThenBy(g => g.Key.Tokens))
        {
            MetricsLogRecord[] finals = [.. group.Select(t => t.Final!)];
            foreach (string key in finals[0].Values.Keys)
            {
                medians[(group.Key.Language, group.Key.Tokens, key)] = Median([.. finals.Select(f => f[key] ?? double.NaN)]);
            }

            double Of(string key) => medians[(group.Key.Language, group.Key.Tokens, key)];
            rows.Add(
            [
                Name(DyckLanguage.Parse(group.Key.Language)), Whole(group.Key.Tokens), Whole(finals.Length), Accuracy(Of("valid_closing")), Accuracy(Of("test_closing")),
                Accuracy(finals.Min(f => f["test_closing"] ?? double.NaN)), Accuracy(finals.Max(f => f["test_closing"] ?? double.NaN)),
                Whole(Of("epochs")),
            ]);
            models.Add(new RunModel($"Dyck-({group.Key.Language.Replace(':', ',')}), {group.Key.Tokens} tokens",
                [.. finals[0].Values.Keys.Where(k => k is not ("training" or "final")).Select(k => KeyValuePair.Create(k, Of(k)))]));
        }

        foreach (string language in plan.Languages)
        {
            int most = plan.Tokens.LastOrDefault(t => medians.ContainsKey((language, t, "test_closing")));
            if (most > 0)
            {
                metrics.Add(new($"test_closing_{language.Replace(':', '_')}", medians[(language, most, "test_closing")]));
            }
        }

        const string Caption = "LSTM language models of the published sizes: bracket-closing accuracy, mean over distances, median over the seeds";
        context.Output.Result(Caption + "\n" + ResultText.Align([headers, .. rows]));
        report.Section("Trained weights")
            .Text("Bracket-closing accuracy by tokens of the training set, as the paper's figure has it: held-out strings no longer than trained, and test strings up to twice as long. Median over the seeds.")
            .Charts(plan.Languages.Select(l => DyckLanguage.Parse(l).Depth).Distinct().Order().Select(m => ((IChart)Figure(plan, medians, m), $"m = {m}")))
            .Text(Caption + ".").Table(headers, rows, "lrrrrrrr");
        report.Section("By distance")
            .Text("The same accuracy on the longer strings by the distance to the opening bracket, after the largest training set; the tick is the lower end of a range.")
            .Charts(plan.Languages.Select(l => DyckLanguage.Parse(l).Depth).Distinct().Order().Select(m => ((IChart)ByDistance(plan, medians, m), $"m = {m}")));
    }

    private static LineChart Figure(DyckPlan plan, Dictionary<(string Language, int Tokens, string Metric), double> medians, int depth)
    {
        var series = new List<ChartSeries>();
        foreach (string name in plan.Languages.Where(l => DyckLanguage.Parse(l).Depth == depth))
        {
            int[] sizes = [.. plan.Tokens.Where(t => medians.ContainsKey((name, t, "test_closing")))];
            foreach ((string key, string what) in new[] { ("test_closing", "longer"), ("valid_closing", "held out") })
            {
                series.Add(new ChartSeries(
                    $"k = {DyckLanguage.Parse(name).Kinds}, {what}", [.. sizes.Select(s => (double)s)], [.. sizes.Select(s => medians[(name, s, key)])]));
            }
        }

        return new LineChart(series) { Description = $"closing accuracy by training tokens, m = {depth}", XTitle = "training tokens", YTitle = "closing accuracy", LogX = true };
    }

    private static LineChart ByDistance(DyckPlan plan, Dictionary<(string Language, int Tokens, string Metric), double> medians, int depth) => new(
        [.. plan.Languages.Where(l => DyckLanguage.Parse(l).Depth == depth)
            .Select(name => (name, Tokens: plan.Tokens.LastOrDefault(t => medians.ContainsKey((name, t, "test_closing")))))
            .Where(l => l.Tokens > 0)
            .Select(l => new ChartSeries(
                $"k = {DyckLanguage.Parse(l.name).Kinds}", [.. DyckRecipe.Distances.Select(d => (double)d)],
                [.. DyckRecipe.Distances.Select(d => medians[(l.name, l.Tokens, $"distance_{d}")])]))])
    { Description = $"closing accuracy by distance, m = {depth}", XTitle = "distance", YTitle = "closing accuracy", LogX = true };

    private static double Median(double[] values)
    {
        Array.Sort(values);
        int middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    private static string Name(DyckLanguage language) => $"Dyck-({language.Kinds},{language.Depth})";

    private static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Accuracy(double value) => double.IsNaN(value) ? "-" : value.ToString("F4", CultureInfo.InvariantCulture);
}
