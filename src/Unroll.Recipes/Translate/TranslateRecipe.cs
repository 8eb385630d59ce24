using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Models;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Projection;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// Sentence to sentence: Sutskever, Cho and Bahdanau at a size for two cores, and a strong setting, on the captions of Multi30k. Read
/// <see cref="Execute"/> from top to bottom.
/// </summary>
public sealed class TranslateRecipe : IRecipe
{
    /// <inheritdoc/>
    public string Name => "translate";

    /// <inheritdoc/>
    public string Title => "Sentence to sentence, with and without attention";

    /// <inheritdoc/>
    public string Task => "translate";

    /// <inheritdoc/>
    public string Data => DataSets.Multi30k.Name;

    /// <inheritdoc/>
    public string Reference =>
        "Sutskever et al. 2014, Cho et al. 2014, Bahdanau et al. 2015 on WMT'14: BLEU 34.81, 34.64 (rescoring), 28.45; none at this size";

    /// <inheritdoc/>
    public string Measured => "BLEU 35.3 on test 2016, beam of 5 (docs/results.md)";

    /// <inheritdoc/>
    public IReadOnlyList<string> ModelNames => [.. TranslateModels.All.Select(m => m.Name)];

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("pairs", "multi30k", "multi30k (English to German) or tatoeba (English to French)"),
        new("pieces", "6000", "byte-pair pieces to learn"),
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
        int pieces = set.Positive("pieces", options.Quick ? 1500 : 6000);
        var words = new SettingWords(options.Set);

        // 1. The sentences.
        TranslateCorpus corpus = TranslateCorpus.Load(words.Choice("pairs", "multi30k", "multi30k", "tatoeba"), options);
        if (expected is not null)
        {
            TranslationData.Expect(expected, corpus.Record);
        }

