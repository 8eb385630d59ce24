using Unroll.Autograd;
using Unroll.Data;
using Unroll.Recurrent;

namespace Unroll.Models;

/// <summary>What a language model holds when it reads a text: the vectors that a linear probe looks at.</summary>
public static class TextStates
{
    private const int Rows = 64;

    /// <summary>The states of the last layer: the hidden state, then the cell state through tanh where the cell has one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">The texts; the start of an item is read before each where the model knows items.</param>
    /// <returns>For each text in order, the states after its last piece and their mean over its pieces; zeros where nothing is read.</returns>
    public static (float[][] Last, float[][] Mean) Read(LanguageModel model, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(texts);
        int[][] rows = [.. texts.Select(t => (int[])[.. model.Pieces.IsItems ? (ReadOnlySpan<int>)[model.Pieces.End] : [], .. model.Pieces.Encode(t)])];
        RecurrentOptions shape = model.Options.Recurrent;
        int states = shape.Cell.States, width = states * shape.Units;
        float[][] last = [.. rows.Select(_ => new float[width])], mean = [.. rows.Select(_ => new float[width])];
        var tape = new Tape();
        foreach (int[] batch in BatchPlan.Evaluation(rows.Select(r => r.Length), Rows))
        {
            int[][] some = Array.ConvertAll(batch, i => rows[i]);
            var layout = new SequenceLayout(Array.ConvertAll(some, r => r.Length));
            if (layout.Total == 0)
            {
                continue;
            }

            var ids = new int[layout.Total];
            layout.PackIds(some, ids);
            RecurrentProbe[] probes = [.. Enumerable.Range(0, shape.Layers).Select(_ => new RecurrentProbe())];
            model.Read(tape, layout, ids, null, probes);
            for (int k = 0; k < states; k++)
            {
                float[] values = probes[^1].States[k];
                if (k > 0)
                {
                    Numerics.VectorMath.Tanh(values, values);
                }

                Collect(layout, values, shape.Units, k * shape.Units, Array.ConvertAll(batch, i => last[i]), Array.ConvertAll(batch, i => mean[i]));
            }

            tape.Reset();
        }

        return (last, mean);
    }

    /// <summary>One state of a batch, packed: each row's own last step, and its mean.</summary>
    private static void Collect(SequenceLayout layout, float[] values, int units, int offset, float[][] last, float[][] mean)
    {
        for (int t = 0; t < layout.Steps; t++)
        {
            for (int p = 0; p < layout.Alive[t]; p++)
            {
                int row = layout.Order[p], length = layout.Lengths[row];
                ReadOnlySpan<float> step = values.AsSpan(layout.PackedRow(t, p) * units, units);
                Span<float> sum = mean[row].AsSpan(offset, units);
                for (int j = 0; j < units; j++)
                {
                    sum[j] += step[j] / length;
                }

                if (t == length - 1)
                {
                    step.CopyTo(last[row].AsSpan(offset, units));
                }
            }
        }
    }
}
