using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary><c>unroll train classify FILE</c>: from a user's own labelled texts to a trained model, its metrics and a report.</summary>
public static class TextClassification
{
    private const double HeldOutShare = 0.1;

    private static readonly ClassifierOptions Model = new()
    {
        Embedding = 32,
        Recurrent = new(Cell.Lstm, 64) { Bidirectional = true },
        InputDropout = 0.2f,
        OutputDropout = 0.3f,
    };

    private static readonly TrainingRecord Training = new(
        Epochs: 30, Batch: 64, Optimizer: "adam:lr=0.002", Schedule: "constant", Clip: 1, Patience: 6, Minutes: null, Seed: 42);

    /// <summary>Trains on a file of <c>text&lt;TAB&gt;label</c>; a tenth is held out, stratified, unless <c>--valid</c> names a file of its own.</summary>
    /// <param name="dataFile">The file, or a folder with one <c>&lt;Label&gt;.txt</c> for each class.</param>
    /// <param name="options">What the command line asked for.</param>
    /// <param name="context">The run.</param>
    /// <exception cref="UnrollException">The data cannot be read, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Interrupted, after a checkpoint.</exception>
    public static RunResult Train(string dataFile, RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var data = ClassificationData.FromFile(dataFile);
        var set = new SettingReader(options.Set, ModelOverrides.Settings);
        SplitRecord split = options.Valid is { } file
            ? new SplitRecord("file", 0, options.Seed, Path.GetFullPath(file))
            : new SplitRecord(options.Split ?? "stratified", HeldOutShare, options.Seed);
        return Run(
            new ClassificationPlan
            {
                Name = "network",
                Data = data.Record,
                Split = split,
                Options = options with { Data = dataFile },
                Training = ModelOverrides.Apply(Training with { Epochs = options.Quick ? 5 : Training.Epochs }, options, set, options.Seed),
            },
            ModelOverrides.Apply(Model, options, set, options.Seed), data, context);
    }

