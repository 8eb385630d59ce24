using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Softmax, its logarithm and its normaliser, over the last axis.</summary>
public static unsafe class SoftmaxOperations
{
    private enum Kind
    {
        Softmax,
        LogSoftmax,
        LogSumExp,
    }

    /// <summary>e^x / Σ e^x over the last axis.</summary>
    /// <exception cref="ArgumentException">The tensor is a scalar.</exception>
    public static Tensor Softmax(this Tape tape, Tensor x) => Apply(tape, Kind.Softmax, x);

    /// <summary>ln softmax x over the last axis, without the loss of digits of taking the logarithm afterwards.</summary>
    /// <exception cref="ArgumentException">The tensor is a scalar.</exception>
    public static Tensor LogSoftmax(this Tape tape, Tensor x) => Apply(tape, Kind.LogSoftmax, x);

    /// <summary>The same over the logits themselves, where nothing is recorded: a large vocabulary is then not written a second time.</summary>
    internal static Tensor LogSoftmaxInPlace(this Tape tape, Tensor x)
    {
        Run(tape, new Job { Kind = Kind.LogSoftmax, Rows = Rows(x), Width = x.Shape.Last, X = x.Pointer, Y = x.Pointer });
        return x;
    }

    /// <summary>ln Σ e^x over the last axis, without that axis. Where it is infinite no gradient flows.</summary>
    /// <exception cref="ArgumentException">The tensor is a scalar.</exception>
    public static Tensor LogSumExp(this Tape tape, Tensor x) => Apply(tape, Kind.LogSumExp, x);

    /// <summary>
    /// Softmax over the last axis among the positions that are kept; the others get 0 and no gradient. A row of which nothing
    /// is kept is all zeros.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[..., n].</param>
    /// <param name="keep">Which positions count: one for each element of <paramref name="x"/>, or n for all rows alike.</param>
    /// <exception cref="ArgumentException">The tensor is a scalar, or the mask is of another length.</exception>
    public static Tensor MaskedSoftmax(this Tape tape, Tensor x, ReadOnlySpan<bool> keep)
    {
        fixed (bool* p = keep)
        {
            return Masked(tape, x, keep.Length, (byte*)p, null);
        }
    }

    /// <summary>As the other, with a mask of numbers: a position is kept where the mask is not 0. The mask gets no gradient.</summary>
    /// <exception cref="ArgumentException">The tensor is a scalar, or the mask is of another length.</exception>
    public static Tensor MaskedSoftmax(this Tape tape, Tensor x, Tensor keep) => Masked(tape, x, keep.Count, null, keep.Pointer);

    private static Tensor Masked(Tape tape, Tensor x, int length, byte* bytes, float* numbers)
    {
        Expect.RankAtLeast("MaskedSoftmax", nameof(x), x, 1);
        if (length != x.Count && length != x.Shape.Last)
        {
            Expect.Fail($"MaskedSoftmax: expected a mask of {x.Count} or {x.Shape.Last} entries for shape {x.Shape}, got {length}", "keep");
        }

        Tensor y = tape.Output(x.Shape, x);
        int width = x.Shape.Last;
        bool shared = length != x.Count;
        for (int r = 0; r < Rows(x); r++)
        {
            nint at = (nint)r * width;
            float* row = y.Pointer + at;
            bool any = false;
            for (int j = 0; j < width; j++)
            {
                nint mask = shared ? j : at + j;
                bool kept = bytes != null ? bytes[mask] != 0 : numbers[mask] != 0;
                any |= kept;
                row[j] = kept ? x.Pointer[at + j] : float.NegativeInfinity;
            }

            if (any)
            {
                VectorMath.Softmax(new Span<float>(row, width));
            }
            else
            {
                new Span<float>(row, width).Clear();
            }
        }

        if (y.RequiresGradient)
        {
            // What is masked has y = 0, so the derivative of softmax leaves it alone.
            tape.Record(new Normalised(x, y, Kind.Softmax));
        }

        return y;
    }

    private static int Rows(Tensor x) => x.Shape.Last == 0 ? 0 : x.Count / x.Shape.Last;

    private static Tensor Apply(Tape tape, Kind kind, Tensor x)
    {
        Expect.RankAtLeast(kind.ToString(), nameof(x), x, 1);
        Tensor y = tape.Output(kind == Kind.LogSumExp ? Expect.Without(x.Shape, x.Shape.Rank - 1) : x.Shape, x);
        if (x.Count == 0)
        {
            y.Span.Fill(float.NegativeInfinity);
        }

        Run(tape, new Job { Kind = kind, Rows = Rows(x), Width = x.Shape.Last, X = x.Pointer, Y = y.Pointer });
        if (y.RequiresGradient)
        {
            tape.Record(new Normalised(x, y, kind));
        }

        return y;
    }

    private static void Run(Tape tape, Job job) => Parts.Run(tape, ref job, (long)job.Rows * job.Width);

    private struct Job : IJob
    {
        public Kind Kind;
        public int Rows, Width;

        /// <summary>Where Dx is not null this is the backward pass.</summary>
        public float* X, Y, Dy, Dx;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Rows, 1, part, parts);
            for (int r = from; r < to; r++)
            {
                nint at = (nint)r * Width;
                switch (Kind)
                {
                    case Kind.Softmax when Dx == null:
                        Lanes.Copy(X + at, Y + at, Width);
                        VectorMath.Softmax(new Span<float>(Y + at, Width));
                        break;
                    case Kind.Softmax: RowMath.SoftmaxBackward(Y + at, Dy + at, Dx + at, Width); break;
                    case Kind.LogSoftmax when Dx == null: RowMath.LogSoftmax(X + at, Y + at, Width); break;
                    case Kind.LogSoftmax: RowMath.LogSoftmaxBackward(Y + at, Dy + at, Dx + at, Width); break;
                    case Kind.LogSumExp when Dx == null: Y[r] = VectorMath.LogSumExp(new Span<float>(X + at, Width)); break;
                    default: RowMath.LogSumExpBackward(X + at, Y[r], Dy[r], Dx + at, Width); break;
                }
            }
        }
    }

    private sealed class Normalised(Tensor x, Tensor y, Kind kind) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is not null)
            {
                Run(tape, new Job
                {
                    Kind = kind, Rows = Rows(x), Width = x.Shape.Last, X = x.Pointer, Y = y.Pointer, Dy = y.Gradient.Pointer,
                    Dx = tape.GradientOf(x).Pointer,
                });
            }
        }
    }
}
