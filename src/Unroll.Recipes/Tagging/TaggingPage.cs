using System.Globalization;
using System.Text.Json;
using Unroll.Data;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Reports;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The report of a tagger.</summary>
internal static class TaggingPage
{
    private const int MostWords = 30;

    public static void Write(
        string title, SequenceTagger model, TaggingData data, TaggingReport result, IReadOnlyList<RunModel> models, IEnumerable<string> notes, RunFolder run)
    {
        var report = new ReportBuilder(title, $"{run.Path}, {data.Record.Source}");
        ReportSection first = report.Section("Result").Highlights(
        [
            .. result.Spans is { } s ? (KeyValuePair<string, string>[])[new("entity F1", Percent(s.All.F1))] : [],
            new("words right", Percent(result.Words.Accuracy)), new("sentences all right", Percent(result.SentenceAccuracy)),
        ]);
        foreach (string note in notes)
        {
            first.Text(note);
        }

        report.AddComparison([.. models.Select(m => new ComparisonRow(m.Name, [.. m.Metrics.Where(p => p.Key is not ("epochs" or "best_epoch"))]))]);
        if (result.Spans is { } spans)
        {
            report.Section("Entities").Text("Counted as conlleval counts: first word, last word and type must all be right.").Table(
                ["type", "precision", "recall", "F1", "support"],
                spans.Types.Append(("all", spans.All, spans.Spans)).Select(t => (IReadOnlyList<string>)
                    [t.Item1, Number(t.Item2.Precision), Number(t.Item2.Recall), Number(t.Item2.F1), t.Item3.ToString(CultureInfo.InvariantCulture)]), "lrrrr");
        }

        report.AddCurves([.. MetricsLog.Read(run.MetricsPath).Select(r => r.Values)]);
        report.AddClassification(result.Words);
        AddSentences(report, model, data.Test.Under(model.Tags));
        using JsonDocument config = ReportConfig.Read(run);
        report.AddParameters(model, new ModelView
        {
            Tokens = model.Words.Tokens, Embedding = "words.weight",
            Sequences = [.. data.Test.Where(s => s.Words.Length is > 3 and <= MostWords).Take(12).Select(s => TracedSequence.Of(s.Words, () => model.Predict(s.Words)))],
        });
        report.AddConfig(config);
        report.Save(run.ReportPath);
    }

    /// <summary>The sentences with the most wrong tags among short ones.</summary>
    private static void AddSentences(ReportBuilder report, SequenceTagger model, TaggedText test)
    {
        TaggedSentence[] shown = [.. test.Where(s => s.Words.Length is > 3 and <= MostWords).Take(400)];
        if (shown.Length == 0)
            return;
        IReadOnlyList<TagPrediction> answers = model.Predict([.. shown.Select(s => s.Words)]);
        ReportSection section = report.Section("Sentences").Text(
            "Where the network was wrong most often among short sentences: each word, the tag given, how probable it is, the right one where it differs.");
        foreach ((TaggedSentence sentence, TagPrediction answer) in shown.Zip(answers)
            .OrderByDescending(p => p.First.Tags.Where((t, i) => t != p.Second.Ids[i]).Count()).Take(6))
        {
            section.Table(["word", "tag", "probability", "right"], sentence.Words.Select((w, i) => (IReadOnlyList<ReportCell>)
            [
                new(w), new(answer.Tags[i], answer.Ids[i] != sentence.Tags[i]), new(Percent(answer.Probability(i))),
                new(answer.Ids[i] == sentence.Tags[i] ? "" : model.Tags[sentence.Tags[i]]),
            ]), "llrl");
        }
    }

    private static string Percent(double share) => (share * 100).ToString("F1", CultureInfo.InvariantCulture) + "%";

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