        output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{corpus.Record.Source}: {corpus.Train.Count:N0} pairs to train on, {corpus.Valid.Count:N0} to choose by, "
            + $"{corpus.Test.Count:N0} to test on"));

        // 2. Train: one model, or all of them side by side.
        TranslateModel chosen = TranslateModels.Find(options.Model ?? "strong");
        TranslateModel[] models = options.Compare ? [chosen, .. TranslateModels.All.Where(m => m != chosen)] : [chosen];
        var results = new List<Result>();
        foreach (TranslateModel model in models)
        {
            TrainingRecord training = TranslatorOverrides.Apply(
                options.Quick ? model.Training with { Epochs = 2 } : model.Training, options);
            var plan = new TranslationPlan
            {
                Recipe = Name, Name = model.Name, Data = corpus.Record, Options = options, Monitor = TranslationMonitor.Bleu,
                Translated = options.Quick ? 50 : 400,
                Training = training with { Minutes = options.Minutes / models.Length },
            };
            TranslatorOptions shape = TranslatorOverrides.Apply(model.Shape, options, set, words, options.Seed);
            Translator Make() => Create(corpus, model.Shared, pieces, shape);
            TrainedTranslator trained = results.Count == 0
                ? TranslationTraining.Fit(plan, Make, corpus.Train, corpus.Valid, context.Run, context)
                : Below(model.Name, plan, Make, corpus, context);

            // 3. Translate the test part with a beam.
            TranslationReport report = TranslationEvaluation.Report(
                trained.Model, corpus.Test, beam, out string[] sources, out Translation[] written);
            output.Result($"{model.Name}: {report}");
            results.Add(new Result(trained, report, sources, written));
        }

        // 4. Say it, and write the report.
        RunModel[] table = [.. results.Select(r => new RunModel(r.Trained.Name, Metrics(r, corpus)))];
        if (table.Length > 1)
        {
            output.Result(ResultText.Align([["model", "BLEU", "long sentences", "chrF", "parameters"], .. results.Select(Row)]));
        }

        Result first = results[0];
        new TranslationPage
        {
            Title = "Translation", Trained = first.Trained, Report = first.Report, Sources = first.Sources, Translations = first.Written,
            References = [.. first.Sources.Select(s => corpus.Test.First(p => p.Source == s).Target)], Models = table, Sentences = true,
            Notes =
            [
                $"Test part: {corpus.Test.Count} sentences that chose nothing; greedy BLEU on the validation part chose the best epoch.",
            ],
            More = report => More(report, results, corpus, options),
        }.Write();
        output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(corpus.Record.Name, corpus.Record.Source, corpus.Record.Items),
            Metrics = table[0].Metrics,
            Models = table.Length > 1 ? table : [],
        };
    }

    /// <summary>Byte-pair pieces of the training part only: of both languages together where embeddings are shared.</summary>
    private static Translator Create(TranslateCorpus corpus, bool shared, int pieces, TranslatorOptions shape)
    {
        if (shared)
        {
            Tokenizer both = Tokenizer.Learn(TokenKind.Pieces, corpus.Train.Sources.Concat(corpus.Train.Targets), pieces);
            return new Translator(both, both, shape);
        }

        return new Translator(
            Tokenizer.Learn(TokenKind.Pieces, corpus.Train.Sources, pieces),
            Tokenizer.Learn(TokenKind.Pieces, corpus.Train.Targets, pieces), shape);
    }

    private static TrainedTranslator Below(string name, TranslationPlan plan, Func<Translator> make, TranslateCorpus corpus,
        RunContext context)
    {
        string path = Path.Combine(context.Run.Path, "trainings", name);
        RunFolder run = File.Exists(Path.Combine(path, "config.json")) ? RunFolder.Open(path) : RunFolder.Create(path, name);
        using RunLock held = run.AcquireLock();
        return TranslationTraining.Fit(plan, make, corpus.Train, corpus.Valid, run, context);
    }

    private static IReadOnlyList<KeyValuePair<string, double>> Metrics(Result r, TranslateCorpus corpus)
    {
        (_, double[] bleu) = TranslationPage.ByLength(r.Trained.Model, r.Sources, r.Report);
        return
        [
            .. r.Report.Metrics, new("bleu_long", bleu[^1]), .. TranslationEvaluation.Likelihood(r.Trained.Model, corpus.Test),
            new("parameters", r.Trained.Model.ParameterCount()), new("epochs", r.Trained.Training.Epochs),
            new("training_seconds", r.Trained.Training.Seconds),
        ];
    }

    private static string[] Row(Result r)
    {
        (_, double[] bleu) = TranslationPage.ByLength(r.Trained.Model, r.Sources, r.Report);
        string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        return [r.Trained.Name, Number(r.Report.Bleu.Score, "F2"), Number(bleu[^1], "F2"), Number(r.Report.ChrF.Score, "F1"),
            Number(r.Trained.Model.ParameterCount(), "N0")];
    }

    private static void More(ReportBuilder report, List<Result> results, TranslateCorpus corpus, RunOptions options)
    {
        if (results.Count > 1)
        {
            report.Section("Models by length").Chart(
                new LineChart([.. results.Select(r =>
                {
                    (double[] lengths, double[] bleu) = TranslationPage.ByLength(r.Trained.Model, r.Sources, r.Report);
                    return new ChartSeries(r.Trained.Name, lengths, bleu);
                })])
                { XTitle = "tokens of the source", YTitle = "BLEU", Description = "BLEU by length and model" },
                "Who has to keep a sentence in one state forgets the long ones.");
        }

        // Sutskever's figure: what the encoder makes of whole sentences, in the plane.
        Result first = results[0];
        string[] shown = [.. first.Sources.Take(options.Quick ? 60 : 300)];
        float[][] vectors = first.Trained.Model.Vectors(shown);
        TsneResult map = Tsne.Fit([.. vectors.SelectMany(v => v)], vectors.Length, vectors[0].Length,
            new TsneOptions { Iterations = options.Quick ? 200 : 500 }, null, default);
        int[] groups = [.. shown.Select(s => Math.Min(3, first.Trained.Model.Source.Encode(s).Length / 8))];
        report.Section("Sentence vectors").Chart(
            new ScatterChart(map.X, map.Y, groups, ["up to 7 tokens", "8 to 15", "16 to 23", "24 and more"])
            { Tips = shown, Description = "sentence vectors" },
            "The encoder's last states (t-SNE); hover for the sentence.");

        // Cho's figure: the same for phrases.
        string[] phrases = FrequentPhrases.Of(corpus.Train.Sources, options.Quick ? 30 : 120);
        if (phrases.Length < 4)
        {
            return;
        }

        float[][] states = first.Trained.Model.Vectors(phrases);
        TsneResult near = Tsne.Fit([.. states.SelectMany(v => v)], states.Length, states[0].Length,
            new TsneOptions { Iterations = options.Quick ? 200 : 500 }, null, default);
        report.Section("Phrase vectors").Chart(
            new ScatterChart(near.X, near.Y, [.. phrases.Select(p => p.Count(c => c == ' ') - 1)], ["two words", "three words", "four words"])
            { Tips = phrases, Labels = phrases, Height = 900, Description = "phrase vectors" },
            "The encoder's last states for frequent phrases of two to four words of the training part (t-SNE), as Cho et al. 2014 show them; a "
            + "phrase whose label would lie on another is named on hovering.");
    }

    private sealed record Result(TrainedTranslator Trained, TranslationReport Report, string[] Sources, Translation[] Written);
}
