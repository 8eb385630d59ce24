using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary><c>unroll train translate</c>: from pairs of texts to a translator, its metrics and a report.</summary>
internal sealed class TranslateTask : ModelTask
{
    private static readonly TranslatorOptions Model = new()
    {
        Embedding = 128, Encoder = new(Cell.Gru, 128) { Bidirectional = true }, DecoderUnits = 128, ReadoutUnits = 128, TieOutput = true,
        EmbeddingDropout = 0.2f, ContextDropout = 0.2f, OutputDropout = 0.2f, LabelSmoothing = 0.1f,
    };

    private static readonly TrainingRecord Training = new(
        Epochs: 30, Batch: 64, Optimizer: "adam:lr=0.001", Schedule: "constant", Clip: 1, Patience: 6, Minutes: null, Seed: 42);

    /// <inheritdoc/>
    public override string Name => "translate";

    /// <inheritdoc/>
    public override string DataHelp => "a file with source<TAB>target on each line";

    /// <inheritdoc/>
    public override IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("tokens", "by length", "what texts are cut into: characters, words or pieces (byte-pair encoding)"),
        new("tokens-most", "8000", "the most different words or pieces"),
        .. TranslatorOverrides.Settings,
    ];

    /// <inheritdoc/>
    public override RunResult Train(IReadOnlyList<string> data, RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        return Execute(data[0], options with { Data = Path.GetFullPath(data[0]) }, context, null);
    }

    /// <inheritdoc/>
    public override RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        TranslationPlan plan = TranslationPlan.Read(context.Run);
        return Execute(plan.Options.Data!, plan.Options, context, plan.Data);
    }

    private RunResult Execute(string path, RunOptions options, RunContext context, DataRecord? expected)
    {
        long start = Stopwatch.GetTimestamp();
        TextPairs pairs = TextPairs.Read(path);
        DataRecord record = TranslationData.Record(Path.GetFileName(path), path, path, pairs);
        if (expected is not null)
        {
            TranslationData.Expect(expected, record);
        }

        if (options.Valid is null && pairs.Sources.Distinct(StringComparer.Ordinal).Take(2).Count() < 2)
        {
            throw new UnrollException(
                $"{path}: cannot hold pairs out, as all have the same source; add pairs, or name a file with held-out ones (--valid FILE)");
        }

        (TextPairs train, TextPairs valid) = options.Valid is { } file
            ? (pairs, TextPairs.Read(file)) : pairs.Split(0.1, (long)options.Seed);
        var set = new SettingReader(options.Set, Settings);
        var beam = new BeamOptions { Width = set.Positive("beam", 5) };
        var words = new SettingWords(options.Set);
        TokenKind kind = Tokens(words, train);
        context.Output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{path}: {pairs.Count:N0} pairs; {train.Count:N0} to train on, {valid.Count:N0} held out; "
            + $"cut into {kind.ToString().ToLowerInvariant()}"));
        bool sentences = kind != TokenKind.Characters;
        var plan = new TranslationPlan
        {
            Name = "network",
            Data = record,
            Training = TranslatorOverrides.Apply(Training with { Epochs = options.Quick ? 3 : Training.Epochs }, options),
            Monitor = sentences ? TranslationMonitor.Bleu : TranslationMonitor.ErrorRate,
            Options = options,
        };
        TranslatorOptions shape = TranslatorOverrides.Apply(Model, options, set, words, options.Seed);
        TrainedTranslator trained = TranslationTraining.Fit(plan, () => Make(kind, set, train, shape), train, valid, context.Run, context);
        TranslationReport report = TranslationEvaluation.Report(
            trained.Model, valid, beam, out string[] sources, out Translation[] translations);
        var copied = new TranslationReport(sources, [.. sources.Select(s => valid.First(p => p.Source == s).Target)]);
        context.Output.Result(report.ToString());
        string note = string.Create(CultureInfo.InvariantCulture,
            $"Baseline, the source copied: BLEU {copied.Bleu.Score:F2}, edit distance {100 * copied.ErrorRate:F1}% of the length.");
        context.Output.Result(note);
        bool loses = sentences ? report.Bleu.Score <= copied.Bleu.Score : report.ErrorRate >= copied.ErrorRate;
        if (loses)
        {
            context.Output.Result("The network is no better than copying its input: give it more data or more epochs.");
        }

        new TranslationPage
        {
            Title = $"Translating {record.Name}", Trained = trained, Report = report, Sources = sources, Translations = translations,
            References = [.. sources.Select(s => valid.First(p => p.Source == s).Target)], Sentences = sentences,
            Notes =
            [
                note,
                $"Evaluated on {valid.Count} pairs not trained on; the best epoch was chosen on the same ones, which flatters a little.",
            ],
        }.Write();
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(record.Name, record.Source, record.Items),
            Metrics = [.. report.Metrics, .. TranslationEvaluation.Likelihood(trained.Model, valid)],
            Baseline = new RunModel("copy", copied.Metrics),
        };
    }

    private static Translator Make(TokenKind kind, SettingReader set, TextPairs train, TranslatorOptions shape)
    {
        int most = set.Positive("tokens-most", 8000);
        return new Translator(
            Tokenizer.Learn(kind, train.Sources, most), Tokenizer.Learn(kind, train.Targets, most), shape);
    }

    /// <summary>Characters for words and short phrases, pieces for sentences.</summary>
    private static TokenKind Tokens(SettingWords words, TextPairs train)
    {
        string otherwise = train.Average(p => TextElements.Count(p.Target)) <= 30 ? "characters" : "pieces";
        return Enum.Parse<TokenKind>(words.Choice("tokens", otherwise, "characters", "words", "pieces"), ignoreCase: true);
    }
}
