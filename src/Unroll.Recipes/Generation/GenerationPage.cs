using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Models;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>What the report of a language model shows.</summary>
internal sealed record GenerationPage
{
    /// <summary>Pieces of the text that units are compared with; the first of them are shown in colour.</summary>
    private const int Compared = 8000, Colored = 900, Expected = 48;

    private static readonly string[] ShownMetrics = ["loss", "bits_per_character", "bits_per_byte", "bits_per_piece", "perplexity", "accuracy", "parameters", "training_seconds"];

    public required string Title { get; init; }

    public required TrainedLanguage Trained { get; init; }

    public required IReadOnlyList<RunModel> Models { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }

    public required IReadOnlyList<GeneratedText> Samples { get; init; }

    public required GenerationExtras Extras { get; init; }

    private LanguageModel Model => Trained.Model;

    private Pieces Pieces => Trained.Model.Pieces;

    /// <summary>Writes report.html.</summary>
    public void Write()
    {
        var report = new ReportBuilder(Title, $"{Trained.Run.Path}, model {Trained.Plan.Name}");
        ReportSection result = report.Section("Result");
        if (Trained.Score.Pieces > 0)
        {
            result.Highlights(
            [
                new("nats a piece", Number(Trained.Score.Loss, "F4")), new("bits", Number(Trained.Score.Bits, "F3")),
                new("perplexity", Number(Trained.Score.Perplexity, "F2")),
            ]);
        }

        foreach (string note in Notes)
        {
            result.Text(note);
        }

        report.AddComparison([.. Models.Select(m => new ComparisonRow(m.Name, [.. m.Metrics.Where(p => ShownMetrics.Contains(p.Key))]))]);
        report.AddCurves([.. MetricsLog.Read(Trained.Run.MetricsPath).Select(r => r.Values)]);
        AddSamples(report);
        Extras.Sections?.Invoke(report);
        AddInside(report);
        int[] read = Shown();
        report.AddParameters(Model, LanguageView.Of(
            Model, Pieces.IsItems ? Texts(read) : read.Chunk(60).Take(6)));
        using JsonDocument config = Configuration();
        report.AddConfig(config);
        report.Save(Trained.Run.ReportPath);
    }

