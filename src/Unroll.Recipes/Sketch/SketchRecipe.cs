using System.Diagnostics;
using System.Globalization;
using Unroll.Data.Strokes;
using Unroll.Models;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// Sketch-RNN (Ha and Eck 2017): draws by moving a pen, from nothing or from the latent vector of a sketch. A classifier of our own says
/// whether what it draws is recognised.
/// </summary>
public sealed class SketchRecipe : IRecipe
{
    /// <summary>The folder of the decoder without an encoder inside a run that compares.</summary>
    private const string AloneFolder = "no-encoder";

    /// <inheritdoc/>
    public string Name => "sketch";

    /// <inheritdoc/>
    public string Title => "Drawings, movement by movement, as SVG sheets";

    /// <inheritdoc/>
    public string Task => "generate";

    /// <inheritdoc/>
    public string Data => "sketch_rnn";

    /// <inheritdoc/>
    public string Reference => "none for the sheep; Ha and Eck 2017 print reconstruction losses of Quick, Draw! classes";

    /// <inheritdoc/>
    public string Measured => "reconstruction 0.231, decoder alone 0.166; 99% of reconstructions recognised (docs/results.md)";

    /// <inheritdoc/>
    public IReadOnlyList<string> ModelNames => ["conditional", "unconditional"];

    /// <inheritdoc/>
    public bool CanRecompute => false;

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings => SketchPlan.Settings;

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var plan = SketchPlan.Of(this, options);
        (Sketches data, float deviation) = SketchData.Load(plan);
        plan = plan with { Deviation = deviation };
        RecordedPlan.Write(context.Run, plan);
        return Execute(plan, data, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        SketchPlan plan = RecordedPlan.Read<SketchPlan>(context.Run, "a run of sketch");
        plan.Data.Again();
        return Execute(plan with { Minutes = null }, SketchData.Load(plan).Sketches, context);
    }

    private static RunResult Execute(SketchPlan plan, Sketches data, RunContext context)
    {
        var clock = Stopwatch.StartNew();
        context.Output.Log(string.Create(
            CultureInfo.InvariantCulture,
            $"data: {plan.Data.Source}, {plan.Class}: {data.Train.Count} sketches to train, {data.Valid.Count} to validate, {data.Test.Count} to test; "
            + $"{data.Train.Average(s => s.Length):0} movements on average"));
        SketchModel model = plan.CreateModel(plan.Conditional);
        TrainingResult trained = TrainingSession.Fit(
            new SketchTask(model, data.Train, data.Valid, plan.Loss()), plan.Training(), context, plan.Conditional ? "sketch" : "sketch, no encoder", context.Run);
        if (trained.End == TrainingEnd.TimeUp)
        {
            SavedWeights.RestoreBest(model, context.Run);
        }

        SavedWeights.Save(model, context.Run);
        (double reconstruction, double divergence) = SketchTask.Evaluate(model, data.Test, plan.Longest);
        var metrics = new List<KeyValuePair<string, double>> { new("test_reconstruction", reconstruction), new("test_kl", divergence) };
        if (plan.Compare && plan.Conditional && Alone(plan, data, trained, context) is { } without)
        {
            metrics.Add(new("test_reconstruction_no_encoder", without));
            metrics.Add(new("gain_of_encoder", without - reconstruction));
        }

        var sheets = new SketchSheets(model, plan, data);
        SketchJudge? judge = SketchJudge.Of(plan, sheets, data, context);
        metrics.AddRange(judge?.Metrics ?? []);
        metrics.AddRange(
        [
            new("best_epoch", trained.BestEpoch), new("epochs", trained.Epochs), new("steps", trained.Steps), new("parameters", model.ParameterCount()),
            new("training_seconds", trained.Seconds),
        ]);
        foreach ((string name, double value) in metrics)
        {
            context.Output.Result(string.Create(CultureInfo.InvariantCulture, $"{name.Replace('_', ' '),-32}{value:0.####}"));
        }

        if (judge is not null)
        {
            context.Output.Result(judge.Sentence);
        }

        Report(plan, model, data, sheets.Draw(context.Run.Path), judge?.Sentence, metrics, context);
        return new RunResult
        {
            Run = context.Run.Path, Seconds = clock.Elapsed.TotalSeconds,
            Data = new RunData(plan.Data.Name, $"{plan.Data.Source}, {plan.Class}", data.Train.Count + data.Valid.Count + data.Test.Count), Metrics = metrics,
        };
    }

