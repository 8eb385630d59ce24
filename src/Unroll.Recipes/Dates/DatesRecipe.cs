using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>
/// Dates as people write them to year-month-day: attention in a minute, without any data. Read <see cref="Execute"/> from top to bottom.
/// </summary>
public sealed class DatesRecipe : IRecipe
{
    private static readonly TranslatorOptions Model = new()
    {
        Embedding = 32, Encoder = new(Cell.Gru, 64) { Bidirectional = true }, DecoderUnits = 64, Attention = new() { Units = 64 },
        ReadoutUnits = 64,
    };

    private static readonly TrainingRecord Training = new(
        Epochs: 8, Batch: 32, Optimizer: "adam:lr=0.003", Schedule: "cosine", Clip: 1, Patience: 0, Minutes: null, Seed: 42);

    /// <inheritdoc/>
    public string Name => "dates";

    /// <inheritdoc/>
    public string Title => "Dates as people write them to year-month-day";

    /// <inheritdoc/>
    public string Task => "translate";

    /// <inheritdoc/>
    public string Data => "generated: nine ways to write a date from 1900 to 2049";

    /// <inheritdoc/>
    public string Reference => "none: a toy to see attention at work";

    /// <inheritdoc/>
    public string Measured => "see docs/recipes/dates.md";

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings { get; } = [new("pairs", "6000", "dates to train on"), .. TranslatorOverrides.Settings];

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        return options.Data is { } path
            ? throw new UnrollException($"dates writes its own data, got --data {path}; for a file of yours use `unroll train translate`")
            : Execute(options, context);
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
        var beam = new BeamOptions { Width = set.Positive("beam", 5) };

        // 1. Dates to train on, to choose by and to test on; no spelling stands on two sides.
        TextPairs all = DateWriter.Write(set.Positive("pairs", options.Quick ? 1500 : 6000) * 5 / 4, options.Seed);
        (TextPairs rest, TextPairs test) = all.Split(0.12, (long)options.Seed);
        (TextPairs train, TextPairs valid) = rest.Split(0.08, (long)options.Seed);
        DataRecord record = TranslationData.Record("dates", "generated", null, all);
        context.Output.Log($"generated: {train.Count} dates to train on, {valid.Count} to choose by, {test.Count} to test on");

        // 2. Character by character, with attention.
        var plan = new TranslationPlan
        {
            Recipe = Name, Name = "attention", Data = record, Options = options, Monitor = TranslationMonitor.ErrorRate, Translated = 200,
            Training = TranslatorOverrides.Apply(Training, options),
        };
        TranslatorOptions shape = TranslatorOverrides.Apply(Model, options, set, new SettingWords(options.Set), options.Seed);
        TrainedTranslator trained = TranslationTraining.Fit(
            plan,
            () => new Translator(
                Tokenizer.Learn(TokenKind.Characters, train.Sources), Tokenizer.Learn(TokenKind.Characters, train.Targets), shape),
            train, valid, context.Run, context);

        // 3. How many are right to the last digit.
        TranslationReport report = TranslationEvaluation.Report(
            trained.Model, test, beam, out string[] sources, out Translation[] written);
        double exact = (double)report.Exact.Count(e => e) / report.Exact.Count;
        context.Output.Result(string.Create(CultureInfo.InvariantCulture,
            $"{100 * exact:F1}% of {test.Count} dates right, edit distance {report.Distances.Average():F2}"));
        foreach (int i in Enumerable.Range(0, Math.Min(5, sources.Length)))
        {
            context.Output.Result($"  {sources[i]} → {written[i].Text}");
        }

        new TranslationPage
        {
            Title = "Dates", Trained = trained, Report = report, Sources = sources, Translations = written,
            References = [.. sources.Select(s => test.First(p => p.Source == s).Target)],
            Notes = ["Dates not trained on. \"'29 (last century)\" is 1929; a two-digit year without the note is this century's."],
        }.Write();
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(record.Name, record.Source, record.Items),
            Metrics = [.. report.Metrics, new("training_seconds", trained.Training.Seconds)],
        };
    }
}
