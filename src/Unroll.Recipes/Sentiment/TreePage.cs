using System.Globalization;
using System.Text.Json;
using Unroll.Data;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The report of a tree classifier: its figures, and trees drawn with the sentiment of each node.</summary>
internal static class TreePage
{
    private static readonly string[] Signs = ["−−", "−", "0", "+", "++"];

    public static void Write(
        string title, TreeClassifier model, LabeledTrees test, TreeReport result, IReadOnlyList<RunModel> models, IEnumerable<string> notes, RunFolder run)
    {
        var report = new ReportBuilder(title, run.Path);
        ReportSection first = report.Section("Result").Highlights(
        [
            new($"whole sentences, {test.Labels.Count} labels", Percent(result.Roots.Accuracy)), new("for or against", Percent(result.BinaryAccuracy)),
            new("all nodes", Percent(result.NodeAccuracy)),
        ]);
        foreach (string note in notes)
        {
            first.Text(note);
        }

        report.AddComparison([.. models.Select(m => new ComparisonRow(m.Name, m.Metrics))]);
        report.AddCurves([.. MetricsLog.Read(run.MetricsPath).Select(r => r.Values)]);
        AddTrees(report, model, test);
        report.AddClassification(result.Roots, "Whole sentences");
        using JsonDocument config = ReportConfig.Read(run);
        report.AddParameters(model, new ModelView { Tokens = model.Words.Tokens, Embedding = "words.weight" });
        report.AddConfig(config);
        report.Save(run.ReportPath);
    }

    /// <summary>Sentences of the test part in which the sentiment turns on the way up.</summary>
    private static void AddTrees(ReportBuilder report, TreeClassifier model, LabeledTrees test)
    {
        LabeledTree[] some = [.. test.Where(t => t.Words.Count() is >= 5 and <= 16).Take(300)];
        ReportSection section = report.Section("Trees").Text(
            "What the network thinks of each part of a sentence, from the words up: blue is for, orange against, light a little, full very; "
            + "hover for the label in the data. Test sentences in which the sentiment turns most often on the way up.");
        foreach (TreePrediction p in model.Predict(some).OrderByDescending(Turns).Take(5))
        {
            section.Chart(
                Chart(p, model.Labels.Count),
                $"{string.Join(' ', p.Tree.Words)} · taken for {p.Label}, in the data {(p.Tree.Root.Label < 0 ? "not known" : test.Labels[p.Tree.Root.Label])}");
        }
    }

    private static int Turns(TreePrediction p) => p.Tree.Nodes.Select((n, i) => n.Children.Count(c => Side(p, c) * Side(p, i) < 0)).Sum();

    private static int Side(TreePrediction p, int node) => Math.Sign((2 * p.LabelOf(node)) - p.Labels.Count + 1);

    private static TreeChart Chart(TreePrediction p, int labels) => new(
    [
        .. p.Tree.Nodes.Select((n, i) =>
        {
            int given = p.LabelOf(i), side = (2 * given) - labels + 1;
            string tip = string.Create(CultureInfo.InvariantCulture,
                $"{string.Join(' ', p.Tree.WordsOf(i))}\ntaken for {p.Labels[given]} ({Percent(p.Probabilities[i][given])})")
                + (n.Label < 0 ? "" : $"\nin the data {p.Labels[n.Label]}");
            return new TreeChartNode(
                n.Children, n.Word, side > 0 ? 0 : side < 0 ? 3 : 7, Math.Abs(side) > labels / 2, labels == 5 ? Signs[given] : p.Labels[given], tip);
        }),
    ])
    { Description = $"tree of: {string.Join(' ', p.Tree.Words)}" };

    private static string Percent(double share) => (share * 100).ToString("F1", CultureInfo.InvariantCulture) + "%";
}
