using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Unroll.Autograd;
using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Optimizers;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Graphs;
using Unroll.Reports.Sections;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// The architectures of chapter 10 of the Deep Learning Book that no other recipe has, each on a task of seconds: trained, measured on fresh
/// data, drawn as a graph, with its tweaks and its trained weights.
/// </summary>
public sealed class Chapter10Recipe : IRecipe
{
    private const int Rows = 32;

    private static readonly string[] Understood = ["--seeds"];

    /// <inheritdoc/>
    public string Name => "chapter10";

    /// <inheritdoc/>
    public string Title => "Architectures of the Deep Learning Book, chapter 10, that no other recipe has";

    /// <inheritdoc/>
    public string Task => "measure";

    /// <inheritdoc/>
    public string Data => "generated";

    /// <inheritdoc/>
    public string Reference => "Goodfellow, Bengio and Courville 2016, chapter 10; no numbers";

    /// <inheritdoc/>
    public string Measured => "docs/recipes/chapter10.md";

    /// <inheritdoc/>
    public bool CanRecompute => false;

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings { get; } = [new("steps", "100", "training steps in per cent of what each architecture gets")];

    /// <summary>The architectures, in the order of the book.</summary>
    internal static IReadOnlyList<Func<ulong, ChapterToy>> Toys { get; } =
    [
        seed => new OutputRecurrenceToy(seed),
        seed => new ContextToy(every: true, first: false, seed), seed => new ContextToy(every: false, first: true, seed),
        seed => new ContextToy(every: true, first: true, seed),
        seed => new AddingToy(seed), seed => new DeepTransitionToy(skip: false, seed), seed => new DeepTransitionToy(skip: true, seed),
        seed => new RecursiveToy(seed), seed => new EchoStateToy(seed), seed => new SkipToy(seed), seed => new LeakyToy(seed), seed => new ClockworkToy(seed),
        seed => new FlowPenaltyToy(0, seed), seed => new FlowPenaltyToy(0.5f, seed),
        seed => new MemoryToy(memory: true, seed), seed => new MemoryToy(memory: false, seed),
    ];

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        OptionCheck.Refuse(this, options, Understood);
        int percent = new SettingReader(options.Set, Settings).Positive("steps", options.Quick ? 10 : 100);
        ulong[] seeds = [.. Enumerable.Range(0, Math.Max(1, options.Seeds)).Select(s => options.Seed + (ulong)s)];
        context.Run.WriteConfig(JsonSerializer.Serialize(new { recipe = Name, percent, seeds }));
        return Execute(percent, seeds, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using JsonDocument config = JsonDocument.Parse(context.Run.ReadConfig());

        // Each is trained in seconds: they begin again, to the same bits.
        File.Delete(context.Run.MetricsPath);
        return Execute(
            config.RootElement.GetProperty("percent").GetInt32(),
            [.. config.RootElement.GetProperty("seeds").EnumerateArray().Select(s => s.GetUInt64())], context);
    }

