using System.Diagnostics;
using Unroll.Data;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// Surnames by language: a recurrent network reads a name character by character and says which of 18 languages it comes from
/// (D. Anastasyev, DeepNLP course, week 5). Read <see cref="Execute"/> from top to bottom.
/// </summary>
public sealed class SurnamesRecipe : IRecipe
{
    private const double TestShare = 0.3;

    /// <summary>Names whose reading the report draws.</summary>
    private static readonly string[] Shown = ["Satoshi", "Nakamura", "Jakeman", "Schmidhuber", "Papadopoulos"];

    /// <inheritdoc/>
    public string Name => "surnames";

    /// <inheritdoc/>
    public string Title => "The language of a surname, character by character";

    /// <inheritdoc/>
    public string Task => "classify";

    /// <inheritdoc/>
    public string Data => DataSets.Surnames.Name;

    /// <inheritdoc/>
    public string Reference => "accuracy 83.45%, macro F1 0.52: n-grams + logistic regression, DeepNLP course week 5 (no stored result of a network)";

    /// <inheritdoc/>
    public string Measured => SurnamesResult.Line;

    /// <inheritdoc/>
    public IReadOnlyList<string> ModelNames => [.. SurnamesModels.All.Select(m => m.Name).OrderBy(n => n != SurnamesModels.Default)];

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings => ModelOverrides.Settings;

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (options.Valid is not null)
            throw new UnrollException("surnames divides its own data: `--valid` is for `unroll train`; to stop early on a tenth of it use `--patience`");
        DataLocation location = options.Data == "sample" ? SampleLocation : DataStore.Default.Resolve(DataSets.Surnames, options.Data);
        string? path = location.Path is null ? null : Path.GetFullPath(location.Path);
        return Execute(ClassificationData.Of(SurnamesData.Load(location), location.Name, location.Description, path), options, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var plan = ClassificationPlan.Read(context.Run);
        // Everything follows from the options: what is finished is read from its folder, what is half done goes on from its checkpoint.
        return Execute(ClassificationData.Again(plan.Data), plan.Options with { Minutes = null }, context);
    }

    private static DataLocation SampleLocation =>
        new(DataSets.Surnames.Name, DataOrigin.BuiltIn, null, $"built-in sample: {DataSets.Surnames.BuiltIn}");

    private static RunResult Execute(ClassificationData data, RunOptions options, RunContext context)
    {
        long start = Stopwatch.GetTimestamp();
        IRunOutput output = context.Output;

        // 1. The names. A quick look takes some of them.
        LabeledText names = data.Items;
        if (options.Quick && names.Count > 3000)
            names = names.SplitStratified(3000.0 / names.Count, (long)options.Seed).Test;
        output.Log($"{data.Record.Source}: {names.Count} surnames, {names.Labels.Count} languages");

        // 2. What to train: one model or all, on one split or several.
        var set = new SettingReader(options.Set, ModelOverrides.Settings);
        SurnamesModel chosen = SurnamesModels.Find(options.Model ?? SurnamesModels.Default);
        SurnamesModel[] models = options.Compare ? [chosen, .. SurnamesModels.All.Where(m => m != chosen)] : [chosen];
        models = [.. models.Select(m => m.For(names.Count))];
        string[] kinds = options.Compare && options.Split is null ? ["stratified", "group"] : [options.Split ?? "stratified"];
        int repeats = Math.Max(1, options.Splits), seeds = Math.Max(1, options.Seeds);
        double? minutes = options.Minutes / (models.Length * kinds.Length * repeats * seeds);

        // 3. Train. The first training of all is the run's own; the others have folders below it.
        var table = new ResultTable();
        SurnamesTraining? first = null;
        foreach (string kind in kinds)
        {
            string prefix = kind != kinds[0] ? kind + "_" : "";
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                var split = new SplitRecord(kind, TestShare, options.Seed + (ulong)repeat);
                (LabeledText train, LabeledText test) = split.Divide(names);
                double seen = SpellingOverlap.Share(train, test);
                foreach (SurnamesModel model in models)
                {
                    for (int s = 0; s < seeds; s++)
                    {
                        ulong seed = options.Seed + (ulong)repeat + (1000 * (ulong)s);
                        var plan = new ClassificationPlan
                        {
                            Recipe = "surnames",
                            Name = model.Name,
                            Data = data.Record,
                            Split = split,
                            Options = options,
                            Training = ModelOverrides.Apply(Shortened(model.Training, options), options with { Minutes = minutes }, set, seed),
                        };
                        ClassifierOptions shape = ModelOverrides.Apply(model.Shape, options, set, seed);
                        TrainedClassifier trained = first is null
                            ? Train(plan, shape, train, test, context.Run, context)
                            : TrainBelow($"{kind}-{split.Seed}-{model.Name}{(s == 0 ? "" : $"-seed{seed}")}", plan, shape, train, test, context);
                        first ??= new SurnamesTraining(trained, train, test, split, seen);
                        table.Add(model.Name, prefix, [.. trained.Metrics, .. SpellingOverlap.Metrics(trained.Model, train, test)]);
                    }
                }

                // 4. What a network has to beat, on the same split.
                foreach (Baseline baseline in Baseline.All(train, test, context))
                {
                    table.Add(baseline.Model.Name, prefix, baseline.Model.Metrics);
                }
            }
        }

        // 5. Say it, and write the report.
        return SurnamesResult.Present(first!, table, options, context, data.Record, start, Shown);
    }

    private static TrainedClassifier Train(
        ClassificationPlan plan, ClassifierOptions shape, LabeledText train, LabeledText test, RunFolder run, RunContext context)
    {
        if (plan.Training.Patience == 0)
            return ClassifierTraining.Fit(plan, shape, train, null, test, run, context);

        // To stop early one needs names that are neither trained on nor tested on.
        (LabeledText fit, LabeledText valid) = train.SplitStratified(0.1, (long)plan.Split.Seed);
        return ClassifierTraining.Fit(plan, shape, fit, valid, test, run, context);
    }

    private static TrainedClassifier TrainBelow(
        string name, ClassificationPlan plan, ClassifierOptions shape, LabeledText train, LabeledText test, RunContext context)
    {
        string path = Path.Combine(context.Run.Path, "trainings", name);
        RunFolder run = File.Exists(Path.Combine(path, "config.json")) ? RunFolder.Open(path) : RunFolder.Create(path, name);
        using RunLock held = run.AcquireLock();
        return Train(plan, shape, train, test, run, context);
    }

    private static TrainingRecord Shortened(TrainingRecord training, RunOptions options) =>
        options.Quick ? training with { Epochs = Math.Min(training.Epochs, 8) } : training;
}
