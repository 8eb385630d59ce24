using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Unroll.Data;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Reports;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// Splice junctions: is the middle of a window of 60 letters of DNA the end of an exon (EI), its start (IE) or neither (N)? Two readers go
/// from the ends of the window to the middle, and what they know there decides. Cross-validation in ten folds; one is trained unless
/// <c>--splits</c> asks for more. Read <see cref="Execute"/> from top to bottom.
/// </summary>
public sealed class DnaRecipe : IRecipe
{
    /// <summary>The name on the command line.</summary>
    internal const string Key = "dna";

    private const int Folds = 10;

    private static readonly WindowOptions Model = new();

    private static readonly TrainingRecord Training = new(
        Epochs: 16, Batch: 32, Optimizer: "adamw:lr=0.002,weight-decay=0.05", Schedule: "cosine", Clip: 3, Patience: 0, Minutes: null, Seed: 42);

    /// <inheritdoc/>
    public string Name => Key;

    /// <inheritdoc/>
    public string Title => "Splice junctions in DNA";

    /// <inheritdoc/>
    public string Task => "classify";

    /// <inheritdoc/>
    public string Data => DataSets.Splice.Name;

    /// <inheritdoc/>
    public string Reference => "93.7% (KBANN), 91.2% (back-propagation): Towell et al. 1990, 10 folds of 1,000 windows; later methods about 95 to 97%";

