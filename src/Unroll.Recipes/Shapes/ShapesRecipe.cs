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
/// The five shapes of input and output of a recurrent network (A. Karpathy, "The unreasonable effectiveness of recurrent neural networks"):
/// each a toy that is trained, drawn, and compared with the graph it should have; one-hot symbols beside learned embeddings.
/// </summary>
public sealed class ShapesRecipe : IRecipe
{
    private const int TestRows = 1000;

    private static readonly string[] Understood = ["--batch", "--lr", "--clip", "--seeds"];

    /// <inheritdoc/>
    public string Name => "shapes";

    /// <inheritdoc/>
    public string Title => "The five shapes of input and output, each a toy with its graph; one-hot beside a learned embedding";

    /// <inheritdoc/>
    public string Task => "measure";

    /// <inheritdoc/>
    public string Data => "generated: letters and digits";

    /// <inheritdoc/>
    public string Reference => "the figure of A. Karpathy's essay (2015); no numbers";

    /// <inheritdoc/>
    public string Measured => "98.4 to 100% of fresh problems right (3 seeds; docs/recipes/shapes.md)";

    /// <inheritdoc/>
    public bool CanRecompute => false;

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings { get; } = [new("steps", "100", "training steps in per cent of what each toy needs")];

    /// <summary>The toys of one way of giving symbols.</summary>
    internal static IReadOnlyList<ShapeToy> Toys(bool oneHot, ulong seed) =>
    [
        new OneToOneToy(oneHot, seed), new OneToManyToy(oneHot, seed), new ManyToOneToy(oneHot, seed), new AlignedToy(oneHot, seed),
        new UnalignedToy(oneHot, seed),
    ];

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        OptionCheck.Refuse(this, options, Understood);
        int percent = new SettingReader(options.Set, Settings).Positive("steps", options.Quick ? 15 : 100);
        ulong[] seeds = [.. Enumerable.Range(0, Math.Max(1, options.Seeds)).Select(s => options.Seed + (ulong)s)];
        var plan = new Plan(percent, options.Batch ?? 64, options.LearningRate ?? 3e-3f, options.Clip ?? 1, seeds);
        context.Run.WriteConfig(JsonSerializer.Serialize(new { recipe = Name, shapes = plan }));
        return Execute(plan, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using JsonDocument config = JsonDocument.Parse(context.Run.ReadConfig());

        // The toys are trained in a minute: they begin again, to the same bits.
        File.Delete(context.Run.MetricsPath);
        return Execute(config.RootElement.GetProperty("shapes").Deserialize<Plan>()!, context);
    }

