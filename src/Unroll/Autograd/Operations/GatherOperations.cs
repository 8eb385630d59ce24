using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Rows taken by id.</summary>
public static unsafe class GatherOperations
{
    /// <summary>The vectors of the given ids: table [V, D] and n ids give [n, D]. The ids are copied.</summary>
    /// <exception cref="ArgumentException">The table is not a matrix, or an id is outside of [0, V).</exception>
    public static Tensor Embedding(this Tape tape, Tensor table, ReadOnlySpan<int> ids)
    {
        Expect.Rank("Embedding", nameof(table), table, 2);
        return Gather(tape, "Embedding", table, ids);
    }

    /// <summary>Rows along the first axis, any number of times each: x [n, ...] and m ids give [m, ...]. The ids are copied.</summary>
    /// <exception cref="ArgumentException">An id is outside of [0, n).</exception>
    public static Tensor Gather(this Tape tape, Tensor x, ReadOnlySpan<int> ids)
    {
        Expect.RankAtLeast("Gather", nameof(x), x, 1);
        return Gather(tape, "Gather", x, ids);
    }

    private static Tensor Gather(Tape tape, string operation, Tensor x, ReadOnlySpan<int> ids)
    {
        int rows = x.Shape[0];
        Expect.Ids(operation, nameof(ids), ids, rows);
        int width = rows == 0 ? 0 : x.Count / rows;
        Tensor y = tape.Output(Expect.With(x.Shape, 0, ids.Length), x);
        fixed (int* p = ids)
        {
            RowMoves.Gather(tape, x.Pointer, p, ids.Length, width, y.Pointer, null, accumulate: false);
        }

        if (y.RequiresGradient)
        {
            int* kept = tape.Arena.AllocateInts(ids.Length);
            ids.CopyTo(new Span<int>(kept, ids.Length));
            tape.Record(new Rows(x, y, kept, ids.Length, width));
        }

        return y;
    }

    private sealed class Rows(Tensor x, Tensor y, int* ids, int count, int width) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is not null)
            {
                RowMoves.ScatterAdd(tape, y.Gradient.Pointer, ids, count, width, tape.GradientOf(x).Pointer, x.Shape[0]);
            }
        }
    }
}