    /// <inheritdoc/>
    public string Measured => "96.8% over ten folds (docs/results.md)";

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("members", "5", "networks that are trained side by side and answer together"),
        new("width", "7", "letters that a filter of the convolution sees, odd"),
        new("filters", "32", "filters of the convolution"),
        new("places", "8", "features of a place in the window"),
        new("hidden", "0.1", "share of the letters that training hides"),
        new("dropout-after", "0.4", "dropout before the labels are scored"),
        new("tune", "no", "test on a tenth of the training part instead, to choose settings by"),
    ];

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        return Execute(options, null, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // Everything follows from the options: what is finished is read from its folder, what is half done goes on from its checkpoint.
        var plan = ReadingPlan.Read(context.Run);
        return Execute(plan.Options with { Minutes = null }, plan.Data, context);
    }

    /// <summary>The parts of one fold: to train on and to test on.</summary>
    internal static (LabeledText Train, LabeledText Test) Divide(LabeledText items, RunOptions options, int fold)
    {
        (LabeledText train, LabeledText test) = items.KFold(Folds, (long)options.Seed)[fold];
        return options.Set.GetValueOrDefault("tune") is "yes" or "true" ? train.SplitStratified(0.1, (long)options.Seed) : (train, test);
    }

    private RunResult Execute(RunOptions options, DataRecord? before, RunContext context)
    {
        long start = Stopwatch.GetTimestamp();
        RunFolder run = context.Run;

        // 1. The windows.
        (LabeledText items, DataRecord record) = before is null ? DnaData.Load(options) : DnaData.Again(before);
        int folds = Math.Clamp(options.Splits, 1, Folds);
        context.Output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{record.Source}: {items.Count:N0} windows of {items[0].Text.Length} letters, {items.Labels.Count} labels; {folds} of {Folds} folds"));

        // 2. Each fold: train, nothing chosen by the test part, and the baseline beside it.
        var table = new ResultTable();
        var results = new List<FoldResult>();
        WindowClassifier? first = null;
        for (int fold = 0; fold < folds; fold++)
        {
            (LabeledText train, LabeledText test) = Divide(items, options, fold);
            ulong seed = options.Seed + (ulong)fold;
            var plan = new ReadingPlan
            {
                Recipe = Key,
                Name = "bigru",
                Data = record,
                Fold = fold,
                Folds = Folds,
                Options = options,
                Training = ReadingPlan.Apply(options.Quick ? Training with { Epochs = 3 } : Training, options, seed),
            };
            RunFolder own = fold == 0 ? run : NetworkTraining.Below(run, $"fold{fold}");
            using RunLock? held = fold == 0 ? null : own.AcquireLock();
            (WindowClassifier model, FoldResult result) = Train(plan, Shape(options, items[0].Text.Length, seed), train, test, own, context);
            first ??= model;
            results.Add(result);
            table.Add(plan.Name, "", result.Metrics(items.Labels));
            table.Add(PlaceCounts.Name, "", [.. new ClassificationReport(
                [.. test.Select(i => i.Label)], PlaceCounts.Predict(train, test), items.Labels).Metrics.Where(m => m.Key is "accuracy" or "macro_f1")]);
        }

        // 3. Say it, and write the report.
        var pooled = new ClassificationReport([.. results.SelectMany(r => r.Truth)], [.. results.SelectMany(r => r.Predicted)], items.Labels);
        string[] columns = ["accuracy", "macro_f1", "parameters", "training_seconds"];
        string said = $"Mean over {folds} of {Folds} folds; no epoch and no setting was chosen on a test part.";
        context.Output.Result(pooled.ToString());
        context.Output.Result(ResultText.Align(
        [
            ["model", .. columns.Select(c => c.Replace('_', ' '))],
            .. table.Models.Select(m => (string[])[m.Name, .. columns.Select(c => TreeRun.Cell(m, c))]),
        ]));
        context.Output.Result(said);
        var report = new ReportBuilder("Splice junctions in DNA", $"{run.Path}, {record.Source}");
        report.Section("Result").Highlights([new("accuracy", (pooled.Accuracy * 100).ToString("F1", CultureInfo.InvariantCulture) + "%")]).Text(said);
        report.AddComparison([.. table.Models.Select(m => new ComparisonRow(m.Name, m.Metrics))]);
        report.AddCurves([.. MetricsLog.Read(run.MetricsPath).Select(r => r.Values)]);
        report.AddClassification(pooled);
        AddMistakes(report, first!, Divide(items, options, 0).Test);
        report.AddParameters(first!, new ModelView
        {
            Sequences =
            [
                .. Divide(items, options, 0).Test.DistinctBy(i => i.Label).Select(i => TracedSequence.Of(
                    items.Labels[i.Label], () => first!.Predict([i.Text]))),
            ],
        });
        using JsonDocument config = ReportConfig.Read(run);
        report.AddConfig(config);
        report.Save(run.ReportPath);
        context.Output.Result($"report: {run.ReportPath}");
        return new RunResult
        {
            Run = run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(record.Name, record.Source, record.Items),
            Metrics = table.Models[0].Metrics,
            Baseline = table.Models[1],
        };
    }

    private static (WindowClassifier Model, FoldResult Result) Train(
        ReadingPlan plan, WindowOptions shape, LabeledText train, LabeledText test, RunFolder run, RunContext context)
    {
        bool resumed = File.Exists(run.ConfigPath);
        WindowClassifier model = resumed ? WindowFiles.FromConfig(run.ReadConfig(), run.ConfigPath) : new WindowClassifier(train.Labels, shape);
        if (!resumed)
            run.WriteConfig(WindowFiles.Config(model, plan.Write));
        TrainingRecord training = resumed ? ReadingPlan.Read(run).Training : plan.Training;
        // The test part is watched for the curves, and chooses nothing.
        (TrainingResult result, _) = NetworkTraining.Fit(
            $"fold {plan.Fold + 1}", new WatchedTask(new WindowTask(model, train, test)), training, resumed, run, context);
        WindowFiles.SaveWeights(model, run.ModelPath);
        int[] answers = [.. model.Predict([.. test.Select(i => i.Text)]).Select(p => p.Labels.IndexOf(p.Label))];
        return (model, new FoldResult([.. test.Select(i => i.Label)], answers, result, model.ParameterCount()));
    }

    private WindowOptions Shape(RunOptions options, int length, ulong seed)
    {
        var set = new SettingReader(options.Set, Settings);
        RecurrentOptions r = Model.Recurrent;
        return Model with
        {
            Length = length,
            Members = set.Positive("members", options.Quick ? 1 : Model.Members),
            Width = set.Positive("width", Model.Width),
            Filters = set.Positive("filters", Model.Filters),
            Places = set.Positive("places", Model.Places),
            Hidden = set.Number("hidden", Model.Hidden),
            OutputDropout = set.Number("dropout-after", options.Dropout ?? Model.OutputDropout),
            Seed = seed,
            Recurrent = r with
            {
                Cell = options.Cell is null ? r.Cell : Cell.Parse(options.Cell),
                Units = options.Units ?? r.Units,
                Layers = options.Layers ?? r.Layers,
            },
        };
    }

    private static void AddMistakes(ReportBuilder report, WindowClassifier model, LabeledText test)
    {
        report.AddSamples(
        [
            .. model.Predict([.. test.Select(i => i.Text)])
                .Select((p, i) => new ReportSample(
                    p.Text.Insert(p.Text.Length / 2, " | "), p.Label, test.Labels[test[i].Label], p.Top(1)[0].Probability))
                .Where(s => s.Output != s.Expected).OrderByDescending(s => s.Probability).Take(12),
        ], "Wrong and certain");
    }
}