    private static RunResult Execute(int percent, ulong[] seeds, RunContext context)
    {
        var clock = Stopwatch.StartNew();
        var report = new ReportBuilder("Chapter 10", $"{context.Run.Path}: architectures of the Deep Learning Book");
        ReportSection result = report.Section("Result");
        List<string[]> rows = [["section", "architecture", "task", "metric", "ours", "knowing nothing", "parameters", "seconds"]];
        var models = new List<RunModel>();
        context.Output.Log($"{Toys.Count * seeds.Length} trainings; at most {Toys.Max(t => t(1).ParameterCount()):N0} parameters");
        using (MetricsLog log = MetricsLog.Open(context.Run.MetricsPath))
        using (IRunProgress progress = context.Output.Progress("chapter10"))
        {
            for (int i = 0; i < Toys.Count; i++)
            {
                long start = Stopwatch.GetTimestamp();
                (ChapterToy Toy, double Value, ChartSeries Curve)[] trained =
                    [.. seeds.Select(seed => Train(Toys[i](seed), percent, seed, context.Cancellation))];
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / seeds.Length;
                ChapterToy toy = trained[0].Toy;
                double[] values = [.. trained.Select(t => t.Value)];
                rows.Add(
                [
                    toy.Section, toy.Name, toy.Task, toy.Metric, Spread(values), Short(toy.Baseline), $"{toy.ParameterCount():N0}",
                    seconds.ToString("F1", CultureInfo.InvariantCulture),
                ]);
                models.Add(new RunModel(toy.Name, Metrics(toy, values, seconds)));
                Add(report, toy, seeds[0], values, [.. trained.Select(t => t.Curve)]);
                log.Append(i + 1, ("value", values.Average()), ("baseline", toy.Baseline), ("parameters", toy.ParameterCount()));
                progress.Report(new TrainingProgress
                {
                    Epoch = i + 1, Epochs = Toys.Count, Batch = 1, Batches = 1, Loss = values[0], Accuracy = double.NaN, EpochEnded = true, Validation = [],
                });
            }
        }

        const string caption = "Figures are of fresh data. An error of the adding problem below 1/6 says that something was carried over 30 steps.";
        result.Text(caption).Table(rows[0], rows.Skip(1), "llllrrrr");
        context.Output.Result(ResultText.Align(rows) + caption + "\n");
        report.Save(context.Run.ReportPath);
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = clock.Elapsed.TotalSeconds,
            Data = new RunData("toys", "generated", Toys.Count),
            Metrics = [new("architectures", Toys.Count), new("better_than_knowing_nothing", models.Count(m => m.Metrics[1].Value > 0))],
            Models = models,
        };
    }

    private static (ChapterToy Toy, double Value, ChartSeries Curve) Train(ChapterToy toy, int percent, ulong seed, CancellationToken cancellation)
    {
        IReadOnlyList<NamedParameter> parameters = toy.Parameters();
        BoundOptimizer optimizer = new Adam(toy.LearningRate).Bind(parameters);
        var tape = new Tape { Recording = true, Training = true, Seed = seed };
        var random = new RngSequence(seed, RandomPurpose.Data);
        List<double> steps = [], losses = [];
        int count = toy.Steps * percent / 100, every = Math.Max(1, count / 40);
        double sum = 0;
        for (int step = 1; step <= count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Reset();
            tape.Step = (uint)step;
            Tensor loss = toy.Loss(tape, random, Rows);
            sum += loss.Scalar;
            tape.Backward(loss);
            toy.Regularize(tape);
            optimizer.Step(toy.LearningRate, GradientClipping.Scale(GradientClipping.Norm(parameters), 1));
            optimizer.ZeroGradients();
            if (step % every == 0)
            {
                steps.Add(step);
                losses.Add(sum / every);
                sum = 0;
            }
        }

        toy.Fit(random);
        return (toy, toy.Measure(new RngSequence(seed, RandomPurpose.Data, stream: 1)), new ChartSeries($"seed {seed}", steps, losses));
    }

    private static void Add(ReportBuilder report, ChapterToy toy, ulong seed, double[] values, ChartSeries[] curves)
    {
        ReportSection section = report.Section($"{toy.Section} {toy.Name}")
            .Text($"{char.ToUpperInvariant(toy.Task[0])}{toy.Task[1..]}. {char.ToUpperInvariant(toy.Metric[0])}{toy.Metric[1..]} {Spread(values)}; "
                + $"knowing nothing {Short(toy.Baseline)}. Tweaks: {toy.Tweaks}.")
            .Chart(new GraphChart(GraphBuilder.Folded(toy)) { Description = $"graph of {toy.Name}" }, "The graph, folded; dashed edges arrive later.");
        if (curves[0].X.Count > 0)
            section.Chart(new LineChart(curves) { Description = $"loss of {toy.Name}", XTitle = "step", YTitle = "loss", LogY = true }, "Training.");
        section.AddParameters(toy, new ModelView
        {
            Recurrent = ["hidden.weight", "skip.weight", "deep.weight"],
            Sequences =
            [
                .. Enumerable.Range(1, toy.Steps > 0 ? 4 : 0).Select(i => TracedSequence.Of(
                    $"problem {i}", () => toy.Loss(new Tape(), new RngSequence(seed, RandomPurpose.Data, 1 + (ulong)i), 1))),
            ],
        });
    }

    private static List<KeyValuePair<string, double>> Metrics(ChapterToy toy, double[] values, double seconds)
    {
        string name = toy.Metric == "accuracy" ? "accuracy" : "error";
        double mean = values.Average(), better = toy.Metric == "accuracy" ? mean - toy.Baseline : toy.Baseline - mean;
        return
        [
            new(name, mean), new("better_by", better),
            new($"{name}_sd", values.Length < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1))),
            new("parameters", toy.ParameterCount()), new("training_seconds", seconds),
        ];
    }

    private static string Spread(double[] values)
    {
        double mean = values.Average();
        return values.Length < 2 ? Short(mean) : $"{Short(mean)} ± {Short(Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1)))}";
    }

    private static string Short(double value) => value.ToString(Math.Abs(value) < 0.001 && value != 0 ? "0.0e+0" : "0.0000", CultureInfo.InvariantCulture);
}
