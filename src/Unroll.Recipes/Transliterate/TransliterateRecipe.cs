using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// Hebrew words to Latin letters (Practical_RL, week 7): 2,500 supervised steps, then self-critical training on the edit distance itself.
/// Read <see cref="Execute"/> from top to bottom.
/// </summary>
public sealed class TransliterateRecipe : IRecipe
{
    private static readonly TranslatorOptions Model = new()
    {
        Embedding = 64, Encoder = new(Cell.Gru, 128) { Bidirectional = true }, DecoderUnits = 128, Attention = new() { Units = 128 },
        ReadoutUnits = 128,
        EmbeddingDropout = 0.1f, OutputDropout = 0.2f,
    };

    private static readonly TrainingRecord Training = new(
        Epochs: 13, Batch: 32, Optimizer: "adam:lr=0.002", Schedule: "cosine", Clip: 1, Patience: 0, Minutes: null, Seed: 42);

    /// <inheritdoc/>
    public string Name => "transliterate";

    /// <inheritdoc/>
    public string Title => "Hebrew words to Latin letters, supervised and then self-critical";

    /// <inheritdoc/>
    public string Task => "translate";

    /// <inheritdoc/>
    public string Data => DataSets.Hebrew.Name;

    /// <inheritdoc/>
    public string Reference => "edit distance under 8 by step 2,500 (Practical_RL, week 7; on a longer data set that is not to be had)";

    /// <inheritdoc/>
    public string Measured => "edit distance 4.6% of the length, 4.5% after self-critical training, means of 5 seeds (docs/results.md)";

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("critical-epochs", "12", "epochs of self-critical training after the supervised ones; 0 for none"),
        new("critical-lr", "0.00005", "its learning rate"),
        new("entropy", "0.01", "its entropy bonus"),
        new("draws", "4", "spellings drawn of each word a step"),
        new("supervised", "0", "weight of the reference's cross-entropy beside the policy gradient"),
        .. TranslatorOverrides.Settings,
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
        int criticalEpochs = set.Word("critical-epochs", "") == "0" ? 0 : set.Positive("critical-epochs", options.Quick ? 2 : 12);
        float rate = AtLeastZero(set, "critical-lr", 5e-5f);
        var critical = new SelfCriticalOptions
        {
            EntropyBonus = AtLeastZero(set, "entropy", 0.01f), Draws = set.Positive("draws", 4), Supervised = AtLeastZero(set, "supervised", 0),
        };

        // 1. Words; 10% are held out to test on, and 5% of the rest choose the best epoch. A word with several spellings is on one side.
        (TextPairs words, DataRecord record) = Load(options);
        if (expected is not null)
        {
            TranslationData.Expect(expected, record);
        }

        (TextPairs rest, TextPairs test) = words.Split(0.1, 42);
        (TextPairs train, TextPairs valid) = rest.Split(0.05, 42);
        output.Log($"{record.Source}: {train.Count} pairs to train on, {valid.Count} to choose by, {test.Count} to test on");

        // 2. Supervised, then self-critical: once for each seed. The first seed's training is the run itself, others lie below it.
        TranslatorOptions shape = TranslatorOverrides.Apply(Model, options, set, new SettingWords(options.Set), options.Seed);
        int seeds = Math.Max(1, options.Seeds);
        var trainings = new Twice[seeds];
        for (int s = 0; s < seeds; s++)
        {
            RunOptions own = options with { Seed = options.Seed + (ulong)s };
            RunFolder folder = s == 0 ? context.Run : Below(context.Run, $"seed-{own.Seed}");
            using RunLock? held = s == 0 ? null : folder.AcquireLock();
            trainings[s] = Train(own, record, shape with { Seed = own.Seed }, (train, valid, test), (criticalEpochs, rate, critical), folder, context);
        }

        (TrainedTranslator trained, TranslationReport supervised, TranslationReport after, RunFolder? second) = trainings[0];
        var empty = new TranslationReport([.. supervised.Lengths.Select(_ => "")],
            [.. test.GroupBy(p => p.Source, StringComparer.Ordinal).Select(g => g.First().Target)]);
        output.Result($"the empty answer: {Line(empty)}");

