using System.Globalization;
using Unroll.Models;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The tables, the report and the document of a memorizer run, all read from its folder.</summary>
internal static class MemorizerResult
{
    /// <summary>From this accuracy on a length counts as learned.</summary>
    private const double Learned = 0.99;

    public static RunResult Present(MemorizerPlan plan, RunContext context, double seconds)
    {
        IReadOnlyList<MetricsLogRecord> records = MetricsLog.Read(context.Run.MetricsPath);
        IReadOnlyList<MemorizerTask> tasks = plan.Tasks;
        ILookup<MemorizerTask, MetricsLogRecord> ends = records.Where(r => r["final"] is not null).ToLookup(r => tasks[(int)r["training"]!.Value]);
        if (ends.Count == 0)
            throw new UnrollException("the minutes were up before the first training was finished; `unroll resume` goes on");
        var report = new ReportBuilder("How long a cell remembers", $"{context.Run.Path}: name the first of N random digits");
        var models = new List<RunModel>();
        ReportSection section = report.Section("Result").Text(string.Create(CultureInfo.InvariantCulture,
            $"Accuracy in per cent on 1,000 fresh sequences after {plan.Steps:N0} steps of {plan.Batch} sequences, {plan.Units} units. "
            + $"Chance is 10. Longest: the longest length learned to {Learned:P0}."));
        foreach (bool oneHot in plan.OneHot)
        {
            foreach (float clip in plan.Clips)
            {
                var rows = new List<string[]>();
                foreach (string cell in plan.Cells)
                {
                    IReadOnlyList<KeyValuePair<string, double>> metrics = Metrics(plan, ends, cell, oneHot, clip);
                    models.Add(new RunModel($"{cell}, {new MemorizerTask(tasks[0].Cell, 1, clip, oneHot, 0).Setting}", metrics));
                    rows.Add([cell, .. plan.Lengths.Select(l => Percent(metrics, $"accuracy_{l}")), Whole(metrics, "longest")]);
                }

                string[] headers = ["cell", .. plan.Lengths.Select(l => $"{l}"), "longest"];
                string caption = $"{tasks.First(t => t.OneHot == oneHot && t.Clip == clip).Setting}: accuracy (%) by trained length";
                section.Text(caption).Table(headers, rows, "l" + new string('r', headers.Length - 1));
                context.Output.Result(caption + "\n" + ResultText.Align([headers, .. rows]));
            }
        }

        AddTransfer(plan, ends, report, context);
        AddCurves(plan, tasks, records, report);
        AddModel(plan, report, context);
        report.Save(context.Run.ReportPath);
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = seconds,
            Data = new RunData("digits", "generated", plan.Steps * plan.Batch * ends.Count),
            Metrics = [.. plan.Cells.Select((c, i) => KeyValuePair.Create($"longest_{c.Replace('-', '_')}", Find(models[i].Metrics, "longest") ?? 0))],
            Models = models,
        };
    }

    /// <summary>Trained short, tested at every length.</summary>
    private static void AddTransfer(
        MemorizerPlan plan, ILookup<MemorizerTask, MetricsLogRecord> ends, ReportBuilder report, RunContext context)
    {
        int trained = plan.Kept.Length;
        string caption = $"Trained on {trained} digits ({plan.Kept.Setting}), tested at other lengths: accuracy (%)";
        string[] headers = ["cell", .. plan.Lengths.Select(l => $"{l}")];
        string[][] rows =
        [
            .. plan.Cells.Select(cell => (string[])
                [cell, .. plan.Lengths.Select(l => Number(Mean(plan, ends, cell, plan.OneHot[0], plan.Clips[0], trained, $"accuracy_{l}") * 100, "F0"))]),
        ];
        report.Section("Trained short, tested long").Text(caption).Table(headers, rows, "l" + new string('r', plan.Lengths.Length));
        context.Output.Result(caption + "\n" + ResultText.Align([headers, .. rows]));
    }

    private static void AddCurves(MemorizerPlan plan, IReadOnlyList<MemorizerTask> tasks, IReadOnlyList<MetricsLogRecord> records, ReportBuilder report)
    {
        ILookup<int, MetricsLogRecord> byTraining = records.ToLookup(r => (int)r["training"]!.Value);
        ReportSection section = report.Section("Loss curves").Text("Mean loss of every 100 steps; ln 10 = 2.303 is chance.");
        foreach (var setting in tasks.Select((task, i) => (Task: task, Index: i)).Where(t => t.Task.Seed == plan.Seeds[0]).GroupBy(t => t.Task.Setting))
        {
            section.Text(setting.Key).Charts(setting.GroupBy(t => t.Task.Length).Select(length => (
                (IChart)new LineChart([.. length.Select(t => new ChartSeries(
                    t.Task.Cell.Name,
                    [.. byTraining[t.Index].Select(r => (double)(r.Step - ((long)t.Index * plan.Steps)))], [.. byTraining[t.Index].Select(r => r["loss"] ?? double.NaN)]))])
                { Description = $"loss at length {length.Key}", XTitle = "step", YTitle = "loss" }, $"{length.Key} digits")));
        }
    }

    /// <summary>What the kept model has learned, and what it does with a few sequences of its length.</summary>
    private static void AddModel(MemorizerPlan plan, ReportBuilder report, RunContext context)
    {
        if (!context.Run.HasModel)
            return;
        SequenceClassifier model = SequenceClassifier.Load(context.Run.Path);
        string digits = string.Concat(Enumerable.Range(0, plan.Kept.Length).Select(t => (t * 7) % 10));
        report.AddParameters(model, new ModelView
        {
            Sequences = [.. Enumerable.Range(0, 6).Select(first => TracedSequence.Of(model.Trace($"{first}{digits[1..]}")))],
            Tokens = model.Vocabulary.Tokens,
        });
    }

    private static List<KeyValuePair<string, double>> Metrics(
        MemorizerPlan plan, ILookup<MemorizerTask, MetricsLogRecord> ends, string cell, bool oneHot, float clip)
    {
        var metrics = plan.Lengths.Select(l => KeyValuePair.Create($"accuracy_{l}", Mean(plan, ends, cell, oneHot, clip, l, $"accuracy_{l}")))
            .Where(m => !double.IsNaN(m.Value)).ToList();
        int longest = plan.Lengths.LastOrDefault(l => Find(metrics, $"accuracy_{l}") >= Learned);
        metrics.Add(new("longest", longest));
        return metrics;
    }

    /// <summary>The mean over the seeds; NaN where nothing was trained.</summary>
    private static double Mean(
        MemorizerPlan plan, ILookup<MemorizerTask, MetricsLogRecord> ends, string cell, bool oneHot, float clip, int length, string metric) =>
        plan.Seeds.SelectMany(seed => ends[new MemorizerTask(Recurrent.Cell.Parse(cell), length, clip, oneHot, seed)])
            .Select(r => r[metric] ?? double.NaN).DefaultIfEmpty(double.NaN).Average();

    private static double? Find(IEnumerable<KeyValuePair<string, double>> metrics, string name) =>
        metrics.Where(m => m.Key == name).Select(m => (double?)m.Value).FirstOrDefault();

    private static string Percent(IEnumerable<KeyValuePair<string, double>> metrics, string name) => Number((Find(metrics, name) ?? double.NaN) * 100, "F0");

    private static string Whole(IEnumerable<KeyValuePair<string, double>> metrics, string name) =>
        Find(metrics, name) is > 0 and { } n ? Number(n, "F0") : "none";

    private static string Number(double value, string format) => double.IsNaN(value) ? "-" : value.ToString(format, CultureInfo.InvariantCulture);
}
