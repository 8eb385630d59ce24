using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// What is the person doing? A recurrent network reads the 20 joints of a skeleton frame by frame (Li, Zhang and Liu 2010; Du, Wang and Wang 2015).
/// People of the test part were never seen in training. Read <see cref="Execute"/> from top to bottom.
/// </summary>
public sealed class ActivityRecipe : IRecipe
{
    private const string Recipe = "activity", DefaultFeatures = "motion";

    // The people of the published training part.
    private static readonly int[] Trainers = [1, 3, 5, 7, 9];

    // The published subsets of eight actions each: AS1 and AS2 of similar movements, AS3 of complex ones.
    private static readonly (string Name, int[] Actions)[] Sets =
    [
        ("all", [.. Enumerable.Range(1, 20)]),
        ("as1", [2, 3, 5, 6, 10, 13, 18, 20]),
        ("as2", [1, 4, 7, 8, 9, 11, 14, 12]),
        ("as3", [6, 14, 15, 16, 17, 18, 19, 20]),
    ];

    private static readonly SeriesOptions Shape = new()
    {
        Recurrent = new(Cell.Gru, 64) { Layers = 2, Bidirectional = true, Dropout = 0.4f },
        Pooling = SeriesPooling.Mean | SeriesPooling.Max,
        InputDropout = 0.1f,
        OutputDropout = 0.5f,
    };

    private static readonly TrainingRecord Training = new(
        Epochs: 40, Batch: 16, Optimizer: "adamw:lr=0.002,weight-decay=0.01", Schedule: "cosine:warmup=50", Clip: 1, Patience: 0, Minutes: null, Seed: 42);

    /// <inheritdoc/>
    public string Name => Recipe;

    /// <inheritdoc/>
    public string Title => "What a person is doing, from the joints of the skeleton";

    /// <inheritdoc/>
    public string Task => "classify";

    /// <inheritdoc/>
    public string Data => DataSets.Activity.Name;

    /// <inheritdoc/>
    public string Reference => "mean accuracy of AS1 to AS3 94.49% (hierarchical bidirectional network, Du et al. 2015), 74.7% (Li et al. 2010)";

