using Unroll.Data;
using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>
/// Names, letter by letter: the warm-up of Practical_RL, week 7 (Yandex School of Data Analysis). A network reads a list of first names and
/// then makes up its own.
/// </summary>
public sealed class NamesRecipe : LanguageRecipe
{
    /// <inheritdoc/>
    public override string Name => "names";

    /// <inheritdoc/>
    public override string Title => "New first names, letter by letter";

    /// <inheritdoc/>
    public override string Reference => "no stored result (Practical_RL week 7: a curve and samples); baseline 6-grams";

    /// <inheritdoc/>
    public override string Measured => "see docs/results.md";

    internal override DataSet DataSet => DataSets.FirstNames;

    // A tenth of the spellings is held out; a name is an item with a start and an end, as the course's space before it says.
    internal override CorpusRecord Cut { get; } = new(PieceKind.Characters, Lines: true, MinCount: 1, Most: 1000, HeldOut: 0.1, ValidFile: null, Seed: 42, Steps: 100);

    internal override IReadOnlyList<LanguageVariant> Models { get; } =
    [
        // Our own choice.
        new("best", new LanguageModelOptions { Embedding = 32, OutputDropout = 0.3f, Recurrent = new(Cell.Lstm, 192) },
            new TrainingRecord(Epochs: 20, Batch: 64, Optimizer: "adam:lr=0.004", Schedule: "cosine", Clip: 1, Patience: 0, Minutes: null, Seed: 42)),

        // The course's: an embedding of 16, 64 tanh units, Adam as it comes, batches of 32, 1,000 steps.
        new("elman", new LanguageModelOptions { Embedding = 16, Recurrent = new(Cell.Elman, 64) },
            new TrainingRecord(Epochs: 5, Batch: 32, Optimizer: "adam:lr=0.001", Schedule: "constant", Clip: 0, Patience: 0, Minutes: null, Seed: 42)),
    ];

    internal override Corpus Read(string? path) => Corpus.OfLines(path is null
        ? TextLines.Read(typeof(NamesRecipe).Assembly.GetManifestResourceStream("names.txt")!, "the built-in names")
        : TextLines.Read(FileIn(path, "names.txt")));
}
