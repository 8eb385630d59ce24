using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unroll.Decoding;
using Unroll.Formats;
using Unroll.Models;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>What the report of a captioner shows, and the pictures that it leaves in the run's folder.</summary>
internal sealed record CaptionsPage
{
    private const int Attended = 6, Kept = 12;

    public required RunFolder Run { get; init; }

    public required CaptionsData Data { get; init; }

    public required Captioner Model { get; init; }

    public required CaptionsResult Result { get; init; }

    public required CaptionsResult? Novel { get; init; }

    public required int Beam { get; init; }

    /// <summary>Writes report.html, and for scenes the folder <c>scenes</c>.</summary>
    public void Write()
    {
        var report = new ReportBuilder("A sentence for a picture", $"{Run.Path}: {Data.Record.Source}");
        ReportSection result = report.Section("Result").Highlights(Figures());
        result.Text(
            $"{Data.Test.Count} held-out pictures that chose nothing, beam of {Beam}; the loss on other held-out pictures chose the epoch.");
        if (Novel is not null)
        {
            string pairs = string.Join(", ", Scene.HeldOut.Select(p => $"{SceneWords.Colors[p.Color]} {SceneWords.Kinds[p.Kind]}"));
            result.Text(
                $"New pairs: {Novel.Captions.Length} scenes with one of {pairs}: each colour and each shape was seen in training, these never "
                + "together.");
        }

        report.AddCurves([.. MetricsLog.Read(Run.MetricsPath).Select(r => r.Values)]);
        Attention(report);
        Confusions(report);
        report.AddSamples([.. Order().Take(30)
            .Select(i => new ReportSample($"picture {i + 1}", Result.Captions[i].Text, Data.References[i][0],
                Math.Exp(Result.Captions[i].Hypothesis.LogProbability)))]);
        report.AddParameters(Model);
        JsonObject config = JsonNode.Parse(Run.ReadConfig())!.AsObject();
        config.Remove("words");
        using var shown = JsonDocument.Parse(config.ToJsonString());
        report.AddConfig(shown);
        report.Save(Run.ReportPath);
        if (Novel is not null)
        {
            Keep();
        }
    }

    private KeyValuePair<string, string>[] Figures()
    {
        string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + "%";
        List<KeyValuePair<string, string>> figures =
            [new("exact", Percent(Result.Exact)), new("BLEU", Result.Report.Bleu.Score.ToString("F1", CultureInfo.InvariantCulture))];
        if (Novel is not null)
        {
            figures.Add(new("exact, new pairs", Percent(Novel.Exact)));
        }

        return [.. figures];
    }

    /// <summary>The wrong ones first, as they teach more.</summary>
    private IEnumerable<int> Order() => Enumerable.Range(0, Result.Captions.Length).OrderBy(i => Result.Report.Exact[i] ? 1 : 0);

    private void Attention(ReportBuilder report)
    {
        int[] items = [.. Enumerable.Range(0, Data.Test.Count).Take(Attended)];
        var traces = new BeamTrace[items.Length];
        IReadOnlyList<Translation>[] captions = Model.Describe([.. items.Select(i => CaptionsResult.Read(Model, Data.Test, i))], new BeamOptions
        {
            Width = Beam, KeepAttention = true, MaxLength = _ => 60, Traced = (s, trace) => traces[s] = trace,
        });
        ReportSection section = report.Section("Attention").Text(
            "Where the decoder looked before it wrote each word: the brighter, the more. ¶ is the end of the sentence.");
        for (int i = 0; i < items.Length; i++)
        {
            Translation best = captions[i][0];
            string[] words = CaptionText.Words(Model, best.Hypothesis);
            string caption = $"{best.Text} {(Result.Report.Exact[items[i]] ? "(as expected)" : $"(expected: {Data.References[items[i]][0]})")}";
            if (Model.Options.Grid > 0 && Data.Shown(items[i]) is { } picture)
            {
                section.Chart(
                    new AttentionTiles($"attended{i}", picture, words, best.Hypothesis.Attention, Model.Options.Grid)
                    { Description = $"attention for {best.Text}" },
                    caption);
                continue;
            }

            var weights = new double[words.Length, Model.Options.Places];
            for (int t = 0; t < words.Length; t++)
            {
                for (int p = 0; p < Model.Options.Places; p++)
                {
                    weights[t, p] = best.Hypothesis.Attention[t][p];
                }
            }

            section.Chart(
                new HeatMap(words, [.. Enumerable.Range(1, Model.Options.Places).Select(p => $"{p}")], weights)
                { Minimum = 0, MaxCell = 22, Description = $"attention for {best.Text}", ColumnTitle = "position" },
                caption);
        }

        report.Section("Beam search").Text(
            "What the search looked at: a column a step, the likeliest on top. Discs were gone on with, diamonds are whole sentences, pale dots "
            + "were dropped; the strong line leads to the answer.")
            .Chart(new BeamChart(traces[0], id => CaptionText.Word(Model, id)) { Description = "beam search" }, captions[0][0].Text);
    }

    private void Confusions(ReportBuilder report)
    {
        if (Novel is null || Data.Novel is null)
        {
            return;
        }

        var known = new SceneConfusion(Data.References.Select(r => r[0]), Result.Captions.Select(c => c.Text));
        var fresh = new SceneConfusion(Enumerable.Range(0, Data.Novel.Count).Select(Data.Novel.Caption), Novel.Captions.Select(c => c.Text));
        string Percent(double share) => (100 * share).ToString("F2", CultureInfo.InvariantCulture) + "%";
        ReportSection section = report.Section("By attribute").Table(
            ["attribute", "right", "right, new pairs"],
            known.Metrics.Zip(fresh.Metrics, (a, b) => (string[])[a.Key.Replace('_', ' '), Percent(a.Value), Percent(b.Value)]), "lrr");
        section.Text($"Captions that the grammar cannot read: {known.Unreadable} and {fresh.Unreadable}; with another number of shapes: "
            + $"{known.Miscounted} and {fresh.Miscounted}. The matrices count the others.");
        known.Show(section);
        fresh.Show(report.Section("By attribute, new pairs"));
    }

    /// <summary>Some scenes of the test with their captions, to try <c>unroll predict</c> on.</summary>
    private void Keep()
    {
        string folder = Path.Combine(Run.Path, "scenes");
        Directory.CreateDirectory(folder);
        var lines = new List<string>();
        for (int i = 0; i < Math.Min(Kept, Data.Test.Count); i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{i + 1:00}.png");
            AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(Data.Shown(i)!.ToPng()));
            lines.Add($"{name}\t{Data.Test.Caption(i)}\n");
        }

        AtomicFile.WriteAllText(Path.Combine(folder, "captions.tsv"), string.Concat(lines));
    }
}
