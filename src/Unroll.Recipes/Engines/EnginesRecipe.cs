using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// How many cycles has an engine left? At every cycle a recurrent network reads the sensors and answers with a Weibull distribution of the
/// time to failure (E. Martinsson, WTTE-RNN; dataflowr course, module 11). Read <see cref="Execute"/> from top to bottom.
/// </summary>
public sealed class EnginesRecipe : IRecipe
{
    private const string Recipe = "engines";

    /// <inheritdoc/>
    public string Name => Recipe;

    /// <inheritdoc/>
    public string Title => "Cycles that a turbofan engine has left, from its sensors";

    /// <inheritdoc/>
    public string Task => "regress";

    /// <inheritdoc/>
    public string Data => DataSets.Engines.Name;

    /// <inheritdoc/>
    public string Reference => "mean absolute error 32.06 over all cycles, 20.55 at the last (dataflowr, tuned on the test engines); baseline 36.53 and 34.10";

    /// <inheritdoc/>
    public string Measured => EnginesResult.Line;

    /// <inheritdoc/>
    public IReadOnlyList<string> ModelNames => [.. EngineModel.All.Select(m => m.Name).OrderBy(n => n != EngineModel.Default)];

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings { get; } = [
        new("features", "by model", "what is read at a cycle: raw, smooth, slope, drift, age, or some of them as in raw+smooth"),
        new("trending", "by model", "leave out the columns that do not follow wear"),
        new("valid-share", "by model", "the share of the training engines that chooses the epoch and the rate; 0: all train, every epoch is run"),
        new("augment", "by model", "begin the training engines later and make their sensors noisier, anew each time"),
        SeriesSettings.Point, SeriesSettings.Best, .. SeriesSettings.Shape,
    ];

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (options.Valid is not null || options.Split is not (null or "tune") || options.Splits > 1)
            throw new UnrollException("engines has its own test engines and cuts the validation engines from the others: no --valid or --splits, and no --split but tune");
        DataLocation location = options.Data == "sample"
            ? new DataLocation(Data, DataOrigin.BuiltIn, null, $"built-in sample: {DataSets.Engines.BuiltIn}")
            : DataStore.Default.Resolve(DataSets.Engines, options.Data);
        string? path = location.Path is null ? null : Path.GetFullPath(location.Path);
        return Execute(path, location.Description, options, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var plan = ClassificationPlan.Read(context.Run);
        return Execute(plan.Data.Path, plan.Data.Source, plan.Options with { Minutes = null }, context, plan.Data.Sha256);
    }

    private RunResult Execute(string? path, string source, RunOptions options, RunContext context, string? expected = null)
    {
        long start = Stopwatch.GetTimestamp();
        IRunOutput output = context.Output;

        // 1. The engines. The test engines choose nothing.
        EngineFleet fleet = path is null ? EngineSimulator.Fleet(options.Quick ? 30 : 100, seed: 1) : EngineReader.Read(path);
        if (path is not null && options.Quick)
            fleet = new EngineFleet(fleet.Train.Subset(Enumerable.Range(0, Math.Min(30, fleet.Train.Count))), fleet.Test);
        string fingerprint = SeriesFingerprint.Of(fleet.Train.Concat(fleet.Test));
        if (expected is not null && expected != fingerprint)
            throw new UnrollException($"{path}: the data has changed since the run began; put the old data back, or start a new run");
        var data = new DataRecord(DataSets.Engines.Name, source, path, fleet.Train.Count + fleet.Test.Count, fingerprint);
        output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{source}: {fleet.Train.Count} engines to failure, {fleet.Test.Count} cut off; {fleet.Train.FeatureNames.Count} features"));

        // 2. What to train.
        var set = new SettingReader(options.Set, Settings);
        EngineModel chosen = EngineModel.Find(options.Model ?? EngineModel.Default);
        EngineModel[] models = options.Compare ? [chosen, .. EngineModel.All.Where(m => m != chosen)] : [chosen];
        int seeds = Math.Max(1, options.Seeds);
        double? minutes = options.Minutes / (models.Length * seeds);

        // 3. Train. A share of the training engines, at random, chooses the epoch and the rate; without one every epoch is run. The first
        // training is the run's own, the others have folders below it. Each answers for the test engines once.
        var table = new ResultTable();
        var trainings = new List<EngineTraining>();
        foreach (EngineModel model in models)
        {
            EngineFleet all = model.Cap is { } cap ? fleet.Capped(cap) : fleet, engines = all;
            if (set.Flag("trending", model.Trending))
                all = engines = all.Trending();
            var features = new EngineFeatures(set.Word("features", model.Features));
            float share = set.Number("valid-share", (float)model.ValidShare);
            if (share is not (>= 0 and < 0.9f))
                throw SettingReader.Expected("a share from 0 to 0.9", "valid-share", set.Word("valid-share", ""));
            bool varied = set.Flag("augment", model.Augment);
            for (int s = 0; s < seeds; s++)
            {
                ulong seed = options.Seed + (ulong)s;
                engines = options.Split == "tune" ? all.ToTune(seed) : all;
                (TargetSequences sensors, TargetSequences held) = share > 0 ? engines.Train.Split(share, (long)seed) : (engines.Train, engines.Train.Subset([]));
                TargetSequences fit = features.Of(sensors), valid = features.Of(held), test = features.Of(engines.Test);
                var plan = new ClassificationPlan
                {
                    Recipe = Recipe,
                    Name = model.Name,
                    Data = data,
                    Split = new SplitRecord("validation engines", share, seed),
                    Options = options,
                    Training = ModelOverrides.Apply(
                        options.Quick ? model.Training with { Epochs = Math.Min(6, model.Training.Epochs) } : model.Training,
                        options with { Minutes = minutes }, set, seed),
                };
                SeriesModel Create() => new(
                    FeatureScaler.Fit(fit.FeatureNames, fit, SeriesSettings.Scaling(set, model.Scaling)),
                    SeriesHead.Regress(model.Answer, fit) with { AnswerMean = SeriesSettings.AnswerMean(set, model.AnswerMean) },
                    SeriesSettings.Apply(model.Shape, options, set, seed));
                TrainingTask Train(SeriesModel network) =>
                    new SeriesTask(
                        network, varied ? sensors : fit, valid,
                        varied ? (engine, random) => features.Of(EngineAugmentation.Vary(engine, random)) : null)
                    { MonitoredMetric = SeriesSettings.BestBy(set, model.Best) };
                TrainedSeries trained = trainings.Count == 0 ? SeriesTraining.Fit(plan, Create, Train, context.Run, context)
                    : SeriesTraining.FitBelow($"{model.Name}-{seed}", plan, Create, Train, context);
                var scores = new EngineScores(ScoredNumbers.Of(trained.Model, test));
                table.Add(model.Name, "", [.. scores.Metrics, .. trained.Cost]);
                trainings.Add(new EngineTraining(model, trained, scores, EngineScores.Baseline(fit, test, model.Cap)));
            }

            // 4. What it has to beat: the mean life of the training engines less the cycles gone by.
            string name = model.Cap is null ? "mean life" : $"mean life, capped at {model.Cap}";
            if (table.Models.All(m => m.Name != name))
                table.Add(name, "", EngineScores.Baseline(engines.Train, engines.Test, model.Cap).Metrics);
        }

        // 5. Say it, and write the report.
        return EnginesResult.Present(trainings, table, options, data, start, context);
    }
}
