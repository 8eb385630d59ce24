using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Rows brought together by the segment that each belongs to: pooling over the items of a ragged batch.</summary>
public static unsafe class SegmentOperations
{
    /// <summary>The sum of the rows of each segment: x [n, ...] and n segment ids, sorted or not, give [segments, ...].</summary>
    /// <exception cref="ArgumentException">There is not one id a row, or an id is outside of [0, segments).</exception>
    public static Tensor SegmentSum(this Tape tape, Tensor x, ReadOnlySpan<int> ids, int segments) =>
        Reduce(tape, "SegmentSum", x, ids, segments, mean: false);

    /// <summary>The mean of the rows of each segment, zeros for a segment without rows: x [n, ...] gives [segments, ...].</summary>
    /// <exception cref="ArgumentException">There is not one id a row, or an id is outside of [0, segments).</exception>
    public static Tensor SegmentMean(this Tape tape, Tensor x, ReadOnlySpan<int> ids, int segments) =>
        Reduce(tape, "SegmentMean", x, ids, segments, mean: true);

    private static Tensor Reduce(Tape tape, string operation, Tensor x, ReadOnlySpan<int> ids, int segments, bool mean)
    {
        Expect.RankAtLeast(operation, nameof(x), x, 1);
        Expect.NotNegative(operation, nameof(segments), segments);
        Expect.Length(operation, nameof(ids), ids.Length, x.Shape[0]);
        Expect.Ids(operation, nameof(ids), ids, segments);
        int count = ids.Length, width = count == 0 ? 0 : x.Count / count;
        Tensor y = tape.Output(Expect.With(x.Shape, 0, segments), x);
        int* kept = tape.Arena.AllocateInts(count);
        ids.CopyTo(new Span<int>(kept, count));
        float* scales = mean ? Inverses(tape, kept, count, segments) : null;
        y.Span.Clear();
        RowMoves.ScatterAdd(tape, x.Pointer, kept, count, width, y.Pointer, segments);
        for (int s = 0; s < segments && mean; s++)
        {
            float* row = y.Pointer + ((nint)s * width);
            Lanes.Scale(scales[s], row, row, width);
        }

        if (y.RequiresGradient)
        {
            tape.Record(new Segments(x, y, kept, count, width, scales));
        }

        return y;
    }

    private static float* Inverses(Tape tape, int* ids, int count, int segments)
    {
        float* inverses = tape.Arena.AllocateFloats(segments);
        new Span<float>(inverses, segments).Clear();
        for (int i = 0; i < count; i++)
        {
            inverses[ids[i]]++;
        }

        for (int s = 0; s < segments; s++)
        {
            inverses[s] = inverses[s] > 0 ? 1 / inverses[s] : 0;
        }

        return inverses;
    }

    private sealed class Segments(Tensor x, Tensor y, int* ids, int count, int width, float* scales) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is not null)
            {
                RowMoves.Gather(tape, y.Gradient.Pointer, ids, count, width, tape.GradientOf(x).Pointer, scales, accumulate: true);
            }
        }
    }
}
