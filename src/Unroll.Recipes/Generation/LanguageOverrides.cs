using System.Globalization;
using Unroll.Data;
using Unroll.Models;
using Unroll.Optimizers;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>What the command line says of a language model in place of a recipe's own choice.</summary>
internal static class LanguageOverrides
{
    /// <summary>What <c>--set</c> understands.</summary>
    public static IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("pieces", "characters", "what a piece is: characters, words, bytes or tokens (whatever stands between spaces)"),
        new("as", "by its look", "lines: each line an item with a start and an end; text: one long text"),
        new("steps", "100", "steps of a chunk of a long text (truncated back-propagation)"),
        new("min-count", "1", "how often a piece must occur to be known"),
        new("vocabulary", "30000", "the most pieces that are known"),
        new("tied", "by model", "score with the embedding itself"),
        new("softmax", "full", "full, or adaptive for large vocabularies: rare pieces in clusters of their own"),
        new("cutoffs", "by frequency", "where the clusters of the adaptive softmax begin, as ranks of pieces: 2000,10000"),
        new("dropout-before", "by model", "dropout on the embedded pieces"),
        new("dropout-after", "by model", "dropout on the hidden states that the output layer sees"),
        new("dropout-between", "by model", "dropout between the layers of the stack"),
        new("recurrent-dropout", "by model", "variational dropout on the hidden state, one mask a chunk"),
        new("zoneout", "by model", "probability that a hidden unit keeps its previous value"),
        new("zoneout-cell", "by model", "the same for the cell state"),
        new("layer-norm", "by model", "layer norm of the gates' pre-activations"),
        new("learned-start", "by model", "train the first state"),
        new("held-out", "0.1", "the share of the data that is held out"),
    ];

    public static CorpusRecord Apply(CorpusRecord corpus, RunOptions options, SettingReader set) => corpus with
    {
        Pieces = set.List("pieces", corpus.Pieces.ToString().ToLowerInvariant()) switch
        {
            ["characters"] => PieceKind.Characters,
            ["words"] => PieceKind.Words,
            ["bytes"] => PieceKind.Bytes,
            ["tokens"] => PieceKind.Tokens,
            var other => throw SettingReader.Expected("characters, words, bytes or tokens", "pieces", string.Join(',', other)),
        },
        Lines = set.List("as", "") switch
        {
            [] => corpus.Lines,
            ["lines"] => true,
            ["text"] => false,
            var other => throw SettingReader.Expected("lines or text", "as", string.Join(',', other)),
        },
        Steps = set.Positive("steps", corpus.Steps),
        MinCount = set.Positive("min-count", corpus.MinCount),
        Most = set.Positive("vocabulary", corpus.Most),
        HeldOut = set.Number("held-out", (float)corpus.HeldOut) is >= 0 and < 1 and var share ? Math.Round(share, 6)
            : throw SettingReader.Expected("a share in [0, 1)", "held-out", options.Set["held-out"]),
        ValidFile = options.Valid is { } file ? Path.GetFullPath(file) : corpus.ValidFile,
        Seed = options.Seed,
    };

    public static LanguageModelOptions Apply(LanguageModelOptions model, RunOptions options, SettingReader set)
    {
        RecurrentOptions r = model.Recurrent;
        if (options.Bidirectional == true)
            throw new UnrollException("a language model reads from left to right: `--bidirectional` would let it see what it is to predict");
        bool adaptive = IsAdaptive(set);
        return model with
        {
            Embedding = options.Embedding ?? model.Embedding,
            InputDropout = set.Number("dropout-before", model.InputDropout),
            OutputDropout = set.Number("dropout-after", options.Dropout ?? model.OutputDropout),
            Tied = set.Flag("tied", model.Tied && !adaptive),
            Cutoffs = Cutoffs(set, adaptive),
            Seed = options.Seed,
            Recurrent = r with
            {
                Cell = options.Cell is null ? r.Cell : Cell.Parse(options.Cell),
                Units = options.Units ?? r.Units,
                Layers = options.Layers ?? r.Layers,
                Dropout = set.Number("dropout-between", options.Dropout ?? r.Dropout),
                RecurrentDropout = set.Number("recurrent-dropout", r.RecurrentDropout),
                ZoneoutHidden = set.Number("zoneout", r.ZoneoutHidden),
                ZoneoutCell = set.Number("zoneout-cell", r.ZoneoutCell),
                LayerNorm = set.Flag("layer-norm", r.LayerNorm),
                LearnedInitialState = set.Flag("learned-start", r.LearnedInitialState),
            },
        };
    }

    /// <summary>Whether an adaptive softmax is asked for.</summary>
    public static bool IsAdaptive(SettingReader set) => set.Word("softmax", "full") switch
    {
        "full" => false,
        "adaptive" => set.Flag("tied", false)
            ? throw new UnrollException("an adaptive softmax has weights of its own and cannot be tied to the embedding; leave out `tied` or `softmax=adaptive`") : true,
        var other => throw SettingReader.Expected("full or adaptive", "softmax", other),
    };

    private static int[] Cutoffs(SettingReader set, bool adaptive)
    {
        string[] given = set.List("cutoffs", "");
        if (given.Length > 0 && !adaptive)
            throw new UnrollException("`cutoffs` are those of the adaptive softmax; add `--set softmax=adaptive`");
        return [.. given.Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 ? value
            : throw SettingReader.Expected("rising positive integers, such as 2000,10000,", "cutoffs", string.Join(',', given)))];
    }

    public static TrainingRecord Apply(TrainingRecord training, RunOptions options) => training with
    {
        Epochs = options.Epochs ?? training.Epochs,
        Batch = options.Batch ?? training.Batch,
        // Another optimizer has a rate of its own; only --lr changes it.
        Optimizer = Optimizer.Parse(options.Optimizer ?? training.Optimizer, options.LearningRate).ToString(),
        Schedule = LearningRateSchedule.Parse(options.Schedule ?? training.Schedule).ToString(),
        Clip = options.Clip ?? training.Clip,
        Patience = options.Patience ?? training.Patience,
        Recompute = options.Recompute,
        Minutes = options.Minutes,
        Seed = options.Seed,
    };
}
