using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>
/// Chemical formula to name, or back (Practical_RL, homework of week 6.5). The molecules are named by rules of our own; real ones,
/// where the data is at hand, are scored apart, since a formula does not say which of its isomers has the common name. Read
/// <see cref="Execute"/> from top to bottom.
/// </summary>
public sealed class FormulasRecipe : IRecipe
{
    private static readonly TranslatorOptions Model = new()
    {
        Embedding = 48, Encoder = new(Cell.Lstm, 96) { Bidirectional = true }, Decoder = Cell.Lstm, DecoderUnits = 128,
        Attention = new() { Units = 96 }, ReadoutUnits = 96, OutputDropout = 0.1f,
    };

    private static readonly TrainingRecord Training = new(
        Epochs: 30, Batch: 32, Optimizer: "adam:lr=0.002", Schedule: "cosine", Clip: 1, Patience: 0, Minutes: null, Seed: 42);

    /// <inheritdoc/>
    public string Name => "formulas";

    /// <inheritdoc/>
    public string Title => "Chemical formulas to names, and back";

    /// <inheritdoc/>
    public string Task => "translate";

    /// <inheritdoc/>
    public string Data => DataSets.Molecules.Name;

    /// <inheritdoc/>
    public string Reference => "none: the homework has no figure, and its data is not to be had";

