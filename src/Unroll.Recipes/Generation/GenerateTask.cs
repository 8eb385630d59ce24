using Unroll.Data;
using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary><c>unroll train generate</c>: a language model of a user's own text.</summary>
internal sealed class GenerateTask : ModelTask
{
    private static readonly CorpusRecord Cut = new(PieceKind.Characters, null, 1, 30000, 0.1, null, 42, 100);

    /// <inheritdoc/>
    public override string Name => "generate";

    /// <inheritdoc/>
    public override string DataHelp => "a text file, one item a line or one long text";

    /// <inheritdoc/>
    public override IReadOnlyList<RecipeSetting> Settings => LanguageOverrides.Settings;

    /// <inheritdoc/>
    public override RunResult Train(IReadOnlyList<string> data, RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (options.Splits > 1)
            throw new UnrollException("`train generate` holds out one part of the text; leave out --splits, or name a held-out file with --valid");
        var set = new SettingReader(options.Set, Settings);
        CorpusRecord cut = LanguageOverrides.Apply(Cut, options, set);
        if (options.Vectors is not null && !options.Set.ContainsKey("pieces"))
            cut = cut with { Pieces = PieceKind.Words };
        string path = Path.GetFullPath(data[0]);
        Corpus corpus = Corpus.Read(data[0], cut.Lines, cut.Pieces);
        bool items = corpus.Lines is not null;
        if (cut.Lines is null)
            context.Output.Log(items ? "no line is blank: each is taken as an item; `--set as=text` reads one long text" : "read as one long text; `--set as=lines` takes each line as an item");
        LanguageVariant variant = Default(items, cut.Pieces, options.Quick);
        var plan = new GenerationPlan
        {
            Name = "network",
            Data = new DataRecord(Path.GetFileName(path), data[0], path, corpus.Count, corpus.Fingerprint),
            Corpus = cut with { Lines = items },
            Training = LanguageOverrides.Apply(variant.Training, options),
            Adaptive = LanguageOverrides.IsAdaptive(set),
            Vectors = options.Vectors is { } vectors ? Path.GetFullPath(vectors) : null,
            Options = options with { Data = data[0] },
        };
        return GenerationRun.Execute(plan, LanguageOverrides.Apply(variant.Shape, options, set), corpus, $"Writing like {plan.Data.Name}", context);
    }

    /// <inheritdoc/>
    public override RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var plan = GenerationPlan.Read(context.Run);
        return GenerationRun.Execute(plan, new LanguageModelOptions(), GenerationSources.Again(plan), $"Writing like {plan.Data.Name}", context);
    }

    /// <summary>A shape that does well on a file of a few hundred kilobytes within minutes.</summary>
    private static LanguageVariant Default(bool items, PieceKind pieces, bool quick)
    {
        bool words = pieces is PieceKind.Words or PieceKind.Tokens;
        var shape = new LanguageModelOptions
        {
            Embedding = words ? 128 : 48, Tied = words, InputDropout = words ? 0.2f : 0, OutputDropout = words ? 0.5f : 0.25f,
            Recurrent = new(Cell.Lstm, quick ? 128 : 256),
        };
        return new LanguageVariant("network", shape, new TrainingRecord(
            Epochs: quick ? 4 : items ? 40 : 20, Batch: items ? 64 : 32, Optimizer: items ? "adam:lr=0.003" : "adam:lr=0.004", Schedule: "cosine", Clip: 1,
            Patience: 8, Minutes: null, Seed: 42));
    }
}
