using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary><c>unroll train classify FILE.csv</c>: from a user's own labelled sequences of numbers to a model, its metrics and a report.</summary>
public static class SeriesClassification
{
    private const double HeldOutShare = 0.1;

    private static readonly SeriesOptions Model = new()
    {
        Recurrent = new(Cell.Gru, 64), Pooling = SeriesPooling.Last | SeriesPooling.Mean, OutputDropout = 0.2f,
    };

    private static readonly TrainingRecord Training = new(
        Epochs: 60, Batch: 32, Optimizer: "adam:lr=0.003", Schedule: "constant", Clip: 1, Patience: 15, Minutes: null, Seed: 42);

    /// <summary>What <c>--set</c> understands.</summary>
    internal static IReadOnlyList<RecipeSetting> Settings { get; } = [.. SeriesSettings.Shape, SeriesSettings.Pooling, .. SeriesSettings.Labels];

    /// <summary>Trains on a table of sequences; a tenth is held out, stratified, unless <c>--valid</c> names a file of its own.</summary>
    /// <param name="file">The table, with the header id,time,&lt;features...&gt;,label.</param>
    /// <param name="options">What the command line asked for; of several splits, each is a fold of a cross-validation beside the training.</param>
    /// <param name="context">The run.</param>
    /// <exception cref="UnrollException">The data cannot be read, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Interrupted, after a checkpoint.</exception>
    public static RunResult Train(string file, RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        LabeledSequences data = Read(file, null);
        var set = new SettingReader(options.Set, Settings);
        SplitRecord split = options.Valid is { } valid ? new SplitRecord("file", 0, options.Seed, Path.GetFullPath(valid))
            : new SplitRecord("stratified", HeldOutShare, options.Seed);
        TrainingRecord training = SeriesSource.Bound(Overridden(options, set, options.Quick ? 5 : Training.Epochs), data, context.Output);
        var plan = new ClassificationPlan
        {
            Name = "network", Data = SeriesSource.Record(file, data.Count), Split = split, Options = options with { Data = file }, Training = training,
        };
        return Run(plan, SeriesSettings.Apply(Model, options, set, options.Seed), SeriesSettings.Scaling(set), data, context);
    }

