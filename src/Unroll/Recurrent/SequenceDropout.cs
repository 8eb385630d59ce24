using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>Dropout on ragged batches, drawn by item and step so that a row's mask does not depend on its batch.</summary>
public static unsafe class SequenceDropoutOperation
{
    /// <summary>Dropout on packed sequences.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="input">Packed values [total, D].</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="rate">The probability of dropping, in [0, 1).</param>
    /// <param name="sameEveryStep">One mask a sequence (Gal and Ghahramani 2016) rather than one a step.</param>
    public static Tensor SequenceDropout(this Tape tape, Tensor input, SequenceLayout layout, float rate, bool sameEveryStep = false)
    {
        var items = new Span<int>(tape.Arena.AllocateInts(layout.Total), layout.Total);
        var steps = new Span<int>(tape.Arena.AllocateInts(layout.Total), layout.Total);
        for (int t = 0; t < layout.Steps; t++)
        {
            int start = layout.PackedRow(t, 0), alive = layout.Alive[t];
            layout.Items[..alive].CopyTo(items[start..]);
            steps.Slice(start, alive).Fill(sameEveryStep ? 0 : t);
        }

        return tape.Dropout(input, rate, items, steps);
    }

    /// <summary>Dropout on one vector a row of the batch, in the caller's order: [rows, D].</summary>
    public static Tensor RowDropout(this Tape tape, Tensor input, SequenceLayout layout, float rate)
    {
        var items = new Span<int>(tape.Arena.AllocateInts(layout.Rows), layout.Rows);
        for (int r = 0; r < layout.Rows; r++)
        {
            items[layout.Order[r]] = layout.Items[r];
        }

        return tape.Dropout(input, rate, items);
    }
}
