using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>The same numbers under another shape or in another order.</summary>
public static unsafe class ShapeOperations
{
    /// <summary>The same memory under another shape; one extent may be -1, meaning whatever is left. The gradient flows back.</summary>
    /// <exception cref="ArgumentException">The number of elements does not fit.</exception>
    public static Tensor Reshape(this Tape tape, Tensor x, params ReadOnlySpan<int> extents)
    {
        Shape shape = Resolve(x, extents);

        // A tensor of the arena even where x owns its memory, so that its gradient is one of the arena too.
        tape.Retain(x);
        Tensor y = new(tape.Arena, x.Pointer, shape) { RequiresGradient = tape.Recording && x.RequiresGradient };
        if (y.RequiresGradient)
        {
            tape.Record(new View(x, y));
        }

        return y;
    }

    /// <summary>Swaps the last two axes: a transposed matrix, or a batch of them.</summary>
    /// <exception cref="ArgumentException">The tensor has fewer than two axes.</exception>
    public static Tensor Transpose(this Tape tape, Tensor x)
    {
        Expect.RankAtLeast("Transpose", nameof(x), x, 2);
        int rank = x.Shape.Rank, rows = x.Shape[-2], columns = x.Shape[-1];
        Span<int> extents = stackalloc int[rank];
        for (int i = 0; i < rank; i++)
        {
            extents[i] = x.Shape[i < rank - 2 ? i : (2 * rank) - 3 - i];
        }

        Tensor y = tape.Output(new Shape(extents), x);
        Swap(tape, x.Pointer, y.Pointer, x.Count, rows, columns, accumulate: false);
        if (y.RequiresGradient)
        {
            tape.Record(new Swapped(x, y));
        }

        return y;
    }

    private static Shape Resolve(Tensor x, ReadOnlySpan<int> extents)
    {
        if (extents.Length > 4)
        {
            Expect.Fail($"Reshape: expected at most 4 axes, got {extents.Length}", nameof(extents));
        }

        Span<int> resolved = stackalloc int[extents.Length];
        extents.CopyTo(resolved);
        long known = 1;
        int free = -1;
        for (int i = 0; i < resolved.Length; i++)
        {
            if (resolved[i] == -1 && free < 0)
            {
                free = i;
            }
            else if (resolved[i] < 0)
            {
                Expect.Fail($"Reshape: expected extents of 0 or more and at most one -1, got {resolved[i]} on axis {i}", nameof(extents));
            }
            else
            {
                known *= resolved[i];
            }
        }

        if (free >= 0)
        {
            resolved[free] = known > 0 ? (int)(x.Count / known) : 0;
            known *= resolved[free];
        }

        if (known != x.Count)
        {
            string wanted = string.Join(", ", extents.ToArray());
            Expect.Fail($"Reshape: {x.Count} elements of shape {x.Shape} do not fit into [{wanted}]", nameof(extents));
        }

        return new Shape(resolved);
    }

    private static void Swap(Tape tape, float* x, float* y, int count, int rows, int columns, bool accumulate)
    {
        var job = new SwapJob { X = x, Y = y, Count = count, Rows = rows, Columns = columns, Accumulate = accumulate };
        Parts.Run(tape, ref job, count);
    }

    private struct SwapJob : IJob
    {
        public float* X, Y;
        public int Count, Rows, Columns;
        public bool Accumulate;

        /// <summary>A part is a range of rows of the result, over all matrices; blocks of 8 by 8 stay in the cache.</summary>
        public readonly void Execute(int part, int parts)
        {
            if (Count == 0)
            {
                return;
            }

            (int from, int to) = Parts.Range(Columns, Lanes.Width, part, parts);
            for (nint start = 0; start < Count; start += (nint)Rows * Columns)
            {
                for (int r = 0; r < Rows; r += Lanes.Width)
                {
                    Strip(X + start, Y + start, r, Math.Min(Rows, r + Lanes.Width), from, to);
                }
            }
        }

        private readonly void Strip(float* x, float* y, int row, int end, int from, int to)
        {
            for (int c = from; c < to; c++)
            {
                float* target = y + ((nint)c * Rows);
                for (int r = row; r < end; r++)
                {
                    float value = x[((nint)r * Columns) + c];
                    target[r] = Accumulate ? target[r] + value : value;
                }
            }
        }
    }

    private sealed class View(Tensor x, Tensor y) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is not null)
            {
                Lanes.Add(y.Gradient.Pointer, tape.GradientOf(x).Pointer, x.Count);
            }
        }
    }

    private sealed class Swapped(Tensor x, Tensor y) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is not null)
            {
                Swap(tape, y.Gradient.Pointer, tape.GradientOf(x).Pointer, x.Count, x.Shape[-1], x.Shape[-2], accumulate: true);
            }
        }
    }
}