    private void AddSamples(ReportBuilder report)
    {
        ReportSection section = report.Section("Samples");
        var generator = new TextGenerator(Model);
        if (!Pieces.IsItems)
        {
            foreach (double temperature in (double[])[0.5, 0.8, 1])
            {
                GeneratedText text = generator.Generate(new GenerationOptions { Length = 500, Sampling = new SamplingOptions { Temperature = temperature } })[0];
                section.Text($"At temperature {Number(temperature, "0.##")}:").Code(text.Text);
            }

            return;
        }

        HashSet<string> known = new(Trained.Train.Lines!, StringComparer.Ordinal);
        IEnumerable<IReadOnlyList<string>> rows = Samples.Take(30).Select(s => (IReadOnlyList<string>)
            [s.Text, known.Contains(s.Text) ? "in the data" : "new", Extras.Mark?.Invoke(s.Text) ?? "", Number(s.LogProbability, "F2")]);
        section.Text("At temperature 1:").Table(["sample", "", "", "log-probability"], rows, "lllr");
        foreach (double temperature in (double[])[0.5, 0.8, 1.2])
        {
            IReadOnlyList<GeneratedText> some = generator.Generate(new GenerationOptions { Count = 8, Length = 300, Sampling = new SamplingOptions { Temperature = temperature } });
            section.Text($"At temperature {Number(temperature, "0.##")}: {string.Join(" · ", some.Select(s => s.Text))}");
        }

        section.Chart(Lengths(), "Characters an item: the data's and the samples'.");
    }

    /// <summary>How long items are, in the data and in the samples.</summary>
    private BarChart Lengths()
    {
        int[] data = [.. Trained.Train.Lines!.Select(TextElements.Count)], own = [.. Samples.Select(s => TextElements.Count(s.Text))];
        int longest = Math.Max(1, data.Concat(own).Max()), width = Math.Max(1, (longest + 29) / 30), bins = (longest / width) + 1;
        double[] Shares(int[] lengths) => [.. Enumerable.Range(0, bins).Select(b => (double)lengths.Count(l => l / width == b) / Math.Max(1, lengths.Length))];
        return new BarChart(
            [.. Enumerable.Range(0, bins).Select(b => width == 1 ? $"{b}" : $"{b * width}-{((b + 1) * width) - 1}")], [new("data", Shares(data)), new("samples", Shares(own))])
        {
            Horizontal = false, ValueTitle = "share", Description = "lengths of the data and of the samples",
        };
    }

    /// <summary>Units that follow a property of the text, and what the model expects at each place.</summary>
    private void AddInside(ReportBuilder report)
    {
        int[] ids = Shown();
        if (ids.Length < 4)
            return;
        string[] pieces = [.. ids.Select(id => id == Pieces.End ? "\n" : Spaced(id))];
        TextActivations activations = TextActivations.Of(Model, ids);
        AddExpected(report, ids, activations);
        ReportSection section = report.Section("Units that follow the text").Text(
            "The unit of each property that follows it best over the text, by correlation (after Karpathy, Johnson and Fei-Fei 2015): "
            + "orange where it is near 1, blue near -1.");
        foreach (CellFinder found in CellFinder.Find(activations, pieces).Where(f => Math.Abs(f.Correlation) > 0.3).Take(5))
        {
            int from = Start(CellFinder.Features(pieces).First(f => f.Name == found.Feature).Values);
            int count = Math.Min(Colored, ids.Length - from);
            section.ColoredText(
                pieces[from..(from + count)], [.. Enumerable.Range(from, count).Select(t => (double)activations[t, found.Unit])],
                $"{found.Feature}: {activations.Name(found.Unit)}, correlation {Number(found.Correlation, "F2")} over {ids.Length:N0} pieces");
        }
    }

    /// <summary>Where to begin so that the property is seen to change.</summary>
    private static int Start(double[] values)
    {
        int first = Array.FindIndex(values, v => v > 0);
        return Math.Max(0, Math.Min(first - 200, values.Length - Colored));
    }

    private void AddExpected(ReportBuilder report, int[] ids, TextActivations activations)
    {
        int from = Math.Min(ids.Length / 2, 400), count = Math.Min(Expected, ids.Length - from - 1);
        const int Ranks = 5;
        var values = new double[Ranks, count];
        var names = new string[Ranks, count];
        for (int c = 0; c < count; c++)
        {
            float[] row = activations.Probabilities(from + c);
            int[] best = [.. Enumerable.Range(0, row.Length).OrderByDescending(id => row[id]).Take(Ranks)];
            for (int r = 0; r < best.Length; r++)
            {
                values[r, c] = row[best[r]];
                names[r, c] = Pieces.Show(best[r]);
            }
        }

        string[] columns = [.. Enumerable.Range(0, count).Select(c => Pieces.Show(ids[from + c + 1]))];
        foreach (int[] part in Enumerable.Range(0, count).Chunk(24))
        {
            var some = new double[Ranks, part.Length];
            for (int r = 0; r < Ranks; r++)
            {
                for (int c = 0; c < part.Length; c++)
                {
                    some[r, c] = values[r, part[c]];
                }
            }

            ReportSection section = part[0] == 0 ? report.Section("What it expects").Text(
                "Above, the text that stands in the held-out data; below each piece the five that the model thought likeliest in its place, colour their probability.") : _last!;
            _last = section;
            section.Chart(
                new HeatMap([.. Enumerable.Range(1, Ranks).Select(r => $"{r}")], [.. part.Select(c => columns[c])], some)
                {
                    Description = "the likeliest pieces in the place of each piece", Minimum = 0, Maximum = 1, UprightColumns = Pieces.Kind is PieceKind.Characters or PieceKind.Bytes,
                    CellText = (r, c, _) => names[r, part[c]],
                    CellTip = (r, c, p) => $"{names[r, part[c]]}: {Number(100 * p, "F1")}%",
                },
                "");
        }
    }

    private ReportSection? _last;

    /// <summary>A piece of the held-out data, or of the training data where nothing is held out.</summary>
    private int[] Shown()
    {
        Corpus source = Trained.Valid.Count > 1 ? Trained.Valid : Trained.Train;
        int[] ids = source.Lines is { } lines
            ? [.. lines.Take(Compared / 4).SelectMany(l => (int[])[Pieces.End, .. Pieces.Encode(l)])]
            : CorpusRecord.Encode(Pieces, source);
        return ids[..Math.Min(Compared, ids.Length)];
    }

    /// <summary>The items that follow each other in what is shown, each with the end that stands before it.</summary>
    private IEnumerable<int[]> Texts(int[] ids)
    {
        int[] starts = [.. Enumerable.Range(0, ids.Length).Where(i => ids[i] == Pieces.End), ids.Length];
        return starts.Zip(starts.Skip(1), (from, to) => ids[from..to]).Take(6);
    }

    /// <summary>A piece as running text.</summary>
    private string Spaced(int id)
    {
        string token = Pieces.Tokens[id];
        return Pieces.Kind is PieceKind.Words or PieceKind.Tokens && token != "\n" ? token + " " : token;
    }

    /// <summary>config.json without the long list.</summary>
    private JsonDocument Configuration()
    {
        JsonObject config = JsonNode.Parse(Trained.Run.ReadConfig())!.AsObject();
        config.Remove("vocabulary");
        return JsonDocument.Parse(config.ToJsonString());
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
