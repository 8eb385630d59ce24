using Unroll.Data;
using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>
/// The Sonnets: the optional part of deeplearning.ai's course 5, week 1. A prompt is continued as a poem by two stacked LSTM layers of 128
/// with dropout of a half, on lower-case text.
/// </summary>
public sealed class SonnetsRecipe : LanguageRecipe
{
    /// <inheritdoc/>
    public override string Name => "sonnets";

    /// <inheritdoc/>
    public override string Title => "A prompt continued as a sonnet";

    /// <inheritdoc/>
    public override string Reference => "training loss 2.5631 after one more epoch on 31,412 windows of 40 (deeplearning.ai course 5, week 1)";

    /// <inheritdoc/>
    public override string Measured => "see docs/results.md";

    internal override DataSet DataSet => DataSets.Sonnets;

    internal override CorpusRecord Cut { get; } = new(PieceKind.Characters, Lines: false, MinCount: 1, Most: 1000, HeldOut: 0.1, ValidFile: null, Seed: 42, Steps: 40);

    internal override IReadOnlyList<LanguageVariant> Models { get; } =
    [
        // The course's network; chunks of 40 with carried state in place of overlapping windows that start from nothing.
        new("course", new LanguageModelOptions { Embedding = 38, OutputDropout = 0.5f, Recurrent = new(Cell.Lstm, 128) { Layers = 2, Dropout = 0.5f } },
            new TrainingRecord(Epochs: 60, Batch: 16, Optimizer: "adam:lr=0.004", Schedule: "cosine", Clip: 1, Patience: 0, Minutes: null, Seed: 42), Steps: 40),
    ];

    /// <summary>Lower-case, as in the course; without the number above each sonnet.</summary>
    internal override Corpus Read(string? path)
    {
        if (path is null)
            return Corpus.OfText(PlayWriter.Write(7, 60_000).ToLowerInvariant());
        IEnumerable<string> lines = LongText.Read(FileIn(path, "shakespeare_sonnets.txt")).Split('\n')
            .Select(l => l.Trim()).Where(l => l.Length == 0 || !l.All(char.IsAsciiDigit));
        return Corpus.OfText(string.Join('\n', lines).ToLowerInvariant().Trim() + "\n");
    }
}
