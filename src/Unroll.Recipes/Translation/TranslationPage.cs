using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unroll.Decoding;
using Unroll.Models;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>What the report of a translator shows.</summary>
internal sealed record TranslationPage
{
    public required string Title { get; init; }

    public required TrainedTranslator Trained { get; init; }

    public required TranslationReport Report { get; init; }

    /// <summary>What was translated, and its translations.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    public required IReadOnlyList<Translation> Translations { get; init; }

    /// <summary>One reference a source.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>What a reader should know of the figures.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The models side by side; none where there is one.</summary>
    public IReadOnlyList<RunModel> Models { get; init; } = [];

    /// <summary>Whether the figure of interest is BLEU rather than exactness.</summary>
    public bool Sentences { get; init; }

    /// <summary>Further sections, after the alignments.</summary>
    public Action<ReportBuilder>? More { get; init; }

    /// <summary>Writes report.html.</summary>
    public void Write()
    {
        var report = new ReportBuilder(Title, $"{Trained.Run.Path}, model {Trained.Name}");
        ReportSection result = report.Section("Result").Highlights(Figures());
        foreach (string note in Notes)
        {
            result.Text(note);
        }

        if (Models.Count > 1)
        {
            report.AddComparison([.. Models.Select(m => new ComparisonRow(m.Name, m.Metrics))]);
        }

        report.AddCurves([.. MetricsLog.Read(Trained.Run.MetricsPath).Select(r => r.Values)]);
        if (Sentences)
        {
            Lengths(report);
        }

        Alignments(report);
        Beams(report);
        More?.Invoke(report);
        report.AddSamples([.. Enumerable.Range(0, Math.Min(30, Sources.Count))
            .Select(i => new ReportSample(Sources[i], Translations[i].Text, References[i],
                Math.Exp(Translations[i].Hypothesis.LogProbability)))]);
        using JsonDocument config = Configuration();
        report.AddParameters(Trained.Model, View(Trained.Model, Sources));
        report.AddConfig(config);
        report.Save(Trained.Run.ReportPath);
    }

    /// <summary>What a report looks at inside a translator: the neighbours of the tokens it reads, and its encoder on some sources.</summary>
    public static ModelView View(Translator model, IReadOnlyList<string> sources) => new()
    {
        Embedding = "source.weight",
        Tokens = model.Source.Tokens,
        Sequences =
        [
            .. sources.Where(s => model.EncodeSource(s).Length is > 3 and <= 60).Take(12).Select(source => TracedSequence.Of(
                AlignmentText.Read(model, source), () => model.Translate([source], new BeamOptions { Width = 1, MaxLength = _ => 1 }))),
        ],
    };

    /// <summary>BLEU of the sources of about one length: who forgets the beginning of long ones shows it here.</summary>
    public static (double[] Lengths, double[] Bleu) ByLength(Translator model, IReadOnlyList<string> sources, TranslationReport report,
        int groups = 6)
    {
        int[] lengths = [.. sources.Select(s => model.Source.Encode(s).Length)];
        int[] order = [.. Enumerable.Range(0, lengths.Length).OrderBy(i => lengths[i])];
        int[][] parts = [.. order.Chunk(Math.Max(1, (order.Length + groups - 1) / groups))];
        return ([.. parts.Select(p => p.Average(i => (double)lengths[i]))], [.. parts.Select(p => report.Bleu.Of(p))]);
    }

    private KeyValuePair<string, string>[] Figures()
    {
        string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        double exact = (double)Report.Exact.Count(e => e) / Report.Exact.Count;
        return Sentences
            ? [new("BLEU", Number(Report.Bleu.Score, "F2")), new("chrF", Number(Report.ChrF.Score, "F1"))]
            : [new("exact", Number(exact, "P1")), new("edit distance / length", Number(Report.ErrorRate, "F3"))];
    }

    private void Lengths(ReportBuilder report)
    {
        (double[] lengths, double[] bleu) = ByLength(Trained.Model, Sources, Report);
        report.Section("By length").Chart(
            new LineChart([new ChartSeries("BLEU", lengths, bleu)])
            { XTitle = "tokens of the source", YTitle = "BLEU", Description = "BLEU by length" },
            "BLEU of sources of about one length.");
    }

    /// <summary>Where the decoder looked.</summary>
    private void Alignments(ReportBuilder report)
    {
        if (Trained.Model.Options.Attention is null)
        {
            return;
        }

        string[] shown = [.. Sources.Where(s => Trained.Model.EncodeSource(s).Length is > 3 and <= 26).Take(4)];
        IReadOnlyList<Translation>[] translations = Trained.Model.Translate(
            shown, new BeamOptions { KeepAttention = true, MaxLength = s => (2 * Trained.Model.EncodeSource(shown[s]).Length) + 10 });
        ReportSection section = report.Section("Alignment")
            .Text("Where the decoder looked as it wrote: a row a token written, a column a token read.");
        for (int i = 0; i < shown.Length; i++)
        {
            string[] read = AlignmentText.Read(Trained.Model, shown[i]), written = AlignmentText.Written(Trained.Model, translations[i][0]);
            var weights = new double[written.Length, read.Length];
            for (int t = 0; t < written.Length; t++)
            {
                for (int s = 0; s < read.Length; s++)
                {
                    weights[t, s] = translations[i][0].Hypothesis.Attention[t][s];
                }
            }

            section.Chart(
                new HeatMap(written, read, weights) { Minimum = 0, Maximum = 1, MaxCell = 26, Description = $"alignment of {shown[i]}" },
                $"{shown[i]} → {translations[i][0].Text}");
        }
    }

    /// <summary>How the search came to its answers.</summary>
    private void Beams(ReportBuilder report)
    {
        Translator model = Trained.Model;
        string[] shown = [.. Sources.Where(s => model.EncodeSource(s).Length is > 3 and <= 26).Take(2)];
        var traces = new BeamTrace[shown.Length];
        IReadOnlyList<Translation>[] translations = model.Translate(shown, new BeamOptions
        {
            Best = 3, MaxLength = s => (2 * model.EncodeSource(shown[s]).Length) + 10, Traced = (s, trace) => traces[s] = trace,
        });
        ReportSection section = report.Section("Beam search").Text(
            "What the search looked at: a column a step, the likeliest on top. Discs were gone on with, diamonds are whole sequences, pale dots "
            + "were dropped; the strong line leads to the answer.");
        for (int i = 0; i < shown.Length; i++)
        {
            section.Chart(
                new BeamChart(traces[i], id => AlignmentText.Shown(model.Target, id)) { Description = $"beam search for {shown[i]}" },
                $"{shown[i]} → {translations[i][0].Text}");
        }
    }

    /// <summary>config.json without the long lists.</summary>
    private JsonDocument Configuration()
    {
        JsonObject config = JsonNode.Parse(Trained.Run.ReadConfig())!.AsObject();
        config.Remove("source");
        config.Remove("target");
        return JsonDocument.Parse(config.ToJsonString());
    }
}
