using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Rows that are written block by block and read in between: the states of a tree, level after level.</summary>
public static class RowBufferOperation
{
    /// <summary>
    /// Room for rows [rows, width] of undefined contents. A row may be read (by Gather) only after it was
    /// written by <see cref="WriteRows"/>, and is written once: then gradients flow from readers to writers.
    /// </summary>
    public static Tensor RowBuffer(this Tape tape, int rows, int width)
    {
        ArgumentNullException.ThrowIfNull(tape);
        Tensor buffer = tape.Arena.Allocate(new Shape(rows, width));
        buffer.RequiresGradient = tape.Recording;
        return buffer;
    }

    /// <summary>Writes the rows of x [n, width] into the buffer from row <paramref name="start"/> on.</summary>
    /// <exception cref="ArgumentException">The rows do not fit.</exception>
    public static void WriteRows(this Tape tape, Tensor buffer, int start, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(tape);
        const string Operation = "WriteRows";
        Expect.Rank(Operation, nameof(buffer), buffer, 2);
        Expect.Rank(Operation, nameof(x), x, 2);
        if (x.Shape[1] != buffer.Shape[1] || start < 0 || start > buffer.Shape[0] - x.Shape[0])
        {
            Expect.Fail($"WriteRows: rows of shape {x.Shape} do not fit into {buffer.Shape} from row {start} on", nameof(x));
        }

        int offset = start * buffer.Shape[1];
        x.Span.CopyTo(buffer.Span[offset..]);
        if (tape.Recording && x.RequiresGradient)
        {
            tape.Record(new Written(buffer, x, offset));
        }
    }

    private sealed unsafe class Written(Tensor buffer, Tensor x, int offset) : Node
    {
        public override void Backward(Tape tape)
        {
            if (buffer.Gradient is not null)
            {
                Lanes.Add(buffer.Gradient.Pointer + offset, tape.GradientOf(x).Pointer, x.Count);
            }
        }
    }
}
