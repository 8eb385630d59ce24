using System.Runtime.Intrinsics;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>Moves hidden states and their gradients between the driver's buffers and the tensors of the caller.</summary>
internal static unsafe class OutputRows
{
    /// <summary>Copies the hidden states after a step to where the caller has their rows, for the units of this part.</summary>
    public static void Write(in DriverFrame f, int t, int first, int rows)
    {
        if (f.Output == null)
        {
            return;
        }

        float* states = f.States + (f.NextRow(t, first) * f.UnitStride) + f.FirstUnit;
        float* output = f.Output + f.FirstUnit;
        int count = Math.Min(f.EndUnit, f.Units) - f.FirstUnit;
        for (int r = 0; r < rows; r++, states += f.UnitStride)
        {
            new ReadOnlySpan<float>(states, count).CopyTo(new Span<float>(output + (f.CallerRow(f.Offsets[t] + first + r) * f.OutputStride), count));
        }
    }

    /// <summary>Copies the hidden states of all steps.</summary>
    public static void WriteAll(in DriverFrame f)
    {
        for (int t = 0; t < f.Steps; t++)
        {
            Write(in f, t, 0, f.Alive[t]);
        }
    }

    /// <summary>Adds the hidden states of all steps to columns of the output.</summary>
    public static void AddAll(in DriverFrame f, Tensor output, int column)
    {
        int width = output.Shape.Last;
        float* states = f.States + (f.Rows * (nint)f.UnitStride);
        for (int p = 0; p < f.Total; p++, states += f.UnitStride)
        {
            Add(new ReadOnlySpan<float>(states, f.Units), new Span<float>(output.Pointer + (f.CallerRow(p) * width) + column, f.Units));
        }
    }

    /// <summary>A state after each row's own last step, in the caller's order.</summary>
    /// <param name="final">Where it goes, [rows, H].</param>
    /// <param name="f">The frame.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="states">The state's buffer.</param>
    /// <param name="last">Whether the buffer holds the rows' last states alone rather than those of every step.</param>
    public static void Final(Tensor final, in DriverFrame f, SequenceLayout layout, float* states, bool last)
    {
        for (int r = 0; r < layout.Rows; r++)
        {
            new ReadOnlySpan<float>(states + ((last ? r : layout.LastStateRow(r)) * (nint)f.UnitStride), f.Units)
                .CopyTo(final.Span.Slice(layout.Order[r] * f.Units, f.Units));
        }
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
