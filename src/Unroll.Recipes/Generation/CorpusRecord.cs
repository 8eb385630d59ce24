using Unroll.Data;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>How a corpus is cut into pieces, divided, and read.</summary>
/// <param name="Pieces">What a piece is.</param>
/// <param name="Lines">Whether each line is an item; null to go by its look.</param>
/// <param name="MinCount">How often a piece must occur to be known.</param>
/// <param name="Most">The most pieces that are known.</param>
/// <param name="HeldOut">The share that is held out: of the distinct lines by chance, of a text its end.</param>
/// <param name="ValidFile">A file of its own that is held out instead.</param>
/// <param name="Seed">The seed of the division.</param>
/// <param name="Steps">Steps of a chunk of a long text.</param>
internal sealed record CorpusRecord(
    PieceKind Pieces, bool? Lines, int MinCount, int Most, double HeldOut, string? ValidFile, ulong Seed, int Steps)
{
    /// <summary>The part that is trained on and the part that is held out; the second may be empty.</summary>
    public (Corpus Train, Corpus Valid) Divide(Corpus corpus)
    {
        if (ValidFile is not null)
        {
            return (corpus, Corpus.Read(ValidFile, corpus.Lines is not null, Pieces));
        }

        if (corpus.Lines is null)
        {
            int cut = (int)(corpus.Count * (1 - HeldOut));
            return (corpus.Part(..cut), corpus.Part(cut..));
        }

        // One spelling never stands on both sides: what the model is asked about is new to it.
        string[] distinct = [.. corpus.Lines.Distinct(StringComparer.Ordinal)];
        int count = (int)(distinct.Length * HeldOut);
        int[] order = new SplitMix((long)Seed).Permutation(distinct.Length);
        HashSet<string> held = [.. order.Take(count).Select(i => distinct[i])];
        return (Corpus.OfLines([.. corpus.Lines.Where(l => !held.Contains(l))]), Corpus.OfLines([.. order.Take(count).Select(i => distinct[i])]));
    }

    /// <summary>The pieces of a training part.</summary>
    public Pieces Collect(Corpus train) =>
        Unroll.Data.Pieces.Build(Pieces, train.Lines ?? (train.Text is { } text ? [text] : []), train.Lines is not null, MinCount, Most);

    /// <summary>The ids of a long text.</summary>
    public static int[] Encode(Pieces pieces, Corpus text) => text.Bytes is not null ? pieces.EncodeBytes(text.Bytes) : pieces.Encode(text.Text!);

    /// <summary>How well a model predicts a corpus.</summary>
    public static LanguageScore Score(LanguageModel model, Corpus corpus) => corpus.Lines is { } lines
        ? LanguageScore.OfItems(model, LanguageItemsTask.Encode(model, lines))
        : LanguageScore.OfText(model, Encode(model.Pieces, corpus));
}
