using System.Diagnostics;
using System.Globalization;
using Unroll.Data.Music;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// Bach's chorales as polyphonic music: the keys of the next quarter, each a Bernoulli variable of its own (Boulanger-Lewandowski et al.
/// 2012; Chung et al. 2014). Validation chooses the weights; the test part is measured once, at the end.
/// </summary>
public sealed class ChoralesRecipe : IRecipe
{
    /// <inheritdoc/>
    public string Name => "chorales";

    /// <inheritdoc/>
    public string Title => "Chorales in four voices, as MIDI files";

    /// <inheritdoc/>
    public string Task => "generate";

    /// <inheritdoc/>
    public string Data => "jsb_chorales";

    /// <inheritdoc/>
    public string Reference => "negative log-likelihood of a step 8.54 (GRU, Chung et al. 2014)";

    /// <inheritdoc/>
    public string Measured => "8.477 on the test part (docs/results.md)";

    /// <inheritdoc/>
    public bool CanRecompute => false;

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings => ChoralesPlan.Settings;

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var plan = ChoralesPlan.Of(this, options);
        PianoRolls rolls = Load(plan);
        RecordedPlan.Write(context.Run, plan);
        return Execute(plan, rolls, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ChoralesPlan plan = RecordedPlan.Read<ChoralesPlan>(context.Run, "a run of chorales");
        plan.Data.Again();
        return Execute(plan with { Minutes = null }, Load(plan), context);
    }

    private static PianoRolls Load(ChoralesPlan plan) =>
        plan.Data.Path is null ? ChoraleComposer.Compose(plan.Pieces) : PianoRolls.Read(plan.Data.Path);

    private static RunResult Execute(ChoralesPlan plan, PianoRolls rolls, RunContext context)
    {
        var clock = Stopwatch.StartNew();
        context.Output.Log(string.Create(
            CultureInfo.InvariantCulture,
            $"data: {plan.Data.Source}: {rolls.Train.Count} to train, {rolls.Valid.Count} to validate, {rolls.Test.Count} to test; "
            + $"{rolls.Train.Sum(r => r.Steps):N0}, {rolls.Valid.Sum(r => r.Steps):N0} and {rolls.Test.Sum(r => r.Steps):N0} steps"));
        PolyphonicModel model = plan.CreateModel();
        TrainingResult trained = TrainingSession.Fit(
            new PolyphonicTask(model, rolls.Train, rolls.Valid, plan.Transpositions), plan.Training(), context, "chorales", context.Run);
        if (trained.End == TrainingEnd.TimeUp)
        {
            // The weights of the best epoch so far are what the run gives; training can go on from the last.
            SavedWeights.RestoreBest(model, context.Run);
        }

        SavedWeights.Save(model, context.Run);
        List<KeyValuePair<string, double>> metrics =
        [
            new("test_loss", PolyphonicTask.Evaluate(model, rolls.Test)), new("valid_loss", PolyphonicTask.Evaluate(model, rolls.Valid)),
            new("baseline_loss", KeyFrequencies(rolls.Train, rolls.Test)), new("best_epoch", trained.BestEpoch), new("epochs", trained.Epochs),
            new("parameters", model.ParameterCount()), new("training_seconds", trained.Seconds),
        ];
        IReadOnlyList<PianoRoll> samples =
            [.. Enumerable.Range(0, plan.Samples).Select(i => model.Generate(plan.Steps, plan.Temperature, new RngSequence(plan.Seed, RandomPurpose.Sampling, (ulong)i)))];
        metrics.Add(new("sample_notes_a_step", samples.Average(s => s.Frames.Average(f => f.Length))));
        metrics.Add(new("data_notes_a_step", rolls.Train.Average(s => s.Frames.Average(f => f.Length))));
        foreach ((string name, double value) in metrics)
        {
            context.Output.Result(string.Create(CultureInfo.InvariantCulture, $"{name.Replace('_', ' '),-22}{value:0.####}"));
        }

        for (int i = 0; i < samples.Count; i++)
        {
            string path = Path.Combine(context.Run.Path, $"chorale-{i + 1}.mid");
            ChoraleFile.Of(samples[i]).Save(path);
            context.Output.Result($"sample: {path}");
        }

        Report(plan, model, samples, rolls, metrics, context);
        return new RunResult
        {
            Run = context.Run.Path, Seconds = clock.Elapsed.TotalSeconds,
            Data = new RunData(plan.Data.Name, plan.Data.Source, rolls.Train.Count + rolls.Valid.Count + rolls.Test.Count), Metrics = metrics,
            Baseline = new RunModel("frequency of each key", [new("test_loss", metrics[2].Value)]),
        };
    }

