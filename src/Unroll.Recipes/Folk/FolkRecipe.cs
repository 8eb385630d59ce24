using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Unroll.Data;
using Unroll.Data.Music;
using Unroll.Models;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// Folk tunes in ABC notation, character by character: the language model writes whole tunes, our reader of ABC says which are valid, and
/// those are also written as MIDI files.
/// </summary>
public sealed class FolkRecipe : IRecipe
{
    private const int Midis = 5;

    /// <inheritdoc/>
    public string Name => "folk";

    /// <inheritdoc/>
    public string Title => "Folk tunes in ABC notation, also as MIDI files";

    /// <inheritdoc/>
    public string Task => "generate";

    /// <inheritdoc/>
    public string Data => "nottingham_abc";

    /// <inheritdoc/>
    public string Reference => "none published for this form of the data";

    /// <inheritdoc/>
    public string Measured => "1.323 bits a character; 96% of the samples are valid ABC (docs/results.md)";

    /// <inheritdoc/>
    public bool CanRecompute => false;

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings => FolkPlan.Settings;

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        (FolkPlan plan, LanguageModelOptions shape) = FolkPlan.Of(this, options);
        FolkData data = FolkData.Load(plan, context.Output.Log);
        var model = new LanguageModel(Pieces.Build(PieceKind.Characters, data.Train, items: true), shape);
        context.Run.WriteConfig(LanguageModelFiles.Config(model, json =>
        {
            json.WriteString("recipe", "folk");
            json.WritePropertyName("folk");
            JsonSerializer.Serialize(json, plan, RecordedPlan.Json);
        }));
        return Execute(plan, model, data, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        FolkPlan plan = RecordedPlan.ReadPart<FolkPlan>(context.Run, "folk");
        plan.Data.Again();
        LanguageModel model = LanguageModelFiles.FromConfig(context.Run.ReadConfig(), context.Run.ConfigPath);
        return Execute(plan with { Minutes = null }, model, FolkData.Load(plan, _ => { }), context);
    }

    private static RunResult Execute(FolkPlan plan, LanguageModel model, FolkData data, RunContext context)
    {
        var clock = Stopwatch.StartNew();
        context.Output.Log(string.Create(
            CultureInfo.InvariantCulture,
            $"data: {plan.Data.Source}: {data.Train.Count} tunes to train, {data.Valid.Count} to validate, {data.Test.Count} to test, {data.Left} left out; "
            + $"{data.Train.Sum(t => t.Length):N0} characters, {model.Pieces.Count} different"));
        int[][] train = LanguageItemsTask.Encode(model, data.Train), valid = LanguageItemsTask.Encode(model, data.Valid);
        TrainingResult trained = TrainingSession.Fit(new LanguageItemsTask(model, train, valid), plan.Training(), context, "folk", context.Run);
        if (trained.End == TrainingEnd.TimeUp)
        {
            SavedWeights.RestoreBest(model, context.Run);
        }

        LanguageModelFiles.SaveWeights(model, context.Run.ModelPath);

        LanguageScore test = LanguageScore.OfItems(model, LanguageItemsTask.Encode(model, data.Test));
        FolkSamples samples = FolkSamples.Draw(model, plan, context.Cancellation);
        var known = new HashSet<string>(data.Train.Concat(data.Valid).Concat(data.Test));
        AbcTune[] read = [.. data.Train.Select(t => AbcReader.Parse(t))];
        List<KeyValuePair<string, double>> metrics =
        [
            new("test_nats", test.Loss), new("test_bits", test.Loss / Math.Log(2)), new("valid_share", samples.Valid.Count / (double)samples.Drawn.Count),
            new("full_bars", FullBars(samples.Valid.Select(v => v.Tune))), new("full_bars_data", FullBars(read)),
            new("new_share", samples.Valid.Count == 0 ? 0 : samples.Valid.Count(v => !known.Contains(v.Text)) / (double)samples.Valid.Count),
            new("distinct_share", samples.Valid.Count == 0 ? 0 : samples.Valid.Select(v => v.Text).Distinct().Count() / (double)samples.Valid.Count),
            new("mean_length", samples.Drawn.Average(s => s.Text.Length)), new("mean_length_data", data.Train.Average(t => t.Length)),
            new("best_epoch", trained.BestEpoch), new("epochs", trained.Epochs), new("parameters", model.ParameterCount()),
            new("training_seconds", trained.Seconds),
        ];
        foreach ((string name, double value) in metrics)
        {
            context.Output.Result(string.Create(CultureInfo.InvariantCulture, $"{name.Replace('_', ' '),-22}{value:0.####}"));
        }

        if (samples.FirstProblem is { } problem)
        {
            context.Output.Log($"the first sample that is no valid ABC: {problem}");
        }

        context.Output.Result("written: " + string.Join(", ", samples.Save(context.Run.Path, Midis)));
        Report(plan, model, data, samples, metrics, context);
        return new RunResult
        {
            Run = context.Run.Path, Seconds = clock.Elapsed.TotalSeconds,
            Data = new RunData(plan.Data.Name, plan.Data.Source, data.Train.Count + data.Valid.Count + data.Test.Count), Metrics = metrics,
        };
    }

    private static double FullBars(IEnumerable<AbcTune> tunes)
    {
        AbcTune[] all = [.. tunes];
        return all.Sum(t => t.Bars) is > 0 and var bars ? all.Sum(t => t.FullBars) / (double)bars : 0;
    }

    private static void Report(
        FolkPlan plan, LanguageModel model, FolkData data, FolkSamples samples, List<KeyValuePair<string, double>> metrics, RunContext context)
    {
        var report = new ReportBuilder("Folk tunes", $"{context.Run.Path}: {plan.Data.Source}");
        report.AddHighlights(metrics.Where(m => m.Key is "test_nats" or "valid_share" or "full_bars" or "new_share"));
        ReportSection section = report.Section("Samples").Text(string.Create(
            CultureInfo.InvariantCulture,
            $"The first valid ones of {samples.Drawn.Count} drawn at temperature {plan.Temperature:0.##}; all valid ones are in samples.abc, the first {Midis} also as MIDI files."));
        foreach ((int i, (string text, AbcTune tune)) in samples.Valid.Take(Midis).Index())
        {
            (int Beats, int Unit) metre = tune.Metre ?? (4, 4);
            section.Code(text).Chart(
                new PianoRollChart([tune.Notes], 4L * AbcTune.TicksPerQuarter * metre.Beats / metre.Unit) { Description = "the tune's notes over time" },
                $"Sample {i + 1} as it is played.");
        }

        IReadOnlyList<MetricsLogRecord> log = MetricsLog.Read(context.Run.MetricsPath);
        double[] epochs = [.. log.Select(r => r["epoch"] ?? double.NaN)];
        report.Section("Loss").Text("Nats of a character.").Chart(
            new LineChart(
            [
                new ChartSeries("training", epochs, [.. log.Select(r => r["loss"] ?? double.NaN)]),
                new ChartSeries("validation", epochs, [.. log.Select(r => r["valid_loss"] ?? double.NaN)]),
            ])
            { XTitle = "epoch", YTitle = "nats a character", Description = "loss by epoch" }, "Loss by epoch.");
        report.Section("Metrics").KeyValues(metrics.Select(m => KeyValuePair.Create(m.Key, m.Value.ToString("0.####", CultureInfo.InvariantCulture))));
        report.AddParameters(model, LanguageView.Of(model, LanguageItemsTask.Encode(model, [.. data.Test.Take(6)])));
        report.Save(context.Run.ReportPath);
        context.Output.Result($"report: {context.Run.ReportPath}");
    }
}
