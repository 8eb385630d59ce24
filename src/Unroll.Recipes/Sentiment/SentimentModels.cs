using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Trees;

namespace Unroll.Recipes;

/// <summary>The models of the recipe, and what the command line says in place of their defaults.</summary>
internal static class SentimentModels
{
    private static readonly TrainingRecord OverSentences = new(
        Epochs: 10, Batch: 50, Optimizer: "adam:lr=0.001", Schedule: "constant", Clip: 3, Patience: 4, Minutes: null, Seed: 42);

    private static readonly TrainingRecord OverTrees = new(
        Epochs: 14, Batch: 25, Optimizer: "adamw:lr=0.001,weight-decay=0.01", Schedule: "cosine", Clip: 5, Patience: 0, Minutes: null, Seed: 42);

    /// <summary>Every model, in the order of a comparison.</summary>
    public static IReadOnlyList<SentimentModel> All { get; } =
    [
        new("cnn", new SentenceOptions { Encoder = SentenceEncoder.Convolution, InputDropout = 0.3f, OutputDropout = 0.5f }, null, OverSentences),
        new("bilstm", new SentenceOptions { Encoder = SentenceEncoder.Recurrent, InputDropout = 0.4f, OutputDropout = 0.5f }, null, OverSentences),
        new("tree-lstm", null, new TreeOptions { Cell = TreeCell.Binary }, OverTrees),
        new("tree-lstm-sum", null, new TreeOptions { Cell = TreeCell.ChildSum }, OverTrees),
        new("recursive", null, new TreeOptions { Cell = TreeCell.Recursive }, OverTrees),
    ];

    /// <summary>What <c>--set</c> understands.</summary>
    public static IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("dropout-before", "by model", "dropout on the features of the words"),
        new("dropout-after", "by model", "dropout before the labels are scored"),
        new("word-dropout", "by model", "a word seen n times is taken for an unknown one with probability a / (a + n); this is a"),
        new("min-count", "1", "how often a word must occur to be known"),
        new("filters", "100", "filters of each width (cnn)"),
        new("widths", "3,4,5", "words that a filter sees (cnn)"),
    ];

    /// <exception cref="UnrollException">There is no such model.</exception>
    public static SentimentModel Find(string name) =>
        All.FirstOrDefault(m => m.Name == name)
        ?? throw new UnrollException($"unknown model `{name}`; known are {string.Join(", ", All.Select(m => m.Name))}");

    public static SentimentModel Apply(SentimentModel model, RunOptions options, ulong seed)
    {
        var set = new SettingReader(options.Set, Settings);
        return model with
        {
            Sentence = model.Sentence is not { } s ? null : s with
            {
                Embedding = options.Embedding ?? s.Embedding,
                InputDropout = set.Number("dropout-before", options.Dropout ?? s.InputDropout),
                OutputDropout = set.Number("dropout-after", options.Dropout ?? s.OutputDropout),
                WordDropout = set.Number("word-dropout", s.WordDropout),
                MinCount = set.Positive("min-count", s.MinCount),
                Filters = set.Positive("filters", s.Filters),
                Widths = options.Set.ContainsKey("widths") ? [.. set.List("widths", "").Select(Width)] : s.Widths,
                Seed = seed,
                Recurrent = s.Recurrent with
                {
                    Cell = options.Cell is null ? s.Recurrent.Cell : Cell.Parse(options.Cell),
                    Units = options.Units ?? s.Recurrent.Units,
                    Layers = options.Layers ?? s.Recurrent.Layers,
                },
            },
            Tree = model.Tree is not { } t ? null : t with
            {
                Embedding = options.Embedding ?? t.Embedding,
                Units = options.Units ?? t.Units,
                InputDropout = set.Number("dropout-before", options.Dropout ?? t.InputDropout),
                OutputDropout = set.Number("dropout-after", options.Dropout ?? t.OutputDropout),
                WordDropout = set.Number("word-dropout", t.WordDropout),
                MinCount = set.Positive("min-count", t.MinCount),
                Seed = seed,
            },
            Training = ReadingPlan.Apply(options.Quick ? model.Training with { Epochs = 2 } : model.Training, options, seed),
        };
    }

    private static int Width(string text) =>
        int.TryParse(text, out int width) && width is >= 1 and <= 64 ? width : throw SettingReader.Expected("integers from 1 to 64", "widths", text);
}