    /// <inheritdoc/>
    public string Measured => "99.4% of the molecules named by rule exact (docs/results.md)";

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("direction", "name", "name (formula to name) or formula (name to formula)"), .. TranslatorOverrides.Settings,
    ];

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        return Execute(options, context, null);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        TranslationPlan plan = TranslationPlan.Read(context.Run);
        return Execute(plan.Options with { Minutes = null }, context, plan.Data);
    }

    private RunResult Execute(RunOptions options, RunContext context, DataRecord? expected)
    {
        long start = Stopwatch.GetTimestamp();
        IRunOutput output = context.Output;
        var set = new SettingReader(options.Set, Settings);
        var beam = new BeamOptions { Width = set.Positive("beam", 5) };
        var words = new SettingWords(options.Set);
        bool toFormula = words.Choice("direction", "name", "name", "formula") == "formula";

        // 1. Molecules by rule, and real ones where there are any: a tenth of each is tested on, a twentieth chooses the best epoch.
        DataLocation location = options.Data == "sample"
            ? new DataLocation(DataSets.Molecules.Name, DataOrigin.BuiltIn, null, "generated molecules")
            : DataStore.Default.Resolve(DataSets.Molecules, options.Data);
        TextPairs rules = Turned(ChemicalNames.All(), toFormula);
        TextPairs? real = location.Path is { } path ? Turned(FormulasData.ReadMolecules(path), toFormula) : null;
        DataRecord record = TranslationData.Record(
            "formulas", real is null ? "generated molecules" : $"generated molecules and {location.Description}", location.Path,
            [rules, .. real is null ? (TextPairs[])[] : [real]]);
        if (expected is not null)
        {
            TranslationData.Expect(expected, record);
        }

        (TextPairs rest, TextPairs test) = rules.Split(0.1, 42);
        (TextPairs train, TextPairs valid) = rest.Split(0.05, 42);
        (TextPairs Train, TextPairs Test)? others = real?.Split(0.1, 42);
        var all = new TextPairs(train.Concat(others?.Train ?? Enumerable.Empty<TextPair>()));
        output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{rules.Count:N0} molecules named by rule, {real?.Count ?? 0:N0} real ones; {all.Count:N0} to train on, "
            + $"{test.Count + (others?.Test.Count ?? 0):N0} to test on"));

        // 2. Train character by character.
        var plan = new TranslationPlan
        {
            Recipe = Name, Name = toFormula ? "name to formula" : "formula to name", Data = record, Options = options,
            Monitor = TranslationMonitor.ErrorRate, Translated = 1000,
            Training = TranslatorOverrides.Apply(options.Quick ? Training with { Epochs = 2 } : Training, options),
        };
        TranslatorOptions shape = TranslatorOverrides.Apply(Model, options, set, words, options.Seed);
        TrainedTranslator trained = TranslationTraining.Fit(
            plan,
            () => new Translator(
                Tokenizer.Learn(TokenKind.Characters, all.Sources), Tokenizer.Learn(TokenKind.Characters, all.Targets), shape),
            all, valid, context.Run, context);

        // 3. The molecules named by rule, then the real ones.
        TranslationReport report = TranslationEvaluation.Report(trained.Model, test, beam, out string[] sources, out Translation[] written);
        output.Result($"named by rule: {Line(report)}");
        List<KeyValuePair<string, double>> metrics = [.. report.Metrics.Where(m => m.Key is "exact" or "edit_distance" or "error_rate")];
        List<string> notes = [$"Named by rule, {test.Count} held-out molecules: {Line(report)}."];
        if (others is { } parts)
        {
            TranslationReport common = TranslationEvaluation.Report(trained.Model, parts.Test, beam);
            output.Result($"real molecules: {Line(common)}");
            notes.Add(
                $"Real molecules, {parts.Test.Count} held-out pairs: {Line(common)}. "
                + "A formula has many isomers: its common name cannot be known from it.");
            metrics.AddRange(common.Metrics.Where(m => m.Key is "exact" or "edit_distance" or "error_rate")
                .Select(m => KeyValuePair.Create("real_" + m.Key, m.Value)));
        }

        if (toFormula)
        {
            double legal = written.Count(t => ChemicalFormula.IsValid(t.Text)) / (double)written.Length;
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{100 * legal:F1}% of the formulas written are valid LaTeX."));
            output.Result(notes[^1]);
            metrics.Add(new("valid_latex", legal));
        }

        // 4. The homework's question: which way of drawing is best?
        List<string[]> strategies = Strategies(trained.Model, test, options.Quick ? 60 : 200);
        output.Result(ResultText.Align([["temperature", "exact", "edit distance", "different"], .. strategies]));
        new TranslationPage
        {
            Title = "Formulas and names", Trained = trained, Report = report, Sources = sources, Translations = written,
            References = [.. sources.Select(s => test.First(p => p.Source == s).Target)], Notes = notes,
            More = page => page.Section("Sampling")
                .Text("Held-out molecules, one draw each: how exactness falls and variety rises with the temperature.")
                .Table(["temperature", "exact", "edit distance", "different"], strategies, "lrrr"),
        }.Write();
        output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(record.Name, record.Source, record.Items),
            Metrics = [.. metrics, new("training_seconds", trained.Training.Seconds)],
        };
    }

    /// <summary>One draw at each temperature, and a second one to see how often the two differ.</summary>
    private static List<string[]> Strategies(Translator model, TextPairs test, int count)
    {
        string[] all = [.. test.Sources.Distinct()], sources = [.. Splits.Evenly(all.Length, count).Select(i => all[i])];
        string[] references = [.. sources.Select(s => test.First(p => p.Source == s).Target)];
        var rows = new List<string[]>();
        foreach (double temperature in (ReadOnlySpan<double>)[0, 0.25, 0.5, 1, 1.5, 2])
        {
            Translation[] Draw(ulong seed) => model.Sample(
                sources,
                new BatchSamplingOptions { Temperature = temperature, Seed = seed, MaxLength = s => (2 * references[s].Length) + 20 });
            string[] first = [.. Draw(1).Select(t => t.Text)], second = [.. Draw(2).Select(t => t.Text)];
            var report = new TranslationReport(first, references);
            double exact = report.Exact.Count(e => e) / (double)sources.Length,
                different = first.Zip(second).Count(p => p.First != p.Second) / (double)sources.Length;
            rows.Add([
                temperature.ToString("0.##", CultureInfo.InvariantCulture),
                (100 * exact).ToString("F1", CultureInfo.InvariantCulture) + "%",
                report.Distances.Average().ToString("F2", CultureInfo.InvariantCulture),
                (100 * different).ToString("F1", CultureInfo.InvariantCulture) + "%"]);
        }

        return rows;
    }

    private static TextPairs Turned(TextPairs pairs, bool turn) => turn
        ? new TextPairs(pairs.Select(p => new TextPair(p.Target, p.Source))) : pairs;

    private static string Line(TranslationReport report) => string.Create(CultureInfo.InvariantCulture,
        $"{100.0 * report.Exact.Count(e => e) / report.Exact.Count:F1}% exact, edit distance {report.Distances.Average():F2} "
        + $"({100 * report.ErrorRate:F1}% of the length)");
}
