using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unroll.Data;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Projection;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The reports of models of sequences, and the sections that recipes share.</summary>
internal static class SeriesPages
{
    /// <summary>The report of a classifier.</summary>
    public static void Classification(
        string title, TrainedSeries trained, ScoredLabels scored, LabeledSequences train, LabeledSequences test, IReadOnlyList<RunModel> models,
        IReadOnlyList<string> notes, CancellationToken cancellation)
    {
        var report = new ReportBuilder(title, $"{trained.Run.Path}, model {trained.Name}");
        ConfidenceInterval accuracy = scored.Accuracy;
        ReportSection result = report.Section("Result").Highlights(
        [
            new("accuracy", Percent(accuracy.Estimate)), new("95% interval", $"{Percent(accuracy.Low)} to {Percent(accuracy.High)}"),
            new("macro F1", scored.Report.Macro.F1.ToString("F3", CultureInfo.InvariantCulture)),
        ]);
        foreach (string note in notes)
            result.Text(note);
        report.AddComparison([.. models.Select(m => new ComparisonRow(m.Name, [.. m.Metrics.Where(p => ResultText.Columns.Contains(p.Key))]))]);
        report.AddClassDistribution(train.CountByLabel(), test.CountByLabel(), test.Labels);
        AddCurves(report, trained.Run);
        report.AddClassification(scored.Report);
        AddCalibration(report, scored);
        AddExamples(report, scored, test);
        AddMap(report, trained, test, cancellation);
        Finish(report, trained.Model, trained.Run, [.. test]);
    }

    /// <summary>The report of a model of numbers.</summary>
    public static void Regression(
        string title, TrainedSeries trained, ScoredNumbers scored, IReadOnlyList<RunModel> models, IReadOnlyList<string> notes)
    {
        var report = new ReportBuilder(title, $"{trained.Run.Path}, model {trained.Name}");
        ConfidenceInterval error = scored.MeanAbsoluteError;
        ReportSection result = report.Section("Result").Highlights(
        [
            new("mean absolute error", Short(error.Estimate)), new("95% interval", $"{Short(error.Low)} to {Short(error.High)}"),
            new("root mean squared error", Short(scored.Report.RootMeanSquaredError)),
        ]);
        foreach (string note in notes)
            result.Text(note);
        report.AddComparison([.. models.Select(m => new ComparisonRow(m.Name, [.. m.Metrics.Where(p => SeriesText.Columns.Contains(p.Key))]))]);
        AddCurves(report, trained.Run);
        AddPredictions(report, scored, "Predictions");
        Finish(report, trained.Model, trained.Run, scored.Items);
    }

    /// <summary>The curves of a run's metrics.jsonl; of several members joined into one, the first one's.</summary>
    public static void AddCurves(ReportBuilder report, RunFolder run)
    {
        string path = File.Exists(run.MetricsPath) ? run.MetricsPath : Path.Combine(run.Path, "trainings", "member-1", Path.GetFileName(run.MetricsPath));
        if (File.Exists(path))
            report.AddCurves([.. MetricsLog.Read(path).Select(r => r.Values)]);
    }

    /// <summary>A look inside the model, the configuration, and the file.</summary>
    public static void Finish(ReportBuilder report, SeriesModel model, RunFolder run, IReadOnlyList<FeatureSequence> sequences)
    {
        report.AddParameters(model, new ModelView
        {
            Sequences = [.. sequences.Take(6).Select(s => TracedSequence.Of(s.Id, () => model.Outputs([s])))],
        });
        JsonObject config = JsonNode.Parse(run.ReadConfig())!.AsObject();
        config.Remove("features");
        if (config["answer"] is JsonObject answer)
            answer.Remove("labels");
        using JsonDocument shown = JsonDocument.Parse(config.ToJsonString());
        report.AddConfig(shown);
        report.Save(run.ReportPath);
    }

    /// <summary>The reliability diagram: how often an answer is right, by its probability.</summary>
    public static void AddCalibration(ReportBuilder report, ScoredLabels scored)
    {
        ReliabilityBin[] bins = [.. scored.Reliability.Where(b => b.Count > 0)];
        report.Section("Calibration").Text($"Expected calibration error {scored.CalibrationError.ToString("F3", CultureInfo.InvariantCulture)}: "
            + "the gap between how sure the model is and how often it is right.").Charts(
        [
            (new LineChart(
                [
                    new ChartSeries("the model", [.. bins.Select(b => b.Confidence)], [.. bins.Select(b => b.Accuracy)]),
                    new ChartSeries("as it should be", [0, 1], [0, 1]),
                ])
            { Description = "reliability diagram", XTitle = "probability of the answer", YTitle = "share that is right" },
                "Reliability: under the diagonal the model is too sure."),
            (new BarChart(
                [.. scored.Reliability.Select(b => $"{b.Low:P0} to {b.High:P0}")], [new BarSeries("items", [.. scored.Reliability.Select(b => (double)b.Count)])])
            { Description = "items by probability of the answer", ValueTitle = "items" }, "How many items each bin holds."),
        ]);
    }