    private static RunResult Execute(Plan plan, RunContext context)
    {
        var clock = Stopwatch.StartNew();
        var report = new ReportBuilder("Five shapes", $"{context.Run.Path}: what goes in, what comes out");
        ReportSection result = report.Section("Result");
        var trained = new List<(ShapeToy Toy, bool OneHot, double Accuracy, double Seconds, List<(int, double)> Losses)>();
        int count = plan.Seeds.Length * 2 * Toys(true, 1).Count;
        IReadOnlyList<ShapeToy> all = Toys(true, 1);
        context.Output.Log(
            $"{count} trainings of {all.Min(plan.StepsOf):N0} to {all.Max(plan.StepsOf):N0} steps; at most {all.Max(t => t.ParameterCount()):N0} parameters");
        using (MetricsLog log = MetricsLog.Open(context.Run.MetricsPath))
        using (IRunProgress progress = context.Output.Progress("shapes"))
        {
            foreach ((ShapeToy toy, bool oneHot, ulong seed) in
                from seed in plan.Seeds from oneHot in new[] { true, false } from toy in Toys(oneHot, seed) select (toy, oneHot, seed))
            {
                long start = Stopwatch.GetTimestamp();
                List<(int, double)> losses = Train(toy, plan, seed, context.Cancellation);
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                double accuracy = toy.Accuracy(new RngSequence(seed, RandomPurpose.Data, stream: 1), TestRows);
                trained.Add((toy, oneHot, accuracy, seconds, losses));
                log.Append(trained.Count, ("accuracy", accuracy), ("loss", losses[^1].Item2), ("one_hot", oneHot ? 1 : 0), ("seed", seed));
                progress.Report(new TrainingProgress
                {
                    Epoch = trained.Count, Epochs = count, Batch = 1, Batches = 1, Loss = losses[^1].Item2, Accuracy = accuracy,
                    EpochEnded = true, Validation = [],
                });
            }
        }

        var models = new List<RunModel>();
        List<string[]> rows = [["shape", "task", "one-hot", "embedding", "parameters", "steps"]];
        foreach (var shape in trained.GroupBy(t => t.Toy.Shape))
        {
            double[] With(bool oneHot) => [.. shape.Where(t => t.OneHot == oneHot).Select(t => t.Accuracy)];
            ShapeToy toy = shape.First().Toy;
            rows.Add(
            [
                toy.Shape, toy.Task, Spread(With(true)), Spread(With(false)),
                $"{Trained(shape.First(t => t.OneHot).Toy):N0} / {Trained(shape.First(t => !t.OneHot).Toy):N0}", $"{plan.StepsOf(toy):N0}",
            ]);
            models.AddRange(new[] { true, false }.Select(oneHot => new RunModel(
                $"{toy.Shape}, {(oneHot ? "one-hot" : "embedding")}",
                [
                    new("accuracy", With(oneHot).Average()), new("parameters", Trained(shape.First(t => t.OneHot == oneHot).Toy)),
                    new("training_seconds", shape.Where(t => t.OneHot == oneHot).Average(t => t.Seconds)),
                ])));
        }

        const string caption =
            "Share of fresh problems whose whole answer is right, in per cent, with one-hot symbols and with four learned numbers a symbol; "
            + "trained parameters of each.";
        result.Text(caption).Table(rows[0], rows.Skip(1), "llrrrr");
        context.Output.Result(ResultText.Align(rows) + caption + "\n");
        foreach (var shape in trained.GroupBy(t => t.Toy.Shape))
        {
            AddToy(report, [.. shape], plan);
        }

        report.Save(context.Run.ReportPath);
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = clock.Elapsed.TotalSeconds,
            Data = new RunData("letters and digits", "generated", TestRows),
            Metrics =
            [
                .. models.Select(m => KeyValuePair.Create(
                    "accuracy_" + m.Name.Replace(", ", "_", StringComparison.Ordinal).Replace(' ', '_').Replace('-', '_'), m.Metrics[0].Value)),
            ],
            Models = models,
        };
    }

    private static List<(int Step, double Loss)> Train(ShapeToy toy, Plan plan, ulong seed, CancellationToken cancellation)
    {
        NamedParameter[] parameters = [.. toy.Parameters().Where(p => p.Parameter.Trainable)];
        BoundOptimizer optimizer = new Adam(plan.LearningRate).Bind(parameters);
        var tape = new Tape { Recording = true, Training = true, Seed = seed };
        var random = new RngSequence(seed, RandomPurpose.Data);
        var losses = new List<(int, double)>();
        double sum = 0;
        int steps = plan.StepsOf(toy), every = Math.Max(1, steps / 30), counted = 0;
        for (int step = 1; step <= steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Reset();
            tape.Step = (uint)step;
            Tensor loss = toy.Loss(tape, random, plan.Batch);
            tape.Backward(loss);
            double norm = GradientClipping.Norm(parameters);
            optimizer.Step(plan.LearningRate, plan.Clip > 0 ? GradientClipping.Scale(norm, plan.Clip) : 1);
            optimizer.ZeroGradients();
            (sum, counted) = (sum + loss.Scalar, counted + 1);
            if (step % every == 0 || step == steps)
            {
                losses.Add((step, sum / counted));
                (sum, counted) = (0, 0);
            }
        }

        return losses;
    }

    /// <summary>The graph from the model beside the one it should be, examples, the loss, and what the network has learned.</summary>
    private static void AddToy(
        ReportBuilder report, (ShapeToy Toy, bool OneHot, double Accuracy, double Seconds, List<(int Step, double Loss)> Losses)[] trained, Plan plan)
    {
        ShapeToy toy = trained.First(t => !t.OneHot).Toy;
        ComputationGraph folded = GraphBuilder.Folded(toy), graph = GraphBuilder.Unrolled(toy, ExpectedGraphs.Steps), expected = ExpectedGraphs.Of(toy.Shape);
        string recurs = folded.Structure.SequenceEqual(graph.Structure) ? "; nothing recurs, so that it is the same" : "";
        var random = new RngSequence(plan.Seeds[0], RandomPurpose.Data, stream: 2);
        ReportSection section = report.Section(char.ToUpperInvariant(toy.Shape[0]) + toy.Shape[1..]).Text($"{toy.Task}. N is the number of rows of a batch.")
            .Chart(
                new GraphChart(folded) { Description = $"folded graph, {toy.Shape}" },
                "Folded, from the model itself; dashed edges arrive one step later.")
            .Chart(
                new GraphChart(graph) { Description = $"unrolled graph, {toy.Shape}" },
                $"Unrolled over {ExpectedGraphs.Steps} steps, from the model itself{recurs}.")
            .Chart(new GraphChart(expected) { Description = $"expected graph, {toy.Shape}" },
                $"The graph that it should have, written down by hand: {(graph.Structure.SequenceEqual(expected.Structure) ? "the same" : "DIFFERENT")}.");
        section.Table(
            ["input", "answer", "right answer", ""],
            Enumerable.Range(0, 6).Select(_ => toy.Example(random)).Distinct()
                .Select(e => (IReadOnlyList<string>)[e.Input, e.Output, e.Expected, e.Output == e.Expected ? "✓" : "✗"]),
            "lllc");
        section.Chart(
            new LineChart([.. trained.Take(2).Concat(trained.Where(t => !t.OneHot).Take(1)).DistinctBy(t => t.OneHot).Select(t => new ChartSeries(
                t.OneHot ? "one-hot" : "embedding", [.. t.Losses.Select(l => (double)l.Step)], [.. t.Losses.Select(l => l.Loss)]))])
            { Description = $"loss, {toy.Shape}", XTitle = "training step", YTitle = "cross-entropy", LogY = true }, "Training.");
        section.AddParameters(toy, new ModelView
        {
            Embedding = toy.Input.Name, Tokens = toy.Input.Symbols,
            Sequences = [.. Enumerable.Range(0, 6).Select(i => Traced(toy, plan.Seeds[0], stream: 3 + (ulong)i))],
        });
    }

    /// <summary>What the network does on one problem, with the right answers given where it writes.</summary>
    private static TracedSequence Traced(ShapeToy toy, ulong seed, ulong stream)
    {
        string input = toy.Example(new RngSequence(seed, RandomPurpose.Data, stream)).Input;
        TracedSequence traced = TracedSequence.Of(input, () => toy.Loss(new Tape(), new RngSequence(seed, RandomPurpose.Data, stream), 1));
        return traced.Elements.Count == input.Length ? traced with { Elements = [.. input.Select(c => $"{c}")] } : traced;
    }

    private static long Trained(Module toy) => toy.Parameters().Where(p => p.Parameter.Trainable).Sum(p => (long)p.Parameter.Value.Count);

    private static string Spread(double[] values)
    {
        double mean = values.Average();
        string text = (mean * 100).ToString("F1", CultureInfo.InvariantCulture);
        return values.Length < 2 ? text
            : $"{text} ± {(Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1)) * 100).ToString("F1", CultureInfo.InvariantCulture)}";
    }

    private sealed record Plan(int Percent, int Batch, float LearningRate, float Clip, ulong[] Seeds)
    {
        public int StepsOf(ShapeToy toy) => Math.Max(1, toy.Steps * Percent / 100);
    }
}
