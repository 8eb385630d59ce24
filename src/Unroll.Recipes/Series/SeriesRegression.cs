using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary><c>unroll train regress FILE.csv</c>: from sequences with a number each, or a number a step, to a model, its metrics and a report.</summary>
public static class SeriesRegression
{
    private const double HeldOutShare = 0.1;

    private static readonly SeriesOptions Model = new() { Recurrent = new(Cell.Gru, 64), OutputDropout = 0.1f };

    private static readonly TrainingRecord Training = new(
        Epochs: 60, Batch: 16, Optimizer: "adam:lr=0.003", Schedule: "plateau:factor=0.5,patience=5", Clip: 1, Patience: 15, Minutes: null, Seed: 42);

    /// <summary>What <c>--set</c> understands.</summary>
    internal static IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("answer", "squared", "what is learned: squared, huber, quantile or weibull (time to an event)"),
        new("per", "by the data", "one number a step or a sequence: a target that varies within an id is a step's"),
        new("quantiles", "0.1,0.5,0.9", "the quantiles of answer=quantile; the middle one is the number answered"),
        new("delta", "1", "where Huber's loss becomes linear, in standard deviations of the target"),
        new("censored", "none", "a column of 0 and 1; 1: the target is only a lower bound (answer=weibull)"),
        SeriesSettings.Point, SeriesSettings.Best, .. SeriesSettings.Shape, SeriesSettings.Pooling,
    ];

    /// <summary>Trains on a table of sequences; a tenth is held out unless <c>--valid</c> names a file of its own.</summary>
    /// <param name="file">The table, with the header id,time,&lt;features...&gt;,target.</param>
    /// <param name="options">What the command line asked for; of several splits, each is a fold of a cross-validation beside the training.</param>
    /// <param name="context">The run.</param>
    /// <exception cref="UnrollException">The data cannot be read, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Interrupted, after a checkpoint.</exception>
    public static RunResult Train(string file, RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var set = new SettingReader(options.Set, Settings);
        TargetSequences data = Read(file, set, context.Output);
        SplitRecord split = options.Valid is { } valid ? new SplitRecord("file", 0, options.Seed, Path.GetFullPath(valid))
            : new SplitRecord("random", HeldOutShare, options.Seed);
        TrainingRecord training = ModelOverrides.Apply(
            Training with { Epochs = options.Quick ? 5 : Training.Epochs }, options, set, options.Seed);
        var plan = new ClassificationPlan
        {
            Name = "network", Data = SeriesSource.Record(file, data.Count), Split = split, Options = options with { Data = file },
            Training = SeriesSource.Bound(training, data, context.Output),
        };
        return Run(plan, set, data, context);
    }

    /// <summary>Goes on with a run that <see cref="Train"/> began.</summary>
    /// <param name="context">The run.</param>
    /// <exception cref="UnrollException">The data is not what it was, or a file of the run is damaged.</exception>
    public static RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var plan = ClassificationPlan.Read(context.Run);
        var set = new SettingReader(plan.Options.Set, Settings);
        return Run(plan, set, Read(SeriesSource.Again(plan.Data), set, context.Output), context);
    }

    /// <summary>Evaluates a model on a table with targets, or on the part that its run held out.</summary>
    internal static RunResult Evaluate(SeriesModel model, RunFolder? run, string? file, IRunOutput output)
    {
        long start = Stopwatch.GetTimestamp();
        (TargetSequences items, RunData data) = file is not null ? Known(model, file) : HeldOut(run, output);
        ScoredNumbers scored = ScoredNumbers.Of(model, items);
        output.Result(scored.Summary());
        return new RunResult
        {
            Run = run?.Path ?? "", Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, Data = data, Metrics = scored.Metrics,
        };
    }

    private static RunResult Run(ClassificationPlan plan, SettingReader set, TargetSequences data, RunContext context)
    {
        long start = Stopwatch.GetTimestamp();
        (TargetSequences train, TargetSequences valid) = Divide(data, plan.Split, set);
        context.Output.Log(SeriesSource.Describe(plan.Data.Source, data, data.FeatureNames) + string.Create(CultureInfo.InvariantCulture,
            $", a target a {(data.PerStep ? "step" : "sequence")}; {train.Count:N0} to train on, {valid.Count:N0} held out"));
        TrainedSeries trained = Fit(plan, set, train, valid, context, below: null);
        if (trained.WasFinished)
            context.Output.Log($"{context.Run.Path} was finished already; its result again:");
        ScoredNumbers scored = ScoredNumbers.Of(trained.Model, valid);
        KeyValuePair<string, double>[] metrics = [.. scored.Metrics, .. trained.Cost];

        RunModel[] baselines = Baselines(trained.Model.Scaler, train, valid);
        RunModel[] models = [.. baselines, new RunModel(trained.Name, metrics)];
        List<string> notes =
        [
            $"Evaluated on {valid.Count} sequences that were not trained on; the best epoch was chosen on the same ones, which flatters a little.",
            .. baselines.Select(b => Verdict(b, trained.Name, metrics)),
        ];
        IReadOnlyList<KeyValuePair<string, double>> folds = CrossValidate(plan, set, data, context, notes);
        context.Output.Result(scored.Summary());
        context.Output.Result(SeriesText.Comparison(models));
        notes.Skip(1).ToList().ForEach(context.Output.Result);
        SeriesPages.Regression($"Predicting {plan.Data.Name}", trained, scored, models, notes);
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(plan.Data.Name, plan.Data.Source, plan.Data.Items),
            Metrics = [.. metrics, .. folds],
            Baseline = baselines[^1],
        };
    }

    private static List<KeyValuePair<string, double>> CrossValidate(
        ClassificationPlan plan, SettingReader set, TargetSequences data, RunContext context, List<string> notes)
    {
        int k = plan.Options.Splits;
        if (k < 2)
            return [];
        if (k > data.Count)
            throw new UnrollException($"{plan.Data.Source}: {data.Count} sequences cannot be divided into {k} folds");
        var table = new ResultTable();
        IReadOnlyList<(TargetSequences Train, TargetSequences Test)> folds = data.KFold(k, (long)plan.Options.Seed);
        for (int f = 0; f < k; f++)
        {
            (TargetSequences fit, TargetSequences choose) = folds[f].Train.Split(HeldOutShare, (long)plan.Options.Seed);
            ClassificationPlan fold = plan with { Name = $"fold {f + 1} of {k}", Split = new SplitRecord($"fold {f + 1} of {k}", 1.0 / k, plan.Options.Seed) };
            TrainedSeries trained = Fit(fold, set, fit, choose, context, below: $"fold-{f + 1}");
            table.Add("network", "fold_", ScoredNumbers.Of(trained.Model, folds[f].Test).Metrics);
        }

        IReadOnlyList<KeyValuePair<string, double>> means = table.Models[0].Metrics;
        double Of(string name) => means.First(m => m.Key == name).Value;
        notes.Add(string.Create(CultureInfo.InvariantCulture,
            $"{k}-fold cross-validation: mean absolute error {Of("fold_mae"):G5} ± {Of("fold_mae_sd"):G3}, root mean squared error "
            + $"{Of("fold_rmse"):G5} ± {Of("fold_rmse_sd"):G3}; no fold's test part chose anything."));
        return [.. means];
    }

    private static TrainedSeries Fit(
        ClassificationPlan plan, SettingReader set, TargetSequences train, TargetSequences valid, RunContext context, string? below)
    {
        SeriesModel Create()
        {
            SeriesOptions shape = SeriesSettings.Apply(Model, plan.Options, set, plan.Options.Seed);
            return new SeriesModel(
                FeatureScaler.Fit(train.FeatureNames, train, SeriesSettings.Scaling(set)), Head(set, train),
                train.PerStep ? shape with { Pooling = SeriesPooling.EveryStep } : shape);
        }

        TrainingTask Task(SeriesModel model) => new SeriesTask(model, train, valid) { MonitoredMetric = SeriesSettings.BestBy(set, "loss") };
        return below is null ? SeriesTraining.Fit(plan, Create, Task, context.Run, context) : SeriesTraining.FitBelow(below, plan, Create, Task, context);
    }

    private static SeriesHead Head(SettingReader set, TargetSequences train)
    {
        SeriesAnswer answer = SeriesSettings.Checked(set.Word("answer", "squared"), SeriesFiles.ParseAnswer);
        if (answer == SeriesAnswer.Label)
            throw SettingReader.Expected("squared, huber, quantile or weibull", "answer", "label");
        SeriesHead head = SeriesHead.Regress(answer, train);
        return head with
        {
            Delta = set.Number("delta", head.Delta),
            AnswerMean = SeriesSettings.AnswerMean(set, head.AnswerMean),
            Quantiles = [.. set.List("quantiles", "0.1,0.5,0.9").Select(Share)],
        };

        static float Share(string text) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float q) && q is > 0 and < 1 ? q
            : throw SettingReader.Expected("numbers between 0 and 1", "quantiles", text);
    }

    /// <summary>What a network has to beat: the mean of the training targets, and ridge regression on plain figures.</summary>
    private static RunModel[] Baselines(FeatureScaler scaler, TargetSequences train, TargetSequences test)
    {
        double mean = train.SelectMany(s => s.Targets).Where(t => !float.IsNaN(t)).Average(t => (double)t);
        ScoredNumbers constant = ScoredNumbers.Of(test, test.Select(s => Array.ConvertAll(s.Targets, _ => mean)));
        long start = Stopwatch.GetTimestamp();
        ScoredNumbers linear = ScoredNumbers.Of(test, SeriesSummary.Regress(scaler, train, test));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return [new RunModel("mean", constant.Metrics), new RunModel("linear", [.. linear.Metrics, new("training_seconds", seconds)])];
    }

    /// <summary>Whether a network is better than a baseline, in words.</summary>
    private static string Verdict(RunModel baseline, string name, IReadOnlyList<KeyValuePair<string, double>> metrics)
    {
        double own = metrics.First(m => m.Key == "mae").Value, other = baseline.Metrics.First(m => m.Key == "mae").Value;
        string verdict = own < other ? $"{name} beats the baseline `{baseline.Name}`"
            : $"{name} LOSES to the baseline `{baseline.Name}`: use that, or more data, epochs or units";
        return string.Create(CultureInfo.InvariantCulture, $"{verdict} (mean absolute error {own:G5} against {other:G5}).");
    }

    private static TargetSequences Read(string file, SettingReader set, IRunOutput output)
    {
        TargetSequences all = TargetSequences.Read(file, PerStep(set), Columns(set, null));
        int[] known = [.. Enumerable.Range(0, all.Count).Where(i => !all[i].Targets.All(float.IsNaN))];
        if (known.Length == all.Count)
            return all;
        output.Log($"{file}: {all.Count - known.Length} of {all.Count} sequences have no target and are left out");
        return all.Subset(known);
    }

    private static bool? PerStep(SettingReader set) => set.Word("per", "") switch
    {
        "" => null,
        "step" => true,
        "sequence" => false,
        string other => throw SettingReader.Expected("step or sequence", "per", other),
    };

    private static SequenceColumns Columns(SettingReader set, IReadOnlyList<string>? features) =>
        new() { AllowMissing = true, Features = features, Censored = set.Word("censored", "none") is var name && name != "none" ? name : null };

    private static (TargetSequences Train, TargetSequences Valid) Divide(TargetSequences data, SplitRecord split, SettingReader set)
    {
        if (split.Kind == "file")
            return (data, TargetSequences.Read(split.File!, data.PerStep, Columns(set, data.FeatureNames)));
        return data.Count >= 2 ? data.Split(split.TestShare, (long)split.Seed)
            : throw new UnrollException("there is only 1 sequence; expected some to train on and some to hold out");
    }

    private static (TargetSequences Items, RunData Data) Known(SeriesModel model, string file)
    {
        TargetSequences items = TargetSequences.Read(
            file, model.PerStep, new SequenceColumns { AllowMissing = true, Features = model.Scaler.Names });
        return (items, new RunData(Path.GetFileName(file), file, items.Count));
    }

    private static (TargetSequences Items, RunData Data) HeldOut(RunFolder? run, IRunOutput output)
    {
        if (run is null || TaskCatalog.ReadText(run, "recipe") is not null)
            throw new UnrollException("there is nothing to evaluate on: name a file with the columns id,time,<features...>,target");
        var plan = ClassificationPlan.Read(run);
        var set = new SettingReader(plan.Options.Set, Settings);
        TargetSequences items = Divide(Read(SeriesSource.Again(plan.Data), set, output), plan.Split, set).Valid;
        return (items, new RunData(plan.Data.Name, $"{plan.Data.Source}, held-out part", items.Count));
    }
}
