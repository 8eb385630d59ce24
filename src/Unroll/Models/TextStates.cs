using Unroll.Autograd;
using Unroll.Data;
using Unroll.Recurrent;

namespace Unroll.Models;

/// <summary>What a language model holds after it has read a text: the vector that a linear probe looks at.</summary>
public static class TextStates
{
    private const int Rows = 64;

    /// <summary>The states after each text, of the last layer: the hidden state, then the cell state through tanh where the cell has one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">The texts; the start of an item is read before each where the model knows items.</param>
    /// <returns>A vector for each text, in order.</returns>
    public static float[][] After(LanguageModel model, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(texts);
        int[][] rows = [.. texts.Select(t => (int[])[.. model.Pieces.IsItems ? (ReadOnlySpan<int>)[model.Pieces.End] : [], .. model.Pieces.Encode(t)])];
        var vectors = new float[texts.Count][];
        var tape = new Tape();
        foreach (int[] batch in BatchPlan.Evaluation(rows.Select(r => r.Length), Rows))
        {
            int[][] some = Array.ConvertAll(batch, i => rows[i]);
            var layout = new SequenceLayout(Array.ConvertAll(some, r => r.Length));
            var ids = new int[layout.Total];
            layout.PackIds(some, ids);
            RecurrentStates final = model.Forward(tape, layout, ids).Final;
            Tensors.Tensor[] last = final[final.Count - 1];
            int units = last[0].Shape.Last;
            for (int r = 0; r < batch.Length; r++)
            {
                var vector = new float[last.Length * units];
                for (int k = 0; k < last.Length; k++)
                {
                    Span<float> values = vector.AsSpan(k * units, units);
                    last[k].Span.Slice(r * units, units).CopyTo(values);
                    if (k > 0)
                    {
                        Numerics.VectorMath.Tanh(values, values);
                    }
                }

                vectors[batch[r]] = vector;
            }

            tape.Reset();
        }

        return vectors;
    }
}
