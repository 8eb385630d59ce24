using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Softmax over the items of a ragged batch, without padding.</summary>
public static unsafe class RaggedSoftmaxOperations
{
    /// <summary>
    /// Softmax over the rows of each segment, for every column by itself: x [n] or [n, ...] with segment s at rows
    /// [offsets[s], offsets[s + 1]). Empty segments are allowed. The offsets are copied.
    /// </summary>
    /// <exception cref="ArgumentException">The tensor is a scalar, or the offsets do not run from 0 to n without going back.</exception>
    public static Tensor RaggedSoftmax(this Tape tape, Tensor x, ReadOnlySpan<int> offsets)
    {
        Expect.RankAtLeast("RaggedSoftmax", nameof(x), x, 1);
        int rows = x.Shape[0];
        if (offsets.Length == 0 || offsets[0] != 0 || offsets[^1] != rows)
        {
            Expect.Fail($"RaggedSoftmax: expected `offsets` from 0 to {rows} for shape {x.Shape}", nameof(offsets));
        }

        for (int s = 1; s < offsets.Length; s++)
        {
            if (offsets[s] < offsets[s - 1])
            {
                Expect.Fail($"RaggedSoftmax: `offsets` go back from {offsets[s - 1]} to {offsets[s]} at position {s}", nameof(offsets));
            }
        }

        Tensor y = tape.Output(x.Shape, x);
        int* kept = tape.Arena.AllocateInts(offsets.Length);
        offsets.CopyTo(new Span<int>(kept, offsets.Length));
        int segments = offsets.Length - 1, width = rows == 0 ? 0 : x.Count / rows;
        Run(tape, new Job { Offsets = kept, Segments = segments, Width = width, X = x.Pointer, Y = y.Pointer }, x.Count);
        if (y.RequiresGradient)
        {
            tape.Record(new Segmented(x, y, kept, segments, width));
        }

        return y;
    }

    private static void Run(Tape tape, Job job, int count) => Parts.Run(tape, ref job, count);

    private struct Job : IJob
    {
        public int* Offsets;
        public int Segments, Width;

        /// <summary>Where Dx is not null this is the backward pass.</summary>
        public float* X, Y, Dy, Dx;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Segments, 1, part, parts);
            for (int s = from; s < to; s++)
            {
                int count = Offsets[s + 1] - Offsets[s];
                nint at = (nint)Offsets[s] * Width;
                if (Width > 1)
                {
                    Strided(at, count);
                }
                else if (Dx == null)
                {
                    Lanes.Copy(X + at, Y + at, count);
                    VectorMath.Softmax(new Span<float>(Y + at, count));
                }
                else
                {
                    RowMath.SoftmaxBackward(Y + at, Dy + at, Dx + at, count);
                }
            }
        }

        /// <summary>A column at a time, brought together in a buffer of the thread.</summary>
        private readonly void Strided(nint at, int count)
        {
            float* y = Scratch.C(3 * (nint)count), dy = y + count, dx = dy + count;
            for (nint j = at; j < at + Width; j++)
            {
                Load(Dx == null ? X + j : Y + j, y, count);
                if (Dx == null)
                {
                    VectorMath.Softmax(new Span<float>(y, count));
                    Save(y, Y + j, count);
                    continue;
                }

                Load(Dy + j, dy, count);
                Load(Dx + j, dx, count);
                RowMath.SoftmaxBackward(y, dy, dx, count);
                Save(dx, Dx + j, count);
            }
        }

        private readonly void Load(float* from, float* to, int count)
        {
            for (int i = 0; i < count; i++)
            {
                to[i] = from[(nint)i * Width];
            }
        }

        private readonly void Save(float* from, float* to, int count)
        {
            for (int i = 0; i < count; i++)
            {
                to[(nint)i * Width] = from[i];
            }
        }
    }

    private sealed class Segmented(Tensor x, Tensor y, int* offsets, int segments, int width) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is not null)
            {
                var job = new Job
                {
                    Offsets = offsets, Segments = segments, Width = width, Y = y.Pointer, Dy = y.Gradient.Pointer,
                    Dx = tape.GradientOf(x).Pointer,
                };
                Run(tape, job, x.Count);
            }
        }
    }
}