    /// <summary>
    /// The test reconstruction of the same decoder without an encoder, trained as long in a run of its own inside this one; null for a
    /// finished run of before those were kept.
    /// </summary>
    private static double? Alone(SketchPlan plan, Sketches data, TrainingResult trained, RunContext context)
    {
        string folder = Path.Combine(context.Run.Path, AloneFolder);
        bool known = File.Exists(Path.Combine(folder, "config.json"));
        if (!known && File.Exists(context.Run.ReportPath))
        {
            context.Output.Log("the decoder without an encoder was not kept when this run ended; its figure is left out");
            return null;
        }

        SketchModel alone = plan.CreateModel(conditional: false);
        RunFolder run = known ? RunFolder.Open(folder) : RunFolder.Create(folder, AloneFolder);
        using RunLock held = run.AcquireLock();
        TrainerOptions training = plan.Training() with { Epochs = Math.Max(1, trained.Epochs), Minutes = null };
        RecordedPlan.Write(run, plan with { Conditional = false, Compare = false, Epochs = training.Epochs, Minutes = null });
        TrainingSession.Fit(new SketchTask(alone, data.Train, data.Valid, plan.Loss()), training, context, "sketch, no encoder", run);
        SavedWeights.Save(alone, run);
        return SketchTask.Evaluate(alone, data.Test, plan.Longest).Reconstruction;
    }

    private static void Report(
        SketchPlan plan, SketchModel model, Sketches data, IReadOnlyList<(string Name, string Caption, SketchSheet Sheet)> sheets,
        string? judged, List<KeyValuePair<string, double>> metrics, RunContext context)
    {
        var report = new ReportBuilder("Sketches", $"{context.Run.Path}: {plan.Data.Source}, {plan.Class}");
        string[] highlights = ["test_reconstruction", "test_kl", "gain_of_encoder", "recognised", "recognised_reconstructions", "recognised_real"];
        report.AddHighlights(metrics.Where(m => highlights.Contains(m.Key)));
        if (judged is not null)
        {
            report.Section("Recognised").Text(judged);
        }

        foreach ((string name, string caption, SketchSheet sheet) in sheets)
        {
            report.Section(char.ToUpperInvariant(name[0]) + name[1..]).Chart(sheet, $"{caption} Also in {name}.svg.");
        }

        IReadOnlyList<MetricsLogRecord> log = MetricsLog.Read(context.Run.MetricsPath);
        double[] epochs = [.. log.Select(r => r["epoch"] ?? double.NaN)];
        ChartSeries Line(string name, string key) => new(name, epochs, [.. log.Select(r => r[key] ?? double.NaN)]);
        report.Section("Loss").Text("Nats, divided by the sketches and by the length of the longest, as published.").Charts(
            (new LineChart([Line("training", "loss"), Line("validation", "valid_loss"), Line("reconstruction", "valid_reconstruction")])
            { XTitle = "epoch", Description = "loss by epoch" }, "All of it."),
            (new LineChart([Line("divergence", "valid_kl")]) { XTitle = "epoch", Description = "divergence by epoch" }, "Divergence of the latent vectors, validation."));
        report.Section("Metrics").KeyValues(metrics.Select(m => KeyValuePair.Create(m.Key, m.Value.ToString("0.####", CultureInfo.InvariantCulture))));
        report.AddParameters(model, new ModelView
        {
            Sequences =
            [
                .. data.Test.Take(6).Select((sketch, i) => TracedSequence.Of(
                    $"test sketch {i + 1}", () => SketchTask.Evaluate(model, [sketch], plan.Longest))),
            ],
        });
        report.Save(context.Run.ReportPath);
        context.Output.Result($"report: {context.Run.ReportPath}, with a .svg of each sheet beside it");
    }
}
