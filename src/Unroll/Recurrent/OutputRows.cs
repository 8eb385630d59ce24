using System.Runtime.Intrinsics;
using Unroll.Autograd;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>Moves hidden states and their gradients between the driver's buffers and the tensors of the caller.</summary>
internal static unsafe class OutputRows
{
    /// <summary>Writes (or adds) the hidden states into columns of the output, turned back where the direction was reversed.</summary>
    public static void Write(in DriverFrame f, Tensor output, int column, int* reverse, bool add)
    {
        int width = output.Shape.Last;
        float* states = f.States + (f.Rows * (nint)f.UnitStride);
        for (int p = 0; p < f.Total; p++)
        {
            // Turning back is its own inverse: the row that p came from is the row that it goes to.
            nint target = reverse == null ? f.FirstRow + p : reverse[f.FirstRow + p];
            var from = new ReadOnlySpan<float>(states + (p * (nint)f.UnitStride), f.Units);
            var to = new Span<float>(output.Pointer + (target * width) + column, f.Units);
            if (add)
            {
                Add(from, to);
            }
            else
            {
                from.CopyTo(to);
            }
        }
    }

    /// <summary>The gradient of the output as the driver's rows see it: [total, H]; null where there is none.</summary>
    public static float* Gradient(Tape tape, in DriverFrame f, Tensor output, int column, int* reverse)
    {
        if (output.Gradient is null)
        {
            return null;
        }

        int width = output.Shape.Last;
        float* gradient = output.Gradient.Pointer;
        if (width == f.Units && reverse == null)
        {
            return gradient + (f.FirstRow * (nint)width);
        }

        float* rows = tape.Arena.AllocateFloats((nint)f.Total * f.Units);
        for (int p = 0; p < f.Total; p++)
        {
            nint source = reverse == null ? f.FirstRow + p : reverse[f.FirstRow + p];
            new ReadOnlySpan<float>(gradient + (source * width) + column, f.Units).CopyTo(new Span<float>(rows + (p * (nint)f.Units), f.Units));
        }

        return rows;
    }

    /// <summary>A state after each row's own last step, in the caller's order: [rows, H].</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="f">The frame.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="states">The state's buffer.</param>
    /// <param name="last">Whether the buffer holds the rows' last states alone rather than those of every step.</param>
    public static Tensor Final(Tape tape, in DriverFrame f, SequenceLayout layout, float* states, bool last)
    {
        Tensor final = tape.Arena.Allocate(new Shape(layout.Rows, f.Units));
        for (int r = 0; r < layout.Rows; r++)
        {
            new ReadOnlySpan<float>(states + ((last ? r : layout.LastStateRow(r)) * (nint)f.UnitStride), f.Units)
                .CopyTo(final.Span.Slice(layout.Order[r] * f.Units, f.Units));
        }

        return final;
    }

    public static void Add(ReadOnlySpan<float> from, Span<float> to)
    {
        int j = 0;
        for (; j + 8 <= from.Length; j += 8)
        {
            (Vector256.Create(to.Slice(j, 8)) + Vector256.Create(from.Slice(j, 8))).CopyTo(to[j..]);
        }

        for (; j < from.Length; j++)
        {
            to[j] += from[j];
        }
    }
}
