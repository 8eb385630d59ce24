using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// A sentence for a picture: show, attend and tell (Xu et al. 2015) on scenes that a program draws, or on a user's own pictures. Read
/// <see cref="Execute"/> from top to bottom.
/// </summary>
public sealed class CaptionsRecipe : IRecipe
{
    private static readonly CaptionerOptions Model = new();

    private static readonly TrainingRecord Training = new(
        Epochs: 6, Batch: 32, Optimizer: "adam:lr=0.0015", Schedule: "cosine:warmup=300", Clip: 1, Patience: 0, Minutes: null, Seed: 42);

    /// <inheritdoc/>
    public string Name => "captions";

    /// <inheritdoc/>
    public string Title => "A sentence for a picture, and where the network looked for each word";

    /// <inheritdoc/>
    public string Task => "captions";

    /// <inheritdoc/>
    public string Data => "generated: one to three shapes in a picture of 64 by 64 pixels";

    /// <inheritdoc/>
    public string Reference => "Xu et al. 2015 on photographs (Flickr8k): BLEU-4 19.5 with soft attention; none on scenes";

    /// <inheritdoc/>
    public string Measured => "99.7% of 2,000 scenes exact, 80.1% where colour and shape never stood together (docs/results.md)";

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("scenes", "50000", "scenes to train on"),
        new("features", "none", "with --data: what a vision model made of the pictures, .npy or .npz (--features FILE says the same)"),
        new("attention-units", "64", "units of additive attention"),
        new("beam", "3", "sequences kept by the search that evaluates"),
    ];

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        OptionCheck.Refuse(
            this, options, "--data", "--cell", "--units", "--embedding", "--dropout", "--epochs", "--minutes", "--batch", "--lr", "--clip",
            "--optimizer", "--schedule", "--patience");
        return Execute(options, context, null);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var plan = TranslationPlan.Read(context.Run);
        return Execute(plan.Options with { Minutes = null }, context, plan.Data);
    }

    private RunResult Execute(RunOptions options, RunContext context, DataRecord? expected)
    {
        long start = Stopwatch.GetTimestamp();
        IRunOutput output = context.Output;
        var set = new SettingReader(options.Set, Settings);
        int beam = set.Positive("beam", 3);

        // 1. Pictures with captions: scenes, or the user's own.
        string? features = options.Set.GetValueOrDefault("features");
        int scenes = set.Positive("scenes", options.Quick ? 1500 : 50_000);
        CaptionsData data = options.Data is { } path && path != "sample" ? CaptionsData.Given(path, features, options.Seed)
            : features is null ? CaptionsData.Scenes(options.Seed, scenes, options.Quick ? 200 : CaptionsData.TestScenes)
            : throw new UnrollException("features belong to pictures: name the file with picture<TAB>caption on each line with --data");
        if (expected is not null)
        {
            TranslationData.Expect(expected, data.Record);
        }

        output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{data.Record.Source}: {data.Train.Count:N0} captions to train on, {data.Valid.Count:N0} to choose by, "
            + $"{data.Test.Count:N0} to test on"));

        // 2. A small convolutional encoder with soft attention over its grid, and a decoder that writes word by word.
        CaptionerOptions shape = Model with
        {
            Side = data.Features is null ? Scene.Side : 0,
            Positions = data.Features?.Positions ?? 0,
            Features = data.Features?.Features ?? 0,
            Decoder = Cell.Parse(options.Cell ?? Model.Decoder.Name),
            DecoderUnits = options.Units ?? Model.DecoderUnits,
            Embedding = options.Embedding ?? Model.Embedding,
            OutputDropout = options.Dropout ?? Model.OutputDropout,
            AttentionUnits = set.Positive("attention-units", Model.AttentionUnits),
            Seed = options.Seed,
        };
        var plan = new TranslationPlan
        {
            Recipe = Name, Name = "captioner", Data = data.Record, Options = options,
            Training = TranslatorOverrides.Apply(options.Quick ? Training with { Epochs = 4, Optimizer = "adam:lr=0.002" } : Training, options),
        };
        (Captioner model, TrainingResult training) = Fit(plan, data, shape, context);

        // 3. Describe what no training saw, by beam search.
        CaptionsResult result = CaptionsResult.Of(model, data.Test, data.References, beam, context.Cancellation);
        output.Result($"held-out pictures: {result.Report}");
        List<KeyValuePair<string, double>> metrics = [.. result.Report.Metrics];
        CaptionsResult? novel = null;
        if (data.Novel is { } pictures)
        {
            string[] truths = [.. Enumerable.Range(0, pictures.Count).Select(pictures.Caption)];
            novel = CaptionsResult.Of(model, pictures, [.. truths.Select(t => (IReadOnlyList<string>)[t])], beam, context.Cancellation);
            output.Result($"colours and shapes never seen together: {novel.Report}");
            metrics.AddRange(new SceneConfusion(data.References.Select(r => r[0]), result.Captions.Select(c => c.Text)).Metrics);
            metrics.AddRange(novel.Report.Metrics.Concat(new SceneConfusion(truths, novel.Captions.Select(c => c.Text)).Metrics)
                .Select(m => KeyValuePair.Create("novel_" + m.Key, m.Value)));
        }

        // 4. The report, and some pictures to try the model on.
        new CaptionsPage { Run = context.Run, Data = data, Model = model, Result = result, Novel = novel, Beam = beam }.Write();
        output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(data.Record.Name, data.Record.Source, data.Record.Items),
            Metrics = [.. metrics, new("parameters", model.ParameterCount()), new("training_seconds", training.Seconds)],
        };
    }

    /// <summary>Trains in the run's folder, or goes on with what stands there: what an earlier process wrote holds.</summary>
    private static (Captioner Model, TrainingResult Training) Fit(
        TranslationPlan plan, CaptionsData data, CaptionerOptions shape, RunContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        RunFolder run = context.Run;
        bool resumed = File.Exists(run.ConfigPath);
        Captioner model;
        if (resumed)
        {
            plan = TranslationPlan.Read(run);
            model = CaptionerFiles.FromConfig(run.ReadConfig(), run.ConfigPath);
        }
        else
        {
            model = new Captioner(
                Tokenizer.Learn(TokenKind.Words, Enumerable.Range(0, data.Train.Count).Select(data.Train.Caption)), shape);
            run.WriteConfig(CaptionerFiles.Config(model, plan.Write));
        }

        var task = new CaptionTask(model, data.Train, data.Valid);
        TrainingResult result = TranslationTraining.Train(plan.Name, task, plan.Training.ToOptions(limitMinutes: !resumed), run, context);
        CaptionerFiles.SaveWeights(model, run.ModelPath);
        return (model, result);
    }
}
