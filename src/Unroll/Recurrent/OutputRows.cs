using System.Runtime.Intrinsics;
using Unroll.Autograd;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>Moves hidden states and their gradients between the driver's buffers and the tensors of the caller.</summary>
internal static unsafe class OutputRows
{
    /// <summary>Writes (or adds) the hidden states into columns of the output, turned back where the direction was reversed.</summary>
    public static void Write(in DriverFrame f, SequenceLayout layout, Tensor output, int column, int* reverse, bool add)
    {
        int width = output.Shape.Last;
        float* states = f.States + (layout.Rows * (nint)f.UnitStride);
        for (int p = 0; p < f.Total; p++)
        {
            var from = new ReadOnlySpan<float>(states + ((reverse == null ? p : reverse[p]) * (nint)f.UnitStride), f.Units);
            var to = new Span<float>(output.Pointer + (p * (nint)width) + column, f.Units);
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
            return gradient;
        }

        float* rows = tape.Arena.AllocateFloats((nint)f.Total * f.Units);
        for (int p = 0; p < f.Total; p++)
        {
            nint source = reverse == null ? p : reverse[p];
            new ReadOnlySpan<float>(gradient + (source * width) + column, f.Units).CopyTo(new Span<float>(rows + (p * (nint)f.Units), f.Units));
        }

        return rows;
    }

    /// <summary>A state after each row's own last step, in the caller's order: [rows, H].</summary>
    public static Tensor Final(Tape tape, in DriverFrame f, SequenceLayout layout, int state)
    {
        Tensor final = tape.Arena.Allocate(new Shape(layout.Rows, f.Units));
        float* states = f.States + (state * f.StateStride);
        for (int r = 0; r < layout.Rows; r++)
        {
            new ReadOnlySpan<float>(states + (layout.LastStateRow(r) * (nint)f.UnitStride), f.Units)
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
