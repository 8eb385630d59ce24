using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Models;
using Unroll.Recipes.Integrals;
using Unroll.Recipes.Integrals.Generating;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>
/// Symbolic integration as translation: functions in, antiderivatives out, both in prefix notation (Lample and Charton 2019; theirs is a
/// transformer, this is an encoder and a decoder with attention). Every answer is checked, so that equivalent forms count. Read
/// <see cref="Execute"/> from top to bottom.
/// </summary>
public sealed class IntegralsRecipe : IRecipe
{
    /// <summary>The kind of the model in config.json.</summary>
    internal const string Kind = "integrate";

    private const int Longest = 150;

    private static readonly TranslatorOptions Model = new()
    {
        Embedding = 128, Encoder = new(Cell.Lstm, 256) { Bidirectional = true }, Decoder = Cell.Lstm, DecoderUnits = 256,
        Attention = new() { Units = 128 }, ReadoutUnits = 256,
    };

    private static readonly TrainingRecord Training = new(
        Epochs: 3, Batch: 64, Optimizer: "adam:lr=0.001", Schedule: "cosine:warmup=500", Clip: 1, Patience: 0, Minutes: null, Seed: 42);

    /// <inheritdoc/>
    public string Name => "integrals";

    /// <inheritdoc/>
    public string Title => "Symbolic integration as translation";

    /// <inheritdoc/>
    public string Task => "translate";

    /// <inheritdoc/>
    public string Data => "generated: random functions and their derivatives";

    /// <inheritdoc/>
    public string Reference => "99.6% on BWD with beam 10 (their README: a transformer of 6 layers, trained on 88 M problems of up to 15 operators)";

    /// <inheritdoc/>
    public string Measured => "99.2% on BWD with beam 10, up to 5 operators (docs/results.md)";

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("problems", "400000", "problems to train on"),
        new("operators", "5", "the most operators of a random function"),
        new("generators", "bwd", "what to train on: bwd, fwd, ibp, ode1, ode2, with commas between"),
        new("tested", "500", "held-out problems of each generator"),
        .. TranslatorOverrides.Settings,
    ];

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        return options.Data is { } path ? throw new UnrollException($"integrals draws its own problems, got --data {path}") : Execute(options, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Execute(TranslationPlan.Read(context.Run).Options with { Minutes = null }, context);
    }

    private RunResult Execute(RunOptions options, RunContext context)
    {
        long start = Stopwatch.GetTimestamp();
        var set = new SettingReader(options.Set, Settings);
        string[] trainedOn = set.List("generators", "bwd");
        string? strange = trainedOn.FirstOrDefault(g => !ProblemSet.Generators.Contains(g));
        if (strange is not null)
        {
            throw new UnrollException($"expected some of {string.Join(", ", ProblemSet.Generators)} for `generators`, got {strange}");
        }

        // 1. The problems that are tested on are drawn first; a question that is among them is not trained on.
        int operators = set.Positive("operators", options.Quick ? 3 : 5), tested = set.Positive("tested", options.Quick ? 100 : 500);
        int count = set.Positive("problems", options.Quick ? 6000 : 400_000);
        var taken = new HashSet<string>();
        string[] testedOn = [.. ProblemSet.Generators.Where(g => trainedOn.Contains(g) || g is "bwd" or "fwd" or "ibp")];
        var tests = testedOn.ToDictionary(g => g, g => ProblemSet.Draw(g, tested, operators, Longest, options.Seed + 1000, taken, context.Cancellation));
        List<Problem> held = [.. trainedOn.SelectMany(
            g => ProblemSet.Draw(g, Math.Max(50, Math.Min(1000, count / 10) / trainedOn.Length), operators, Longest, options.Seed + 2000, taken, context.Cancellation))];
        List<Problem> train = [.. trainedOn.SelectMany(
            g => ProblemSet.Draw(g, count / trainedOn.Length, operators, Longest, options.Seed, taken, context.Cancellation))];
        TextPairs pairs = ProblemSet.Pairs(train);
        DataRecord record = TranslationData.Record("integrals", $"generated ({string.Join(", ", trainedOn)}, up to {operators} operators)", null, pairs);
        context.Output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{record.Source}: {train.Count:N0} problems to train on, {held.Count:N0} to choose by; {string.Join(", ", tests.Select(t => $"{t.Value.Count} {t.Key}"))} to test on"));

        // 2. Token by token, with attention.
        var plan = new TranslationPlan
        {
            Recipe = Name, Kind = Kind, Name = "attention", Data = record, Options = options,
            Training = TranslatorOverrides.Apply(options.Quick ? Training with { Epochs = 4, Batch = 32 } : Training, options),
        };
        TranslatorOptions shape = TranslatorOverrides.Apply(
            options.Quick ? Model with { Encoder = Model.Encoder with { Units = 64 }, DecoderUnits = 64, Embedding = 32 } : Model,
            options, set, new SettingWords(options.Set), options.Seed);
        TrainedTranslator trained = TranslationTraining.Fit(
            plan, () => new Translator(Tokenizer.Learn(TokenKind.Words, pairs.Sources), Tokenizer.Learn(TokenKind.Words, pairs.Targets), shape),
            pairs, ProblemSet.Pairs(held), context.Run, context);

        // 3. Every candidate of the beam is put to the test: a problem is solved if one of them stands it.
        int beam = set.Positive("beam", 10);
        var scores = new List<IntegralScore>();
        foreach ((string generator, List<Problem> problems) in tests)
        {
            context.Output.Log($"solving {problems.Count} problems of {generator}, beam {beam}");
            scores.Add(new IntegralScore(generator, problems, Answers.Ask(trained.Model, problems, beam, context.Cancellation)));
        }

        context.Output.Result(IntegralScore.Table(scores, beam));
        IntegralScore first = scores.First(s => s.Generator == trainedOn[0]);
        context.Output.Result(string.Create(CultureInfo.InvariantCulture,
            $"of {first.Solved} solved problems of {first.Generator}, {first.OtherForm} were answered in another form than the one drawn"));
        IntegralsPage.Write(trained, scores, beam);
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(record.Name, record.Source, record.Items),
            Metrics =
            [
                .. scores.SelectMany(s => s.Metrics), new("training_seconds", trained.Training.Seconds),
            ],
        };
    }
}
