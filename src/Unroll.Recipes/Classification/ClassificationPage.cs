using System.Text.Json;
using System.Text.Json.Nodes;
using Unroll.Data;
using Unroll.Models;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Projection;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>What the report of a classifier shows.</summary>
internal sealed record ClassificationPage
{
    public required string Title { get; init; }

    public required TrainedClassifier Trained { get; init; }

    public required LabeledText Train { get; init; }

    public required LabeledText Test { get; init; }

    /// <summary>The models side by side, the baseline among them.</summary>
    public required IReadOnlyList<RunModel> Models { get; init; }

    /// <summary>What a reader should know of the figures.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Texts whose reading is drawn whatever they are.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>How many test vectors are mapped.</summary>
    public int MappedTexts { get; init; } = 1000;

    /// <summary>Gradient steps of the map.</summary>
    public int MapIterations { get; init; } = 750;

    /// <summary>Writes report.html.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; training is finished and need not be done again.</exception>
    public void Write(CancellationToken cancellation)
    {
        SequenceClassifier model = Trained.Model;
        var report = new ReportBuilder(Title, $"{Trained.Run.Path}, model {Trained.Name}");
        ReportSection result = report.Section("Result").Highlights(
        [
            new("accuracy", Percent(Trained.Report.Accuracy)),
            new("macro F1", Trained.Report.Macro.F1.ToString("F3", System.Globalization.CultureInfo.InvariantCulture)),
        ]);
        foreach (string note in Notes)
        {
            result.Text(note);
        }

        report.AddComparison([.. Models.Select(m => new ComparisonRow(m.Name, Shown(m.Metrics)))]);
        report.AddClassDistribution(Train.CountByLabel(), Test.CountByLabel(), model.Labels);
        report.AddCurves([.. MetricsLog.Read(Trained.Run.MetricsPath).Select(r => r.Values)]);
        report.AddClassification(Trained.Report);
        SeriesPages.AddCalibration(report, ScoredLabels.Of(model, Test));
        AddReading(report, model);
        AddMap(report, model, cancellation);
        AddMistakes(report, model);
        report.AddParameters(model, new ModelView
        {
            Sequences = [.. Texts.Concat(Test.Take(200).Select(i => i.Text)).Distinct().Take(60).Select(t => TracedSequence.Of(model.Trace(t)))],
            Tokens = model.Vocabulary.Tokens,
        });
        using JsonDocument config = Configuration();
        report.AddConfig(config);
        report.Save(Trained.Run.ReportPath);
    }

    /// <summary>How the opinion changes character by character.</summary>
    private void AddReading(ReportBuilder report, SequenceClassifier model)
    {
        ReportSection section = report.Section("Character by character").Text(
            "What the network thinks after each character; the last column is its answer. Below the chosen texts, "
            + "those of the held-out part over which it changed its mind most often.");
        foreach (string text in Texts.Concat(MostUndecided(model, 4)).Distinct())
        {
            IReadOnlyList<Prediction> steps = model.PredictSteps(text);
            section.Chart(
                new CharacterStrip([.. TextElements.Split(text)], [.. steps.Select(s => s.Probabilities)], [.. model.Labels]),
                $"{text}: {string.Join(", ", steps[^1].Top(3).Select(t => $"{t.Label} {Percent(t.Probability)}"))}");
        }
    }

    private IEnumerable<string> MostUndecided(SequenceClassifier model, int count) => Test.Take(150)
        .Select(i => (i.Text, Changes: model.PredictSteps(i.Text).Select(s => s.Label).Aggregate(
            (Last: "", Count: 0), (seen, label) => (label, seen.Count + (label == seen.Last ? 0 : 1))).Count))
        .Where(x => TextElements.Count(x.Text) <= 24)
        .OrderByDescending(x => x.Changes).Take(count).Select(x => x.Text);

    /// <summary>t-SNE of the vectors that the last linear layer sees.</summary>
    private void AddMap(ReportBuilder report, SequenceClassifier model, CancellationToken cancellation)
    {
        LabeledText shown = Test.Subset(Splits.Evenly(Test.Count, MappedTexts));
        string[] texts = [.. shown.Select(i => i.Text)];
        float[][] vectors = model.Features(texts);
        TsneResult map = Tsne.Fit(
            vectors.SelectMany(v => v).ToArray(), vectors.Length, vectors[0].Length, new TsneOptions { Iterations = MapIterations }, null, cancellation);
        IReadOnlyList<Prediction> predictions = model.Predict(texts);
        report.AddScatter(
            map, [.. shown.Select(i => i.Label)], [.. model.Labels],
            [.. predictions.Select((p, i) => $"{texts[i]}\n{model.Labels[shown[i].Label]}, taken for {p.Label} ({Percent(p.Top(1)[0].Probability)})")]);
    }

    /// <summary>The answers that were wrong with the greatest certainty.</summary>
    private void AddMistakes(ReportBuilder report, SequenceClassifier model)
    {
        IReadOnlyList<Prediction> predictions = model.Predict([.. Test.Select(i => i.Text)]);
        report.AddSamples(
        [
            .. predictions.Select((p, i) => new ReportSample(p.Text, p.Label, model.Labels[Test[i].Label], p.Top(1)[0].Probability))
                .Where(s => s.Output != s.Expected).OrderByDescending(s => s.Probability).Take(20),
        ], "Wrong and certain");
    }

    /// <summary>config.json without the long lists.</summary>
    private JsonDocument Configuration()
    {
        JsonObject config = JsonNode.Parse(Trained.Run.ReadConfig())!.AsObject();
        config.Remove("vocabulary");
        config.Remove("labels");
        return JsonDocument.Parse(config.ToJsonString());
    }

    private static KeyValuePair<string, double>[] Shown(IReadOnlyList<KeyValuePair<string, double>> metrics) =>
        [.. metrics.Where(m => ResultText.Columns.Any(c => m.Key == c || m.Key == c + "_sd"))];

    private static string Percent(double share) => (share * 100).ToString("F1", System.Globalization.CultureInfo.InvariantCulture) + "%";
}
