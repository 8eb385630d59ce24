using Unroll.Data;
using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>
/// Questions, by characters or by words: the first part of the homework of Practical_RL, week 6.5. Its data, the Quora pairs, may not be
/// passed on: <c>--data train.csv</c> reads them, and without it there are questions of our own and a grammar's.
/// </summary>
public sealed class QuestionsRecipe : LanguageRecipe
{
    /// <summary>The course's limit.</summary>
    private const int Longest = 150;

    /// <inheritdoc/>
    public override string Name => "questions";

    /// <inheritdoc/>
    public override string Title => "New questions, by characters or by words";

    /// <inheritdoc/>
    public override string Reference => "no stored result (Practical_RL week 6.5: readable samples); baseline 6-grams";

    /// <inheritdoc/>
    public override string Measured => "our own questions: 0.361 nats a character, 6-grams 0.488 (docs/results.md); not measured on the Quora pairs";

    internal override DataSet DataSet => DataSets.Questions;

    internal override CorpusRecord Cut { get; } = new(PieceKind.Characters, Lines: true, MinCount: 1, Most: 30000, HeldOut: 0.1, ValidFile: null, Seed: 42, Steps: 100);

    internal override IReadOnlyList<LanguageVariant> Models { get; } =
    [
        new("lstm", new LanguageModelOptions { Embedding = 48, OutputDropout = 0.3f, Recurrent = new(Cell.Lstm, 256) }, Training(epochs: 15, rate: "0.004")),

        // The course's reference run had peepholes.
        new("peephole", new LanguageModelOptions { Embedding = 48, OutputDropout = 0.3f, Recurrent = new(Cell.PeepholeLstm, 256) }, Training(epochs: 15, rate: "0.004")),

        // The bonus: words, with the embedding also as output layer.
        new("words", new LanguageModelOptions { Embedding = 128, Tied = true, InputDropout = 0.2f, OutputDropout = 0.4f, Recurrent = new(Cell.Lstm, 192) }, Training(epochs: 25, rate: "0.003")),
    ];

    /// <summary>A CSV file with question1 and question2 (duplicates and what is no text left out), a file of lines, or our own.</summary>
    internal override Corpus Read(string? path)
    {
        IEnumerable<string> questions = path is null
            ? [.. TextLines.Read(typeof(QuestionsRecipe).Assembly.GetManifestResourceStream("questions.txt")!, "the built-in questions"), .. QuestionMaker.Make(42, 4000)]
            : path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? CsvColumns.Read(path, "question1", "question2").SelectMany(r => r)
            : TextLines.Read(path);
        return Corpus.OfLines([.. questions.Where(q => q.Length is > 0 and <= Longest && !q.Contains('\n')).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The model of words reads words.</summary>
    internal override CorpusRecord CutFor(LanguageVariant variant) => variant.Name == "words" ? Cut with { Pieces = PieceKind.Words, MinCount = 2 } : Cut;

    private static TrainingRecord Training(int epochs, string rate) =>
        new(epochs, Batch: 64, Optimizer: $"adam:lr={rate}", Schedule: "cosine", Clip: 1, Patience: 0, Minutes: null, Seed: 42);
}