    /// <summary>Goes on with a run that <see cref="Train"/> began.</summary>
    /// <param name="context">The run.</param>
    /// <exception cref="UnrollException">The data is not what it was, or a file of the run is damaged.</exception>
    public static RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var plan = ClassificationPlan.Read(context.Run);
        var set = new SettingReader(plan.Options.Set, Settings);
        LabeledSequences data = Read(SeriesSource.Again(plan.Data), null);
        return Run(plan, SeriesSettings.Apply(Model, plan.Options, set, plan.Options.Seed), SeriesSettings.Scaling(set), data, context);
    }

    /// <summary>Evaluates a model on a labelled table, or on the part that its run held out.</summary>
    internal static RunResult Evaluate(SeriesModel model, RunFolder? run, string? file, IRunOutput output)
    {
        long start = Stopwatch.GetTimestamp();
        (LabeledSequences items, RunData data) = file is not null ? Known(model, file) : HeldOut(run);
        ScoredLabels scored = ScoredLabels.Of(model, items);
        output.Result(scored.Report.ToString());
        output.Result(scored.Summary());
        return new RunResult
        {
            Run = run?.Path ?? "", Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, Data = data, Metrics = scored.Metrics,
        };
    }

    private static RunResult Run(
        ClassificationPlan plan, SeriesOptions shape, FeatureScaling scaling, LabeledSequences data, RunContext context)
    {
        if (plan.Options.Splits > data.Count)
            throw new UnrollException($"{plan.Data.Source}: {data.Count} sequences cannot be divided into {plan.Options.Splits} folds");
        long start = Stopwatch.GetTimestamp();
        (LabeledSequences train, LabeledSequences valid) = Divide(data, plan.Split);
        context.Output.Log(SeriesSource.Describe(plan.Data.Source, data, data.FeatureNames) + string.Create(CultureInfo.InvariantCulture,
            $", {data.Labels.Count} classes; {train.Count:N0} to train on, {valid.Count:N0} held out"));
        TrainedSeries trained = Fit(plan, shape, scaling, train, valid, context, below: null);
        if (trained.WasFinished)
            context.Output.Log($"{context.Run.Path} was finished already; its result again:");
        ScoredLabels scored = ScoredLabels.Of(trained.Model, valid);
        KeyValuePair<string, double>[] metrics = [.. scored.Metrics, .. trained.Cost];

        List<Baseline> baselines = Baselines(trained.Model.Scaler, train, valid);
        RunModel[] models = [.. baselines.Select(b => b.Model), new RunModel(trained.Name, metrics)];
        List<string> notes =
        [
            $"Evaluated on {valid.Count} sequences that were not trained on; the best epoch was chosen on the same ones, which flatters a little.",
            .. Baseline.Verdicts(baselines, trained.Name, metrics),
        ];
        IReadOnlyList<KeyValuePair<string, double>> folds = CrossValidate(plan, shape, scaling, data, context, notes);
        context.Output.Result(scored.Report.ToString());
        context.Output.Result(scored.Summary());
        context.Output.Result(ResultText.Comparison(models));
        notes.Skip(1).ToList().ForEach(context.Output.Result);
        SeriesPages.Classification($"Classifying {plan.Data.Name}", trained, scored, train, valid, models, notes, context.Cancellation);
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(plan.Data.Name, plan.Data.Source, plan.Data.Items),
            Metrics = [.. metrics, .. folds],
            Baseline = baselines[^1].Model,
        };
    }

    /// <summary>k-fold cross-validation where several splits were asked for: each fold's test part chooses nothing, not even the epoch.</summary>
    private static List<KeyValuePair<string, double>> CrossValidate(
        ClassificationPlan plan, SeriesOptions shape, FeatureScaling scaling, LabeledSequences data, RunContext context, List<string> notes)
    {
        int k = plan.Options.Splits;
        if (k < 2)
            return [];
        var table = new ResultTable();
        IReadOnlyList<(LabeledSequences Train, LabeledSequences Test)> folds = data.KFold(k, (long)plan.Options.Seed);
        for (int f = 0; f < k; f++)
        {
            (LabeledSequences fit, LabeledSequences choose) = folds[f].Train.SplitStratified(HeldOutShare, (long)plan.Options.Seed);
            ClassificationPlan fold = plan with { Name = $"fold {f + 1} of {k}", Split = new SplitRecord($"fold {f + 1} of {k}", 1.0 / k, plan.Options.Seed) };
            TrainedSeries trained = Fit(fold, shape, scaling, fit, choose, context, below: $"fold-{f + 1}");
            table.Add("network", "fold_", ScoredLabels.Of(trained.Model, folds[f].Test).Metrics);
        }

        IReadOnlyList<KeyValuePair<string, double>> means = table.Models[0].Metrics;
        notes.Add(SeriesText.Folds(k, means));
        return [.. means];
    }

    private static TrainedSeries Fit(
        ClassificationPlan plan, SeriesOptions shape, FeatureScaling scaling, LabeledSequences train, LabeledSequences valid, RunContext context, string? below)
    {
        SeriesModel Create() => new(FeatureScaler.Fit(train.FeatureNames, train, scaling), SeriesHead.Classify(train.Labels), shape);
        TrainingTask Task(SeriesModel model) => new SeriesTask(model, train, valid);
        return below is null ? SeriesTraining.Fit(plan, Create, Task, context.Run, context) : SeriesTraining.FitBelow(below, plan, Create, Task, context);
    }

    /// <summary>What a network has to beat: the most frequent class, and a linear model of plain figures.</summary>
    internal static List<Baseline> Baselines(FeatureScaler scaler, LabeledSequences train, LabeledSequences test)
    {
        int[] counts = train.CountByLabel(), truth = [.. test.Select(s => s.Label)];
        int answer = Array.IndexOf(counts, counts.Max());
        var frequent = new ClassificationReport(truth, Array.ConvertAll(truth, _ => answer), [.. test.Labels]);
        long start = Stopwatch.GetTimestamp();
        ClassificationReport linear = SeriesSummary.Classify(scaler, train, test);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return
        [
            new Baseline(new RunModel("most frequent", frequent.Metrics), frequent),
            new Baseline(new RunModel(SeriesSummary.Name, [.. linear.Metrics, new("training_seconds", seconds)]), linear),
        ];
    }

    private static LabeledSequences Read(string file, LabelSet? known) => LabeledSequences.Read(file, known, new SequenceColumns { AllowMissing = true });

    private static (LabeledSequences Train, LabeledSequences Valid) Divide(LabeledSequences data, SplitRecord split)
    {
        if (split.Kind != "file")
        {
            return data.Count >= 2 ? data.SplitStratified(split.TestShare, (long)split.Seed)
                : throw new UnrollException($"there is {data.Count} sequence; expected some to train on and some to hold out");
        }

        return (data, LabeledSequences.Read(split.File!, data.Labels, new SequenceColumns { AllowMissing = true, Features = data.FeatureNames }));
    }

    private static (LabeledSequences Items, RunData Data) Known(SeriesModel model, string file)
    {
        var columns = new SequenceColumns { AllowMissing = true, Features = model.Scaler.Names };
        LabeledSequences items = LabeledSequences.Read(file, model.Head.Labels, columns);
        return (items, new RunData(Path.GetFileName(file), file, items.Count));
    }

    private static (LabeledSequences Items, RunData Data) HeldOut(RunFolder? run)
    {
        if (run is null || TaskCatalog.ReadText(run, "recipe") is not null)
            throw new UnrollException("there is nothing to evaluate on: name a file with the columns id,time,<features...>,label");
        var plan = ClassificationPlan.Read(run);
        LabeledSequences items = Divide(Read(SeriesSource.Again(plan.Data), null), plan.Split).Valid;
        return (items, new RunData(plan.Data.Name, $"{plan.Data.Source}, held-out part", items.Count));
    }

    private static TrainingRecord Overridden(RunOptions options, SettingReader set, int epochs) =>
        ModelOverrides.Apply(Training with { Epochs = epochs }, options, set, options.Seed);
}
