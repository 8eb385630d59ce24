using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Reports.Charts;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// Names of dinosaurs, letter by letter: the assignment of deeplearning.ai's course 5, week 1, number by number (<see cref="CourseRun"/> is
/// its loop, <see cref="CourseNetwork"/> its network), and a setting of our own beside it.
/// </summary>
public sealed class DinosaursRecipe : LanguageRecipe
{
    private const string Assignment = "assignment";
    private const int Compared = 34000;

    /// <inheritdoc/>
    public override string Name => "dinosaurs";

    /// <inheritdoc/>
    public override string Title => "New names of dinosaurs, letter by letter";

    /// <inheritdoc/>
    public override string Reference => "smoothed loss 22.40 at iteration 34,000 (deeplearning.ai course 5, week 1)";

    /// <inheritdoc/>
    public override string Measured => "smoothed loss 22.34 at iteration 34,000; on names held out 20.06 nats against 23.73 (docs/results.md)";

    /// <inheritdoc/>
    public override bool CanRecompute => false;

    /// <inheritdoc/>
    public override IReadOnlyList<RecipeSetting> Settings => [new("iterations", "35000", "names that the assignment learns from"), .. base.Settings];

    internal override DataSet DataSet => DataSets.Dinosaurs;

    internal override CorpusRecord Cut { get; } = new(PieceKind.Characters, Lines: true, MinCount: 1, Most: 1000, HeldOut: 0.1, ValidFile: null, Seed: 42, Steps: 100);

    internal override IReadOnlyList<LanguageVariant> Models { get; } =
    [
        new(Assignment, new LanguageModelOptions { Embedding = 27, Recurrent = new(Cell.Elman, 50) },
            new TrainingRecord(Epochs: 23, Batch: 1, Optimizer: "sgd:lr=0.01", Schedule: "constant", Clip: 5, Patience: 0, Minutes: null, Seed: 1)),

        // Our own: batches, Adam, an LSTM and dropout.
        new("best", new LanguageModelOptions { Embedding = 32, OutputDropout = 0.4f, Recurrent = new(Cell.Lstm, 128) },
            new TrainingRecord(Epochs: 12, Batch: 16, Optimizer: "adam:lr=0.004", Schedule: "cosine", Clip: 1, Patience: 0, Minutes: null, Seed: 42)),
    ];

    internal override Corpus Read(string? path) => Corpus.OfLines(
        [.. (path is null ? DinosaurMaker.Make(42, 1200) : TextLines.Read(FileIn(path, "dinos.txt"))).Select(n => n.Trim().ToLowerInvariant())]);

