using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Max pooling over the rows of each item of a ragged batch.</summary>
public static unsafe class SegmentMaxOperation
{
    /// <summary>
    /// The largest value of each column among the rows of each segment: x [n, C] and n segment ids, sorted or not, give [segments, C]; zeros
    /// for a segment without rows. The gradient goes to the first of several equal ones.
    /// </summary>
    /// <exception cref="ArgumentException">There is not one id a row, or an id is outside of [0, segments).</exception>
    public static Tensor SegmentMax(this Tape tape, Tensor x, ReadOnlySpan<int> ids, int segments)
    {
        const string Operation = "SegmentMax";
        Expect.Rank(Operation, nameof(x), x, 2);
        Expect.NotNegative(Operation, nameof(segments), segments);
        Expect.Length(Operation, nameof(ids), ids.Length, x.Shape[0]);
        Expect.Ids(Operation, nameof(ids), ids, segments);
        int width = x.Shape[1];
        Tensor y = tape.Output(new Shape(segments, width), x);
        int* places = tape.Arena.AllocateInts(y.Count);
        new Span<int>(places, y.Count).Fill(-1);
        y.Span.Clear();
        for (int r = 0; r < ids.Length; r++)
        {
            float* row = x.Pointer + ((nint)r * width), best = y.Pointer + ((nint)ids[r] * width);
            int* place = places + ((nint)ids[r] * width);
            for (int c = 0; c < width; c++)
            {
                // A NaN stays: it compares as neither more nor less.
                if (place[c] < 0 || row[c] > best[c] || (float.IsNaN(row[c]) && !float.IsNaN(best[c])))
                {
                    best[c] = row[c];
                    place[c] = r;
                }
            }
        }

        if (y.RequiresGradient)
        {
            tape.Record(new Largest(x, y, places, width));
        }

        return y;
    }

    private sealed class Largest(Tensor x, Tensor y, int* places, int width) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is null)
            {
                return;
            }

            float* dy = y.Gradient.Pointer, dx = tape.GradientOf(x).Pointer;
            for (int i = 0; i < y.Count; i++)
            {
                if (places[i] >= 0)
                {
                    dx[((nint)places[i] * width) + (i % width)] += dy[i];
                }
            }
        }
    }
}