    /// <summary>Predictions against the truth, and over time where there is one a step.</summary>
    public static void AddPredictions(ReportBuilder report, ScoredNumbers scored, string heading)
    {
        double[] truth = [.. scored.Truth.SelectMany(t => t)], predicted = [.. scored.Predicted.SelectMany(p => p.Select(e => e.Value))];
        ReportSection section = report.Section(heading).Chart(
            new PointChart([new ChartSeries("predictions", truth, predicted)])
            {
                Description = "predictions against the truth", XTitle = "true", YTitle = "predicted", Diagonal = true,
            },
            "Each point is a prediction; on the line it would be right.");
        if (scored.Truth.All(t => t.Length == 1))
            return;
        section.Charts(Enumerable.Range(0, scored.Truth.Count).OrderByDescending(i => scored.Truth[i].Length).Take(6).Order()
            .Select(i => ((IChart)OverTime(scored, i, "step", "value"), $"{scored.Items[i].Id}: truth and prediction over time.")));
    }

    /// <summary>Truth and prediction of one sequence over time.</summary>
    public static LineChart OverTime(ScoredNumbers scored, int index, string time, string value, params IEnumerable<ChartSeries> more)
    {
        SeriesEstimate[] predicted = [.. scored.Predicted[index]];
        double[] steps = [.. Enumerable.Range(1, predicted.Length).Select(t => (double)t)];
        List<ChartSeries> lines =
        [
            new("truth", steps, scored.Truth[index]), new("prediction", steps, [.. predicted.Select(e => e.Value)]),
        ];
        if (predicted.Any(e => !double.IsNaN(e.Low)))
        {
            lines.Add(new("low", steps, [.. predicted.Select(e => e.Low)]));
            lines.Add(new("high", steps, [.. predicted.Select(e => e.High)]));
        }

        lines.AddRange(more);
        return new LineChart(lines) { Description = "truth and prediction over time", XTitle = time, YTitle = value };
    }

    /// <summary>The wrong answers given with the greatest certainty, with their curves.</summary>
    private static void AddExamples(ReportBuilder report, ScoredLabels scored, LabeledSequences test)
    {
        int[] wrong =
        [
            .. Enumerable.Range(0, test.Count).Where(i => Array.IndexOf(scored.Probabilities[i], scored.Probabilities[i].Max()) != scored.Truth[i])
                .OrderByDescending(i => scored.Probabilities[i].Max()).Take(4),
        ];
        if (wrong.Length == 0)
            return;
        report.Section("Wrong and certain").Charts(wrong.Select(i => ((IChart)Curves(test[i], test.FeatureNames),
            $"{test[i].Id}: {test.Labels[scored.Truth[i]]}, taken for {test.Labels[Array.IndexOf(scored.Probabilities[i], scored.Probabilities[i].Max())]} "
            + $"({Percent(scored.Probabilities[i].Max())})")));
    }

    private static LineChart Curves(FeatureSequence sequence, IReadOnlyList<string> names)
    {
        double[] time = [.. Enumerable.Range(1, sequence.Steps).Select(t => (double)t)];
        return new LineChart([.. names.Take(6).Select((name, f) =>
            new ChartSeries(name, time, [.. Enumerable.Range(0, sequence.Steps).Select(t => (double)sequence.Values[(t * sequence.Features) + f])]))])
        { Description = "features over time", XTitle = "step", YTitle = "value" };
    }

    /// <summary>t-SNE of the vectors that the last layer sees.</summary>
    private static void AddMap(ReportBuilder report, TrainedSeries trained, LabeledSequences test, CancellationToken cancellation)
    {
        if (test.Count < 20)
            return;
        double every = Math.Max(1, test.Count / 500.0);
        LabeledSequences shown = test.Subset(Enumerable.Range(0, Math.Min(test.Count, 500)).Select(i => (int)(i * every)));
        float[][] vectors = trained.Model.Features(shown);
        TsneResult map = Tsne.Fit(
            [.. vectors.SelectMany(v => v)], vectors.Length, vectors[0].Length, new TsneOptions { Iterations = 500 }, null, cancellation);
        report.AddScatter(map, [.. shown.Select(s => s.Label)], [.. test.Labels], [.. shown.Select(s => $"{s.Id}\n{test.Labels[s.Label]}")]);
    }

    private static string Percent(double share) => (share * 100).ToString("F1", CultureInfo.InvariantCulture) + "%";

    private static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
