using System.Diagnostics;
using System.Globalization;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;

namespace Unroll.Recipes;

/// <summary>Tells what the engines recipe came to: text, report and the document of <c>--json</c>.</summary>
internal static class EnginesResult
{
    /// <summary>Our measured result in one line.</summary>
    public const string Line = "26.11 over all cycles, 12.07 at the last (3 seeds); capped at 125: root mean squared error 10.22 at the last (docs/results.md)";

    private static readonly string[] Columns =
        ["mae", "mae_last", "rmse", "rmse_last", "phm_score", "interval_coverage", "parameters", "training_seconds"];

    public static RunResult Present(
        IReadOnlyList<EngineTraining> trainings, ResultTable table, RunOptions options, DataRecord data, long start, RunContext context)
    {
        EngineTraining first = trainings[0];
        IReadOnlyList<RunModel> models = table.Models;
        RunModel own = models.First(m => m.Name == first.Model.Name);
        RunModel baseline = models.First(m => m.Name.StartsWith("mean life", StringComparison.Ordinal) && m.Name.Contains("capped") == (first.Model.Cap is not null));
        if (first.Trained.WasFinished)
            context.Output.Log($"{context.Run.Path} was finished already; its result again:");
        List<string> notes =
        [
            "mae and rmse are over all cycles of the test engines, mae_last, rmse_last and the PHM score over the last cycle of each; "
            + "the test engines chose nothing: validation engines, where there are any, were cut from the training engines (the source tuned on the test engines).",
            Verdict(own, baseline),
        ];
        context.Output.Result(SeriesText.Comparison(models, Columns));
        notes.ForEach(context.Output.Result);
        WritePage(first, models, notes, context);
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(data.Name, data.Source, data.Items),
            Metrics = own.Metrics,
            Models = options.Compare ? models : [],
            Baseline = baseline,
        };
    }

    private static string Verdict(RunModel own, RunModel baseline)
    {
        bool all = Of(own, "mae") < Of(baseline, "mae"), last = Of(own, "mae_last") < Of(baseline, "mae_last");
        string verdict = (all, last) switch
        {
            (true, true) => $"{own.Name} beats the baseline `{baseline.Name}`",
            (false, false) => $"{own.Name} LOSES to the baseline `{baseline.Name}`",
            (true, false) => $"{own.Name} beats the baseline `{baseline.Name}` over all cycles and LOSES at the last",
            _ => $"{own.Name} LOSES to the baseline `{baseline.Name}` over all cycles and beats it at the last",
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"{verdict} (mean absolute error {Of(own, "mae"):F2} against {Of(baseline, "mae"):F2}, ")
            + string.Create(CultureInfo.InvariantCulture, $"at the last cycle {Of(own, "mae_last"):F2} against {Of(baseline, "mae_last"):F2}).");
    }

    private static bool Shown(string metric) =>
        metric != "parameters_sd" && Columns.Any(c => metric == c || metric == c + "_sd");

    private static double Of(RunModel model, string name) => model.Metrics.First(m => m.Key == name).Value;

    private static void WritePage(EngineTraining first, IReadOnlyList<RunModel> models, IReadOnlyList<string> notes, RunContext context)
    {
        EngineScores own = first.Scores, plain = first.Baseline;
        RunModel mean = models.First(m => m.Name == first.Model.Name);
        var report = new ReportBuilder("Cycles that an engine has left", $"{context.Run.Path}, model {first.Model.Name}");
        ReportSection result = report.Section("Result").Highlights(
        [
            new("mean absolute error, all cycles", Short(Of(mean, "mae"))),
            new("mean absolute error, last cycle", Short(Of(mean, "mae_last"))),
            new("root mean squared error, last cycle", Short(Of(mean, "rmse_last"))),
        ]);
        foreach (string note in notes)
            result.Text(note);
        report.AddComparison([.. models.Select(m => new ComparisonRow(m.Name, [.. m.Metrics.Where(p => Shown(p.Key))]))]);
        SeriesPages.AddCurves(report, context.Run);

        int shown = Math.Min(49, own.Scored.Items.Count - 1), longest = Longest(own);
        report.Section("Over time").Text("What the network expects at each cycle of a test engine, with the range that should hold eight cases in ten, "
            + "beside the truth and the baseline.").Charts(Lines(own, plain, new[] { shown, longest }.Distinct()));
        (double[] left, double[] error) = own.ByCyclesLeft();
        (double[] cycle, double[] cycleError) = own.ByCycle();
        (double[] plainLeft, double[] plainError) = plain.ByCyclesLeft();
        (double[] plainCycle, double[] plainCycleError) = plain.ByCycle();
        report.Section("Error").Charts(
        [
            (new LineChart([new ChartSeries(first.Model.Name, left, error), new ChartSeries("baseline", plainLeft, plainError)])
            { Description = "error by cycles left", XTitle = "cycles to failure", YTitle = "mean absolute error" },
                "The nearer the failure, the smaller the error should be: that is when it counts."),
            (new LineChart([new ChartSeries(first.Model.Name, cycle, cycleError), new ChartSeries("baseline", plainCycle, plainCycleError)])
            { Description = "error by cycle", XTitle = "cycle", YTitle = "mean absolute error" }, "Error by the cycles gone by, averaged over the engines."),
        ]);
        report.Section("Predictions").Charts(
        [
            (Joint(own, first.Model.Name), $"{first.Model.Name}: every cycle of the test engines."),
            (Joint(plain, "baseline"), "Baseline: every cycle of the test engines."),
            (new PointChart([new ChartSeries(first.Model.Name, own.LastTruth, own.LastPredicted), new ChartSeries("baseline", own.LastTruth, plain.LastPredicted)])
            { Description = "last cycles", XTitle = "true", YTitle = "predicted", Diagonal = true }, "The last cycle of each test engine."),
        ]);
        SeriesPages.Finish(report, first.Trained.Model, context.Run, own.Scored.Items);
    }

    private static IEnumerable<(IChart, string)> Lines(EngineScores own, EngineScores plain, IEnumerable<int> engines) => engines.Select(i =>
        ((IChart)SeriesPages.OverTime(own.Scored, i, "cycle", "cycles left", new ChartSeries(
            "baseline", [.. Enumerable.Range(1, plain.Scored.Predicted[i].Length).Select(t => (double)t)], [.. plain.Scored.Predicted[i].Select(e => e.Value)])),
        $"Test engine {own.Scored.Items[i].Id}."));

    private static PointChart Joint(EngineScores scores, string name) => new(
        [new ChartSeries(name, [.. scores.Scored.Truth.SelectMany(t => t)], [.. scores.Scored.Predicted.SelectMany(p => p.Select(e => e.Value))])])
    { Description = "true and predicted cycles left", XTitle = "true", YTitle = "predicted", Diagonal = true };

    private static int Longest(EngineScores scores) =>
        Enumerable.Range(0, scores.Scored.Items.Count).MaxBy(i => scores.Scored.Items[i].Steps);

    private static string Short(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
