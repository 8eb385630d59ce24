using Unroll.Autograd;
using Unroll.Data;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>How well a language model predicts some text.</summary>
/// <param name="Nats">The sum of -ln p over the pieces, in nats.</param>
/// <param name="Pieces">The number of pieces predicted, ends of items included.</param>
/// <param name="Correct">For how many of them the likeliest piece was right.</param>
public readonly record struct LanguageScore(double Nats, long Pieces, long Correct)
{
    private const int Warming = 256;
    private const int Chunk = 128;
    private const int MostStreams = 32;
    private const int ItemRows = 128;

    /// <summary>The mean loss in nats a piece.</summary>
    public double Loss => Pieces == 0 ? 0 : Nats / Pieces;

    /// <summary>The same in bits.</summary>
    public double Bits => Loss / Math.Log(2);

    /// <summary>e to the loss: among how many equally likely pieces the model chooses, as it were.</summary>
    public double Perplexity => Math.Exp(Loss);

    /// <summary>The metrics by name.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics(PieceKind kind) =>
    [
        new("loss", Loss),
        new(kind switch { PieceKind.Characters => "bits_per_character", PieceKind.Bytes => "bits_per_byte", _ => "bits_per_piece" }, Bits),
        new("perplexity", Perplexity),
        new("accuracy", Pieces == 0 ? 0 : (double)Correct / Pieces),
    ];

    /// <summary>Scores two texts together.</summary>
    public static LanguageScore operator +(LanguageScore a, LanguageScore b) =>
        new(a.Nats + b.Nats, a.Pieces + b.Pieces, a.Correct + b.Correct);

    /// <summary>
    /// The score of one long text: every piece but the first is predicted once, from all before it. Long texts are cut into streams that
    /// run side by side, each warmed up on the 256 pieces before it, which it is not asked about.
    /// </summary>
    public static LanguageScore OfText(LanguageModel model, ReadOnlySpan<int> ids)
    {
        ArgumentNullException.ThrowIfNull(model);
        int targets = ids.Length - 1;
        if (targets < 1)
        {
            return default;
        }

        // The cut depends on the length of the text alone, so that the same text always gets the same figure.
        int streams = Math.Clamp(targets / (4 * Warming), 1, MostStreams);
        int length = (targets + streams - 1) / streams;
        int[] text = ids.ToArray();
        var tape = new Tape();
        RecurrentStates? states = null;
        LanguageScore total = default;
        int warming = streams == 1 ? 0 : Warming;
        for (int from = -warming; from < length; from += Chunk)
        {
            int steps = Math.Min(Chunk, length - from);
            SequenceLayout layout = SequenceLayout.Dense(streams, steps);
            var inputs = new int[layout.Total];
            var expected = new int[layout.Total];
            for (int s = 0; s < streams; s++)
            {
                int begin = (s * length) + from, end = Math.Min(targets, (s + 1) * length);
                for (int t = 0; t < steps; t++)
                {
                    int at = begin + t;
                    inputs[(t * streams) + s] = text[Math.Clamp(at, 0, targets)];
                    expected[(t * streams) + s] = at < s * length || at >= end ? -100 : text[at + 1];
                }
            }

            (Tensor hidden, RecurrentStates final) = model.Read(tape, layout, inputs, states);
            total += model.Measure(tape, hidden, expected);

            // The first stream has nothing before it: it starts where the text does.
            states = final.Detach();
            if (from + steps == 0)
            {
                ClearFirst(states);
            }

            tape.Reset();
        }

        return total;
    }

    /// <summary>The score of items, each with its start and its end: [start, pieces..., end].</summary>
    public static LanguageScore OfItems(LanguageModel model, IReadOnlyList<int[]> items)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(items);
        var tape = new Tape();
        LanguageScore total = default;
        foreach (int[] rows in BatchPlan.Evaluation(items.Select(i => i.Length - 1), ItemRows))
        {
            var batch = new ItemBatch();
            batch.Set(rows, items);
            total += model.Measure(tape, model.Read(tape, batch.Layout, batch.Inputs).Hidden, batch.Targets.Span);
            tape.Reset();
        }

        return total;
    }

    private static void ClearFirst(RecurrentStates states)
    {
        for (int layer = 0; layer < states.Count; layer++)
        {
            foreach (Tensor state in states[layer])
            {
                state.Span[..state.Shape.Last].Clear();
            }
        }
    }
}
