using Unroll.Data;
using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>Any text file: <c>unroll run text --data FILE</c>, character by character with the settings that did best on Shakespeare.</summary>
public sealed class TextRecipe : LanguageRecipe
{
    /// <inheritdoc/>
    public override string Name => "text";

    /// <inheritdoc/>
    public override string Title => "Any text file, by characters, words or bytes";

    /// <inheritdoc/>
    public override string Reference => "char-rnn (A. Karpathy 2015); baseline 6-grams";

    /// <inheritdoc/>
    public override string Measured => "depends on the file; for Shakespeare see the recipe of that name";

    internal override DataSet DataSet => DataSets.OwnText;

    internal override CorpusRecord Cut { get; } = new(PieceKind.Characters, Lines: false, MinCount: 1, Most: 5000, HeldOut: 0.1, ValidFile: null, Seed: 42, Steps: 64);

    internal override IReadOnlyList<LanguageVariant> Models { get; } =
    [
        new("lstm", new LanguageModelOptions { Embedding = 64, OutputDropout = 0.3f, Recurrent = new(Cell.Lstm, 256) },
            new TrainingRecord(Epochs: 12, Batch: 32, Optimizer: "adam:lr=0.004", Schedule: "cosine", Clip: 1, Patience: 0, Minutes: null, Seed: 42), Steps: 64),
    ];

    internal override Corpus Read(string? path) => Corpus.OfText(path is null ? PlayWriter.Write(42, 60_000) : LongText.Read(path));
}
