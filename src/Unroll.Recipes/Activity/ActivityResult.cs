using System.Diagnostics;
using System.Globalization;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;

namespace Unroll.Recipes;

/// <summary>Tells what the activity recipe came to: text, report and the document of <c>--json</c>.</summary>
internal static class ActivityResult
{
    /// <summary>Our measured result in one line.</summary>
    public const string Line = "mean accuracy of AS1 to AS3 93.6%, of 20 actions 90.6%, 3 seeds (docs/results.md)";

    public static RunResult Present(
        IReadOnlyList<ActivityTraining> trainings, ResultTable table, IReadOnlyList<Recording> recordings, DataRecord data, long start, RunContext context)
    {
        ActivityTraining first = trainings[0];
        IReadOnlyList<RunModel> models = table.Models;
        if (first.Trained.WasFinished)
            context.Output.Log($"{context.Run.Path} was finished already; its result again:");
        List<string> notes =
        [
            "No person of the test part was seen in training. Every epoch was run: the test part chose nothing.",
            .. models.Where(m => !m.Name.Contains(',')).Select(m => Baseline.Verdict(models.First(b => b.Name == $"{m.Name}, {SeriesSummary.Name}"), m.Name, m.Metrics)),
        ];
        double[] subsets = [.. models.Where(m => m.Name.Length == 3 && m.Name.StartsWith("as", StringComparison.Ordinal)).Select(Accuracy)];
        List<KeyValuePair<string, double>> metrics = [.. models.First(m => m.Name == first.Set).Metrics];
        if (subsets.Length == 3)
        {
            metrics.Insert(0, new("mean_accuracy_as1_to_as3", subsets.Average()));
            notes.Insert(1, string.Create(CultureInfo.InvariantCulture, $"Mean accuracy of AS1, AS2 and AS3: {subsets.Average() * 100:F2}%."));
        }

        context.Output.Result(first.Scored.Report.ToString());
        context.Output.Result(first.Scored.Summary());
        context.Output.Result(ResultText.Comparison(models));
        notes.ForEach(context.Output.Result);
        WritePage(first, models, notes, subsets.Length == 3 ? subsets.Average() : null, recordings, context);
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(data.Name, data.Source, data.Items),
            Metrics = metrics,
            Models = models.Count > 2 ? models : [],
            Baseline = models.First(b => b.Name == $"{first.Set}, {SeriesSummary.Name}"),
        };
    }

    private static bool Shown(KeyValuePair<string, double> metric) =>
        ResultText.Columns.Contains(metric.Key) || metric.Key is "accuracy_sd" or "macro_f1_sd";

    private static string Percent(double share) => (share * 100).ToString("F1", CultureInfo.InvariantCulture) + "%";

    private static double Accuracy(RunModel model) => model.Metrics.First(m => m.Key == "accuracy").Value;

    private static void WritePage(
        ActivityTraining first, IReadOnlyList<RunModel> models, IReadOnlyList<string> notes, double? subsets,
        IReadOnlyList<Recording> recordings, RunContext context)
    {
        var report = new ReportBuilder("What a person is doing", $"{context.Run.Path}, actions {first.Set}");
        ReportSection result = report.Section("Result").Highlights(
        [
            .. subsets is { } mean ? (KeyValuePair<string, string>[])[new("mean accuracy of AS1 to AS3", Percent(mean))] : [],
            new($"accuracy, {first.Set}", Percent(first.Scored.Report.Accuracy)),
            new($"macro F1, {first.Set}", first.Scored.Report.Macro.F1.ToString("F3", CultureInfo.InvariantCulture)),
        ]);
        foreach (string note in notes)
            result.Text(note);

        // Sets of actions are harder and easier: the best is marked within a set.
        foreach (IGrouping<string, RunModel> set in models.GroupBy(m => m.Name.Split(',')[0]))
        {
            report.AddComparison([.. set.Select(m => new ComparisonRow(m.Name, [.. m.Metrics.Where(Shown)]))], $"Comparison, {set.Key}");
        }

        ReportSection figures = report.Section("Movements").Text("A recording of each action, from left to right.");
        HashSet<string> used = [.. first.Train.Concat(first.Test).Select(s => s.Id)];
        foreach (Recording recording in recordings.Where(r => used.Contains(r.Id)).GroupBy(r => r.Action).Select(g => g.First()).Take(8))
            figures.Chart(Strip(recording), Caption(recording, recordings, first));
        AddMistakes(report, first, recordings);
        SeriesPages.AddCurves(report, context.Run);
        report.AddClassification(first.Scored.Report);
        SeriesPages.AddCalibration(report, first.Scored);
        SeriesPages.Finish(report, first.Trained.Model, context.Run, [.. first.Test]);
    }

    private static void AddMistakes(ReportBuilder report, ActivityTraining first, IReadOnlyList<Recording> recordings)
    {
        var wrong = Enumerable.Range(0, first.Test.Count)
            .Select(i => (Item: first.Test[i], Said: Array.IndexOf(first.Scored.Probabilities[i], first.Scored.Probabilities[i].Max()), Sure: first.Scored.Probabilities[i].Max()))
            .Where(x => x.Said != x.Item.Label).OrderByDescending(x => x.Sure).Take(6).ToList();
        if (wrong.Count == 0)
            return;
        ReportSection section = report.Section("Wrong and certain");
        foreach (var (item, said, sure) in wrong)
        {
            section.Chart(Strip(recordings.First(r => r.Id == item.Id)), string.Create(CultureInfo.InvariantCulture,
                $"{item.Id}: {first.Test.Labels[item.Label]}, taken for {first.Test.Labels[said]} ({sure * 100:F0}%)."));
        }
    }

    private static string Caption(Recording recording, IReadOnlyList<Recording> all, ActivityTraining first)
    {
        string name = first.Test.Labels[first.Train.Concat(first.Test).First(s => s.Id == recording.Id).Label];
        return $"{name} (person {recording.Subject}; {all.Count(r => r.Action == recording.Action)} recordings).";
    }

    private static SkeletonStrip Strip(Recording recording) => new(
        [.. Enumerable.Range(0, recording.Count).Select(t => (IReadOnlyList<(double, double)>)[.. Enumerable.Range(0, Skeleton.Joints).Select(j =>
            ((double)recording.Frames[(t * Skeleton.Width) + (j * 3)], (double)recording.Frames[(t * Skeleton.Width) + (j * 3) + 1]))])],
        Skeleton.Bones);
}