        // 3. Is the second better than the first? Words are drawn, each with its distances of all seeds.
        PairedBootstrap? better = null;
        string difference = "";
        if (criticalEpochs > 0)
        {
            better = PairedBootstrap.Compare(after.Distances.Count,
                items => Rate(trainings.Select(t => t.Supervised), items), items => Rate(trainings.Select(t => t.After), items), 2000, 1);
            string mean = seeds == 1 ? "" : string.Create(CultureInfo.InvariantCulture,
                $"{seeds} seeds: supervised {trainings.Average(t => t.Supervised.ErrorRate):F4} of the length, self-critical "
                + $"{trainings.Average(t => t.After.ErrorRate):F4}; ");
            difference = string.Create(CultureInfo.InvariantCulture,
                $"{mean}difference {better.Value.Difference:F4} [{better.Value.Low:F4}, {better.Value.High:F4}], p {better.Value.PValue:F4} "
                + $"(paired bootstrap over {after.Distances.Count} words)");
            output.Result(difference);
        }

        // 4. The report.
        TranslationEvaluation.Report(trained.Model, test, beam, out string[] sources, out Translation[] written);
        new TranslationPage
        {
            Title = "Transliteration", Trained = trained, Report = after, Sources = sources, Translations = written,
            References = [.. sources.Select(s => test.First(p => p.Source == s).Target)],
            Notes =
            [
                $"Supervised ({trained.Training.Steps} steps): {Line(supervised)}.", $"Self-critical: {Line(after)}.",
                $"The empty answer: {Line(empty)}.",
                difference,
            ],
            More = report => More(report, supervised, after, second),
        }.Write();
        output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(record.Name, record.Source, record.Items),
            Metrics =
            [
                .. after.Metrics, new("supervised_error_rate", supervised.ErrorRate), new("supervised_steps", trained.Training.Steps),
                .. better is { } p ? new KeyValuePair<string, double>[] { new("difference", p.Difference), new("p_value", p.PValue) } : [],
            ],
            Baseline = new RunModel("empty answer", empty.Metrics),
        };
    }

    /// <summary>One model trained both ways, and what it wrote for the test words after each.</summary>
    private sealed record Twice(TrainedTranslator Trained, TranslationReport Supervised, TranslationReport After, RunFolder? Critical);

    private Twice Train(
        RunOptions options, DataRecord record, TranslatorOptions shape, (TextPairs Train, TextPairs Valid, TextPairs Test) words,
        (int Epochs, float Rate, SelfCriticalOptions Options) critical, RunFolder folder, RunContext context)
    {
        // 13 epochs in batches of 32 are the course's 2,500 steps.
        var plan = new TranslationPlan
        {
            Recipe = Name, Name = "supervised", Data = record, Options = options, Monitor = TranslationMonitor.ErrorRate,
            Training = TranslatorOverrides.Apply(options.Quick ? Training with { Epochs = 3 } : Training, options),
        };
        TrainedTranslator trained = TranslationTraining.Fit(
            plan,
            () => new Translator(
                Tokenizer.Learn(TokenKind.Characters, words.Train.Sources), Tokenizer.Learn(TokenKind.Characters, words.Train.Targets), shape),
            words.Train, words.Valid, folder, context);
        TranslationReport supervised = Greedy(trained.Model, words.Test);
        context.Output.Result($"supervised, {trained.Training.Steps} steps: {Line(supervised)}");
        if (critical.Epochs == 0)
        {
            return new Twice(trained, supervised, supervised, null);
        }

        // Draw, compare with the greedy answer, learn from the difference. The rate is low: the model is good already.
        RunFolder second = Below(folder, "self-critical");
        using RunLock held = second.AcquireLock();
        if (!File.Exists(second.ConfigPath))
        {
            second.WriteConfig(TranslatorFiles.Config(trained.Model, (plan with { Name = "self-critical" }).Write));
        }

        var trainer = new TrainerOptions
        {
            Epochs = critical.Epochs, BatchSize = 32, Optimizer = new Optimizers.Adam(critical.Rate), ClipNorm = 1, Seed = options.Seed,
        };
        TranslationTraining.Train("self-critical", new SelfCriticalTask(trained.Model, words.Train, words.Valid, critical.Options), trainer, second, context);
        TranslationReport after = Greedy(trained.Model, words.Test);
        TranslatorFiles.SaveWeights(trained.Model, second.ModelPath);
        TranslatorFiles.SaveWeights(trained.Model, folder.ModelPath);
        context.Output.Result($"self-critical: {Line(after)}");
        return new Twice(trained, supervised, after, second);
    }

    private static (TextPairs Words, DataRecord Record) Load(RunOptions options)
    {
        DataLocation location = options.Data == "sample"
            ? new DataLocation(DataSets.Hebrew.Name, DataOrigin.BuiltIn, null, $"built-in sample: {DataSets.Hebrew.BuiltIn}")
            : DataStore.Default.Resolve(DataSets.Hebrew, options.Data);
        TextPairs words = location.Path is not { } path ? HebrewWriter.Write(3000, 5)
            : TextPairs.Read(File.Exists(path) ? path : Path.Combine(path, DataSets.Hebrew.Files[0].Path));
        words = new TextPairs(words.Select(p => new TextPair(p.Source.ToLowerInvariant(), p.Target.ToLowerInvariant())).Distinct());
        if (options.Quick)
        {
            words = words.Take(1000);
        }

        return (words, TranslationData.Record(location.Name, location.Description, location.Path, words));
    }

    private static RunFolder Below(RunFolder run, string name)
    {
        string path = Path.Combine(run.Path, "trainings", name);
        return File.Exists(Path.Combine(path, "config.json")) ? RunFolder.Open(path) : RunFolder.Create(path, name);
    }

    /// <summary>As the course measures: greedy, the nearest reference.</summary>
    private static TranslationReport Greedy(Translator model, TextPairs test)
    {
        IGrouping<string, TextPair>[] groups = [.. test.GroupBy(p => p.Source, StringComparer.Ordinal)];
        Translation[] written = model.Sample([.. groups.Select(g => g.Key)]);
        return new TranslationReport(
            [.. written.Select(t => t.Text)], [.. groups.Select(g => (IReadOnlyList<string>)[.. g.Select(p => p.Target).Distinct()])]);
    }

    private static float AtLeastZero(SettingReader set, string key, float otherwise)
    {
        float value = set.Number(key, otherwise);
        return value >= 0 ? value
            : throw SettingReader.Expected("a number of at least 0", key, value.ToString(CultureInfo.InvariantCulture));
    }

    private static double Rate(IEnumerable<TranslationReport> reports, ReadOnlySpan<int> items)
    {
        double distance = 0, length = 0;
        foreach (TranslationReport report in reports)
        {
            foreach (int item in items)
            {
                distance += report.Distances[item];
                length += report.Lengths[item];
            }
        }

        return distance / Math.Max(1, length);
    }

    private static string Line(TranslationReport report) => string.Create(CultureInfo.InvariantCulture,
        $"edit distance {report.Distances.Average():F3} = {report.ErrorRate:F4} of the length, "
        + $"{100.0 * report.Exact.Count(e => e) / report.Exact.Count:F1}% exact");

    private static void More(ReportBuilder report, TranslationReport before, TranslationReport after, RunFolder? second)
    {
        int most = Math.Min(10, Math.Max(before.Distances.Max(), after.Distances.Max()));
        double[] Counts(TranslationReport r) =>
            [.. Enumerable.Range(0, most + 1).Select(d => (double)r.Distances.Count(x => Math.Min(x, most) == d))];
        report.Section("Distances").Chart(
            new BarChart([.. Enumerable.Range(0, most + 1).Select(d => d.ToString(CultureInfo.InvariantCulture))],
                [new("supervised", Counts(before)), new("self-critical", Counts(after))])
            { Horizontal = false, ValueTitle = "words", Description = "histogram of edit distances" },
            "Held-out words by edit distance.");
        if (second is not null)
        {
            var records = MetricsLog.Read(second.MetricsPath).Select(r => r.Values).ToArray();
            report.Section("Self-critical training").Chart(
                new LineChart([new ChartSeries("validation", [.. records.Select(r => r["epoch"])],
                    [.. records.Select(r => r["valid_error_rate"])])])
                { XTitle = "epoch", YTitle = "error rate", Description = "error rate over self-critical training" },
                "Edit distance as a share of the length on the validation words.");
        }
    }
}
