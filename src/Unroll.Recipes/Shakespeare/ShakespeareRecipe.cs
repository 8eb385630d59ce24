using Unroll.Data;
using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>
/// Shakespeare, character by character, by truncated back-propagation with carried state: A. Karpathy's char-rnn (2015) on the same million
/// characters that nanoGPT trains its small transformer on, first nine tenths to train, last tenth to validate.
/// </summary>
public sealed class ShakespeareRecipe : LanguageRecipe
{
    /// <inheritdoc/>
    public override string Name => "shakespeare";

    /// <inheritdoc/>
    public override string Title => "Shakespeare, character by character";

    /// <inheritdoc/>
    public override string Reference => "validation loss 1.4697 (nanoGPT: a GPU run of a transformer of 10.6 M parameters), 1.88 (its CPU run of 3 minutes)";

    /// <inheritdoc/>
    public override string Measured => "1.4671 nats a character in 93 s on two cores; `best` 1.4305 (docs/results.md)";

    internal override DataSet DataSet => DataSets.TinyShakespeare;

    internal override CorpusRecord Cut { get; } = new(PieceKind.Characters, Lines: false, MinCount: 1, Most: 1000, HeldOut: 0.1, ValidFile: null, Seed: 42, Steps: 64);

    internal override IReadOnlyList<LanguageVariant> Models { get; } =
    [
        // Minutes: narrow, small batches, a high rate that falls to nothing.
        new("fast", new LanguageModelOptions { Embedding = 64, OutputDropout = 0.1f, Recurrent = new(Cell.Lstm, 384) },
            Training(epochs: 5, rate: "0.004"), Steps: 64),

        // Wider, with strong dropout before the output, for as long as it gets better.
        new("best", new LanguageModelOptions { Embedding = 64, OutputDropout = 0.5f, Recurrent = new(Cell.Lstm, 512) },
            Training(epochs: 10, rate: "0.003"), Steps: 64),

        // Karpathy's defaults: two layers of 128, chunks of 50, batches of 50.
        new("char-rnn", new LanguageModelOptions { Embedding = 64, Recurrent = new(Cell.Lstm, 128) { Layers = 2 } },
            new TrainingRecord(Epochs: 50, Batch: 50, Optimizer: "rmsprop:lr=0.002,decay=0.95", Schedule: "constant", Clip: 5, Patience: 0, Minutes: null, Seed: 42), Steps: 50),
    ];

    internal override Corpus Read(string? path) => Corpus.OfText(path is null ? PlayWriter.Write(42, 100_000) : LongText.Read(FileIn(path, "input.txt")));

    private static TrainingRecord Training(int epochs, string rate) =>
        new(epochs, Batch: 32, Optimizer: $"adam:lr={rate}", Schedule: "cosine", Clip: 1, Patience: 0, Minutes: null, Seed: 42);
}
