using Unroll.Data;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>One training of the memorizer.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Length">Digits of each sequence.</param>
/// <param name="Clip">The norm that gradients are clipped to; 0 for none.</param>
/// <param name="OneHot">Whether a digit is a one-hot vector; else ten learned features.</param>
/// <param name="Seed">The seed of weights and digits.</param>
internal sealed record MemorizerTask(Cell Cell, int Length, float Clip, bool OneHot, ulong Seed)
{
    /// <summary>Digits are the texts and the labels of an ordinary classifier: <c>unroll predict</c> reads its run like any other.</summary>
    public SequenceClassifier CreateModel(int units)
    {
        string[] digits = [.. Enumerable.Range(0, 10).Select(d => $"{d}")];
        var model = new SequenceClassifier(
            Vocabulary.FromTokens([Vocabulary.Unknown, .. digits]), new LabelSet(digits),
            new ClassifierOptions { Embedding = 10, Recurrent = new(Cell, units), Seed = Seed });
        if (OneHot)
        {
            // The identity, and no training: digit d, whose id is d + 1, is the unit vector d.
            var table = model.Parameters().First(p => p.Name == "embedding.weight").Parameter;
            table.Value.Span.Clear();
            for (int d = 0; d < 10; d++)
            {
                table.Value.Span[((d + 1) * 10) + d] = 1;
            }

            table.Value.MarkChanged();
            table.Trainable = false;
        }

        return model;
    }

    /// <summary>What the tables call this way of training.</summary>
    public string Setting => $"{(OneHot ? "one-hot" : "learned embedding")}, {(Clip > 0 ? "clipped" : "not clipped")}";

    /// <summary>Fills a batch with fresh digits: ids [length x rows], time-major, and the first digit of each row as its target.</summary>
    public static void Draw(RngSequence random, Span<int> ids, Span<int> targets)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            int digit = random.NextInt(10);
            ids[i] = digit + 1;
            if (i < targets.Length)
                targets[i] = digit; // the first step of all rows lies in front
        }
    }
}