    /// <summary>Goes on with a run that <see cref="Train"/> began.</summary>
    /// <param name="context">The run.</param>
    /// <exception cref="UnrollException">The data is not what it was, or a file of the run is damaged.</exception>
    /// <exception cref="OperationCanceledException">Interrupted, after a checkpoint.</exception>
    public static RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var plan = ClassificationPlan.Read(context.Run);
        return Run(plan, Model, ClassificationData.Again(plan.Data), context);
    }

    /// <summary>Evaluates a model on a labelled file, or on the part that its run held out.</summary>
    /// <param name="model">The model.</param>
    /// <param name="run">The run it comes from; null where there is none.</param>
    /// <param name="dataPath">The file or folder; null for the held-out part of the run.</param>
    /// <param name="options">Which only names the seed here.</param>
    /// <param name="output">Where the table goes.</param>
    /// <exception cref="UnrollException">There is no data, or it does not fit the model.</exception>
    public static RunResult Evaluate(SequenceClassifier model, RunFolder? run, string? dataPath, RunOptions options, IRunOutput output)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        long start = Stopwatch.GetTimestamp();
        (LabeledText items, RunData data) = dataPath is not null ? Labelled(dataPath, model.Labels)
            : run is not null ? HeldOut(run)
            : throw new UnrollException("there is nothing to evaluate on: name a file with text<TAB>label on each line");
        ScoredLabels scored = ScoredLabels.Of(model, items);
        output.Result(scored.Report.ToString());
        output.Result(scored.Summary());
        return new RunResult
        {
            Run = run?.Path ?? "",
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = data,
            Metrics = scored.Metrics,
        };
    }

    private static RunResult Run(ClassificationPlan plan, ClassifierOptions shape, ClassificationData data, RunContext context)
    {
        if (plan.Options.Splits > data.Items.Count)
            throw new UnrollException($"{plan.Data.Source}: {data.Items.Count} texts cannot be divided into {plan.Options.Splits} folds");
        long start = Stopwatch.GetTimestamp();
        (LabeledText train, LabeledText valid) = plan.Split.Divide(data.Items);
        context.Output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{data.Record.Source}: {data.Record.Items:N0} texts, {data.Items.Labels.Count} classes; "
            + $"{train.Count:N0} to train on, {valid.Count:N0} held out"));
        TrainedClassifier trained = ClassifierTraining.Fit(plan, shape, train, valid, valid, context.Run, context);
        if (trained.WasFinished)
            context.Output.Log($"{context.Run.Path} was finished already; its result again:");

        IReadOnlyList<Baseline> baselines = Baseline.All(train, valid, context);
        RunModel[] models = [.. baselines.Select(b => b.Model), new RunModel(trained.Name, trained.Metrics)];
        List<string> notes =
        [
            $"Evaluated on {valid.Count} texts that were not trained on; the best epoch was chosen on the same ones, which flatters a little.",
        ];
        notes.AddRange(Baseline.Verdicts(baselines, trained.Name, trained.Metrics));
        IReadOnlyList<KeyValuePair<string, double>> folds = CrossValidate(plan, shape, data, context, notes);
        ScoredLabels scored = ScoredLabels.Of(trained.Model, valid);
        context.Output.Result(trained.Report.ToString());
        context.Output.Result(scored.Summary());
        context.Output.Result(ResultText.Comparison(models));
        notes.Skip(1).ToList().ForEach(context.Output.Result);
        new ClassificationPage
        {
            Title = $"Classifying {plan.Data.Name}",
            Trained = trained,
            Train = train,
            Test = valid,
            Models = models,
            Notes = notes,
            MappedTexts = plan.Options.Quick ? 200 : 1000,
            MapIterations = plan.Options.Quick ? 300 : 750,
        }.Write(context.Cancellation);
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(data.Record.Name, data.Record.Source, data.Record.Items),
            Metrics = [.. scored.Metrics, .. trained.Cost, .. folds],
            Baseline = baselines[^1].Model,
        };
    }

    /// <summary>k-fold cross-validation where several splits were asked for: each fold's test part chooses nothing, not even the epoch.</summary>
    private static IReadOnlyList<KeyValuePair<string, double>> CrossValidate(
        ClassificationPlan plan, ClassifierOptions shape, ClassificationData data, RunContext context, List<string> notes)
    {
        int k = plan.Options.Splits;
        if (k < 2)
            return [];
        var table = new ResultTable();
        foreach ((int f, (LabeledText rest, LabeledText test)) in data.Items.KFold(k, (long)plan.Options.Seed).Index())
        {
            (LabeledText fit, LabeledText choose) = rest.SplitStratified(HeldOutShare, (long)plan.Options.Seed);
            string name = $"fold {f + 1} of {k}", path = Path.Combine(context.Run.Path, "trainings", $"fold-{f + 1}");
            RunFolder run = File.Exists(Path.Combine(path, "config.json")) ? RunFolder.Open(path) : RunFolder.Create(path, name);
            using RunLock held = run.AcquireLock();
            ClassificationPlan fold = plan with { Name = name, Split = new SplitRecord(name, 1.0 / k, plan.Options.Seed) };
            TrainedClassifier trained = ClassifierTraining.Fit(fold, shape, fit, choose, test, run, context);
            table.Add("network", "fold_", ScoredLabels.Of(trained.Model, test).Metrics);
        }

        IReadOnlyList<KeyValuePair<string, double>> means = table.Models[0].Metrics;
        notes.Add(SeriesText.Folds(k, means));
        return means;
    }

    private static (LabeledText Items, RunData Data) Labelled(string path, LabelSet known)
    {
        if (!Directory.Exists(path))
        {
            LabeledText read = LabeledText.Read(path, known);
            return (read, new RunData(Path.GetFileName(path), path, read.Count));
        }

        LabeledText items = LabeledText.ReadFolder(path);
        string? strange = items.Labels.FirstOrDefault(l => known.IndexOf(l) < 0);
        return strange is null ? (items, new RunData(Path.GetFileName(path), path, items.Count))
            : throw new UnrollException($"{path}: the label `{strange}` was not seen in training; known are {string.Join(", ", known)}");
    }

    private static (LabeledText Items, RunData Data) HeldOut(RunFolder run)
    {
        var plan = ClassificationPlan.Read(run);
        LabeledText items = plan.Split.Divide(ClassificationData.Again(plan.Data).Items).Test;
        return (items, new RunData(plan.Data.Name, $"{plan.Data.Source}, held-out part", items.Count));
    }
}