    /// <inheritdoc/>
    public override RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (options.Model is not null and not Assignment)
            return base.Run(options, context);
        OptionCheck.Refuse(this, options, "--data", "--model", "--compare");
        DataLocation location = options.Data == "sample"
            ? new DataLocation(DataSet.Name, DataOrigin.BuiltIn, null, $"built-in sample: {DataSet.BuiltIn}")
            : DataStore.Default.Resolve(DataSet, options.Data);
        Corpus corpus = Read(location.Path);
        var set = new SettingReader(options.Set, Settings);
        int iterations = set.Positive("iterations", options.Quick ? 4001 : 35000);
        return Execute(
            new GenerationPlan
            {
                Recipe = Name, Name = Assignment, Options = options,
                Data = new DataRecord(location.Name, location.Description, location.Path is null ? null : Path.GetFullPath(location.Path), corpus.Count, corpus.Fingerprint),
                Corpus = Cut with { HeldOut = 0 },
                Training = Models[0].Training with { Epochs = (iterations + corpus.Count - 1) / corpus.Count },
            },
            iterations, corpus, context);
    }

    /// <summary>The assignment takes seconds and begins again, with the same numbers; other models go on from their checkpoint.</summary>
    public override RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var plan = GenerationPlan.Read(context.Run);
        if (plan.Name != Assignment)
            return base.Resume(context);
        int iterations = new SettingReader(plan.Options.Set, Settings).Positive("iterations", plan.Options.Quick ? 4001 : 35000);
        return Execute(plan, iterations, GenerationSources.Again(plan), context);
    }

    private RunResult Execute(GenerationPlan plan, int iterations, Corpus corpus, RunContext context)
    {
        long start = Stopwatch.GetTimestamp();
        IRunOutput output = context.Output;
        output.Log($"{plan.Data.Source}: {corpus.Size}, {corpus.Lines!.Sum(l => l.Length + 1):N0} letters with line ends; 5,227 weights, {iterations:N0} steps of one name");

        // 1. The loop of the assignment, and its curve.
        var course = new CourseRun(corpus.Lines!);
        context.Run.WriteConfig(LanguageModelFiles.Config(course.ToModel(), plan.Write));
        MetricsLog.TruncateAfter(context.Run.MetricsPath, -1);
        var curve = new List<(int Iteration, double Loss)>();
        using (MetricsLog log = MetricsLog.Open(context.Run.MetricsPath))
        {
            course.Train(iterations, (j, loss, names) =>
            {
                curve.Add((j, loss));
                log.Append(j, [("smoothed_loss", loss)]);
                if (names.Count > 0)
                {
                    double published = CourseRun.Published.FirstOrDefault(p => p.Iteration == j).Loss;
                    output.Log(string.Create(CultureInfo.InvariantCulture,
                        $"iteration {j,6}  smoothed loss {loss:F4}{(published > 0 ? $"  (course {published:F4})" : "")}  {string.Join(' ', names.Take(4))}"));
                }
            }, context.Cancellation);
            log.FlushToDisk();
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        LanguageModel model = course.ToModel();
        LanguageModelFiles.SaveWeights(model, context.Run.ModelPath);

        // 2. Both models on nine tenths of the names, asked about the rest.
        IReadOnlyList<RunModel> compared = plan.Options.Compare ? Compare(plan, iterations, corpus, context) : [];

        // 3. What it writes.
        IReadOnlyList<GeneratedText> samples = new TextGenerator(model).Generate(new GenerationOptions { Count = plan.Options.Quick ? 200 : 1000, Length = 50 });
        Novelty novelty = Novelty.OfItems(samples, corpus.Lines!, []);
        var trained = new TrainedLanguage(
            plan, model, corpus, Corpus.OfLines([]), default, new TrainingResult(TrainingEnd.Completed, plan.Training.Epochs, iterations, curve[^1].Loss, 0, double.NaN, seconds),
            context.Run, false);
        var metrics = new List<KeyValuePair<string, double>> { new("smoothed_loss", curve[^1].Loss), new("parameters", 5227), new("training_seconds", seconds) };
        var notes = new List<string>();
        if (curve.Find(c => c.Iteration == Compared) is { Loss: > 0 } at)
        {
            metrics.Add(new("smoothed_loss_34000", at.Loss));
            double published = CourseRun.Published[^1].Loss;
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"Smoothed loss at iteration 34,000: {at.Loss:F3}; the course's {published:F3} ({100 * ((at.Loss / published) - 1):+0.0;-0.0}%). Its list is four characters shorter."));
        }

        metrics.AddRange(novelty.Metrics(items: true));
        notes.Add(novelty.Sentence(items: true));
        notes.ForEach(output.Result);
        if (compared.Count > 0)
            output.Result(ResultText.Align([["model", "nats a name", "seconds"], .. compared.Select(m => (string[])[m.Name, .. m.Metrics.Select(p => p.Value.ToString("F2", CultureInfo.InvariantCulture))])]));
        output.Result(string.Join("  ", samples.Take(10).Select(s => s.Text)));
        new GenerationPage
        {
            Title = Title, Trained = trained, Models = [.. compared, new RunModel(Assignment, metrics)], Notes = notes, Samples = samples,
            Extras = GenerationExtras.None with
            {
                Sections = report => report.Section("The course's curve").Chart(
                    new LineChart(
                    [
                        new("ours", [.. curve.Select(c => (double)c.Iteration)], [.. curve.Select(c => c.Loss)]),
                        new("the course's print-out", [.. CourseRun.Published.Select(c => (double)c.Iteration)], [.. CourseRun.Published.Select(c => c.Loss)]),
                    ])
                    { Description = "smoothed loss by iteration", XTitle = "iteration", YTitle = "smoothed loss (nats a name)", Width = 760 },
                    "Smoothed loss of a name by iteration, beside what the course prints."),
            },
        }.Write();
        output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path, Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(plan.Data.Name, plan.Data.Source, plan.Data.Items), Metrics = metrics, Models = compared,
        };
    }

    private IReadOnlyList<RunModel> Compare(GenerationPlan plan, int iterations, Corpus corpus, RunContext context)
    {
        long start = Stopwatch.GetTimestamp();
        CorpusRecord cut = Cut with { Seed = plan.Options.Seed };
        (Corpus train, Corpus valid) = cut.Divide(corpus);
        var course = new CourseRun(train.Lines!);
        course.Train(iterations, (_, _, _) => { }, context.Cancellation);
        double ours = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double first = CorpusRecord.Score(course.ToModel(), valid).Nats / valid.Count;
        string path = Path.Combine(context.Run.Path, "trainings", Models[1].Name);
        RunFolder run = File.Exists(Path.Combine(path, "config.json")) ? RunFolder.Open(path) : RunFolder.Create(path, Models[1].Name);
        using RunLock held = run.AcquireLock();
        TrainedLanguage best = LanguageTraining.Fit(
            plan with { Name = Models[1].Name, Corpus = cut, Training = Models[1].Training with { Seed = plan.Options.Seed } }, Models[1].Shape, corpus, run, context);
        return
        [
            new(Assignment, [new("nats_per_name", first), new("training_seconds", ours)]),
            new(Models[1].Name, [new("nats_per_name", best.Score.Nats / valid.Count), new("training_seconds", best.Result.Seconds)]),
        ];
    }
}