    /// <summary>What whoever knows only how often each key sounds pays for a step.</summary>
    private static double KeyFrequencies(IReadOnlyList<PianoRoll> train, IReadOnlyList<PianoRoll> test)
    {
        double[] p = new double[PianoRoll.Keys];
        double steps = train.Sum(r => r.Steps);
        foreach (int pitch in train.SelectMany(r => r.Frames).SelectMany(f => f))
        {
            p[pitch - PianoRoll.Lowest]++;
        }

        for (int k = 0; k < p.Length; k++)
        {
            p[k] = (p[k] + 0.5) / (steps + 1);
        }

        double silence = p.Sum(q => -Math.Log(1 - q));
        return test.SelectMany(r => r.Frames)
            .Average(f => silence + f.Sum(pitch => Math.Log(1 - p[pitch - PianoRoll.Lowest]) - Math.Log(p[pitch - PianoRoll.Lowest])));
    }

    private static void Report(
        ChoralesPlan plan, PolyphonicModel model, IReadOnlyList<PianoRoll> samples, PianoRolls rolls, List<KeyValuePair<string, double>> metrics, RunContext context)
    {
        var report = new ReportBuilder("Chorales", $"{context.Run.Path}: {plan.Data.Source}");
        report.AddHighlights(metrics.Where(m => m.Key is "test_loss" or "valid_loss" or "baseline_loss" or "best_epoch"));
        ReportSection drawn = report.Section("Samples").Text(string.Create(
            CultureInfo.InvariantCulture,
            $"Drawn at temperature {plan.Temperature:0.##}, a quarter a step; the files chorale-1.mid and so on lie beside this page."));
        foreach ((int i, PianoRoll roll) in samples.Index())
        {
            drawn.Chart(Picture(roll), $"Sample {i + 1}.");
        }

        report.Section("From the data").Chart(Picture(rolls.Test[0]), "The first chorale of the test part.");
        IReadOnlyList<MetricsLogRecord> log = MetricsLog.Read(context.Run.MetricsPath);
        double[] epochs = [.. log.Select(r => r["epoch"] ?? double.NaN)];
        report.Section("Loss").Text("Nats of a step: summed over the 88 keys, averaged over steps. Training pieces are transposed and thinned out by dropout.").Chart(
            new LineChart(
            [
                new ChartSeries("training", epochs, [.. log.Select(r => r["loss"] ?? double.NaN)]),
                new ChartSeries("validation", epochs, [.. log.Select(r => r["valid_loss"] ?? double.NaN)]),
            ])
            { XTitle = "epoch", YTitle = "nats a step", Description = "loss by epoch" }, "Loss by epoch.");
        report.Section("Metrics").KeyValues(metrics.Select(m => KeyValuePair.Create(m.Key, m.Value.ToString("0.####", CultureInfo.InvariantCulture))));
        report.AddParameters(model, new ModelView
        {
            Sequences = [.. rolls.Test.Take(4).Select((roll, i) => TracedSequence.Of($"test chorale {i + 1}", () => PolyphonicTask.Evaluate(model, [roll])))],
        });
        report.Save(context.Run.ReportPath);
        context.Output.Result($"report: {context.Run.ReportPath}");
    }

    private static PianoRollChart Picture(PianoRoll roll) =>
        new([roll.ToNotes(ChoraleFile.TicksPerQuarter)], 4 * ChoraleFile.TicksPerQuarter) { Description = "the chorale's notes over time" };
}