    /// <inheritdoc/>
    public string Measured => ActivityResult.Line;

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("sets", "all,as1,as2,as3", "which sets of actions are trained: all, as1, as2, as3"),
        new("features", DefaultFeatures, "what is read of the joints: positions, hips, shift, motion, or some of them as in hips+motion"),
        new("augment", "true", "turn, stretch and cut the training recordings anew each time"),
        .. SeriesSettings.Shape, SeriesSettings.Pooling, .. SeriesSettings.Labels,
    ];

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (options.Valid is not null || options.Splits > 1 || options.Compare || options.Model is not null || options.Patience > 0)
            throw new UnrollException("activity is divided by people and has one model: no --valid, --splits, --compare, --model or --patience");
        DataLocation location = options.Data == "sample"
            ? new DataLocation(Data, DataOrigin.BuiltIn, null, $"built-in sample: {DataSets.Activity.BuiltIn}")
            : DataStore.Default.Resolve(DataSets.Activity, options.Data);
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
        var set = new SettingReader(options.Set, Settings);

        // 1. The recordings.
        IReadOnlyList<Recording> recordings = path is null ? StickFigures.Read() : ActionReader.Read(path);
        IReadOnlyList<string> names = path is null ? StickFigures.Actions : ActionReader.Actions;
        string fingerprint = SeriesFingerprint.Of(recordings.Select(r => new LabeledSequence(r.Id, r.Frames, r.Count, r.Action)));
        if (expected is not null && expected != fingerprint)
            throw new UnrollException($"{path}: the data has changed since the run began; put the old data back, or start a new run");
        var data = new DataRecord(DataSets.Activity.Name, source, path, recordings.Count, fingerprint);
        context.Output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{source}: {recordings.Count} recordings of {recordings.Select(r => r.Action).Distinct().Count()} actions by {recordings.Select(r => r.Subject).Distinct().Count()} people"));

        // 2. People 1, 3, 5, 7 and 9 train, the others test. With --split tune each of the five is left out in turn, to test on what the
        // four others trained, and the people of the test part do not take part.
        bool tune = options.Split switch
        {
            null or "subjects" => false,
            "tune" => true,
            string other => throw new UnrollException($"unknown split `{other}`; known are subjects and tune"),
        };
        int[] folds = tune ? Trainers : [0];

        // 3. A network for each set of actions, seed and fold; the first is the run's own, the others have folders below it.
        string[] wanted = path is null ? ["all"] : set.List("sets", options.Quick ? "as1" : "all,as1,as2,as3");
        var features = new SkeletonFeatures(set.Word("features", DefaultFeatures));
        bool augment = set.Flag("augment", true);
        int seeds = Math.Max(1, options.Seeds);
        var table = new ResultTable();
        var trainings = new List<ActivityTraining>();
        foreach (string name in wanted)
        {
            int[] actions = Array.Find(Sets, s => s.Name == name).Actions
                ?? throw SettingReader.Expected("all, as1, as2 or as3", "sets", name);
            var labels = new LabelSet(actions.Where(a => a <= names.Count).Select(a => names[a - 1]));
            LabeledSequence[] Bodies(Func<int, bool> person) =>
            [
                .. recordings.Where(r => person(r.Subject) && labels.IndexOf(names[r.Action]) >= 0)
                    .Select(r => r.ToSequence(labels.IndexOf(names[r.Action]))),
            ];
            LabeledSequence Seen(LabeledSequence body) => new(body.Id, features.Of(body.Values), body.Steps, body.Label);
            LabeledSequences Part(IEnumerable<LabeledSequence> bodies) => new(bodies.Select(Seen), features.Names, labels);
            foreach (int held in folds)
            {
                LabeledSequence[] bodies = Bodies(p => Trainers.Contains(p) && p != held);
                LabeledSequences train = Part(bodies), test = Part(Bodies(p => tune ? p == held : !Trainers.Contains(p)));
                if (train.Count == 0 || test.Count == 0)
                    throw new UnrollException($"{source}: no recordings of {name} by the people to train on or to test on");
                for (int s = 0; s < seeds; s++)
                {
                    ulong seed = options.Seed + (ulong)s;
                    var plan = new ClassificationPlan
                    {
                        Recipe = Recipe, Name = name, Data = data, Split = new SplitRecord(tune ? "tune" : "subjects", 0, seed), Options = options,
                        Training = ModelOverrides.Apply(
                            options.Quick ? Training with { Epochs = 15 } : Training,
                            options with { Minutes = options.Minutes / (wanted.Length * seeds * folds.Length) }, set, seed),
                    };
                    SeriesModel Create() => new(
                        FeatureScaler.Fit(train.FeatureNames, train, SeriesSettings.Scaling(set, FeatureScaling.None)), SeriesHead.Classify(labels),
                        SeriesSettings.Apply(Shape, options, set, seed));
                    // The test part is watched for the curves and chooses nothing: every epoch is run, and the last one's weights are taken.
                    TrainingTask Train(SeriesModel model) => new WatchedTask(!augment ? new SeriesTask(model, train, test)
                        : new SeriesTask(
                            model, new LabeledSequences(bodies, new SkeletonFeatures("positions").Names, labels), test,
                            (body, random) => Seen(SkeletonAugmentation.Vary(body, random))));
                    TrainedSeries trained = trainings.Count == 0 ? SeriesTraining.Fit(plan, Create, Train, context.Run, context)
                        : SeriesTraining.FitBelow(tune ? $"{name}-{seed}-person-{held}" : $"{name}-{seed}", plan, Create, Train, context);
                    ScoredLabels scored = ScoredLabels.Of(trained.Model, test);
                    table.Add(name, "", [.. scored.Metrics, .. trained.Cost]);
                    trainings.Add(new ActivityTraining(name, trained, scored, train, test));
                }

                // 4. What it has to beat: plain figures of each coordinate, and a linear model.
                Baseline linear = SeriesClassification.Baselines(FeatureScaler.Fit(train.FeatureNames, train), train, test)[^1];
                table.Add($"{name}, {SeriesSummary.Name}", "", linear.Model.Metrics);
            }
        }

        // 5. Say it, and write the report.
        return ActivityResult.Present(trainings, table, recordings, data, start, context);
    }
}
