using System.Buffers;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Sums and means, accumulated in double in a fixed order.</summary>
public static unsafe class SumOperations
{
    /// <summary>Elements that are summed in one go.</summary>
    private const int Piece = 1 << 14;

    /// <summary>The sum of all elements, a scalar.</summary>
    public static Tensor Sum(this Tape tape, Tensor x) => Reduce(tape, x, new Shape(), (1, x.Count, 1), 1);

    /// <summary>The sums along an axis (which may count from the end), without that axis.</summary>
    /// <exception cref="ArgumentException">There is no such axis.</exception>
    public static Tensor Sum(this Tape tape, Tensor x, int axis)
    {
        axis = Expect.Axis("Sum", x, axis);
        return Reduce(tape, x, Expect.Without(x.Shape, axis), Expect.Split(x.Shape, axis), 1);
    }

    /// <summary>The mean of all elements, a scalar.</summary>
    /// <exception cref="ArgumentException">There are no elements.</exception>
    public static Tensor Mean(this Tape tape, Tensor x)
    {
        if (x.Count == 0)
        {
            Expect.Fail($"Mean: a tensor of shape {x.Shape} has no elements", nameof(x));
        }

        return Reduce(tape, x, new Shape(), (1, x.Count, 1), 1f / x.Count);
    }

    /// <summary>The means along an axis (which may count from the end), without that axis.</summary>
    /// <exception cref="ArgumentException">There is no such axis, or its extent is 0.</exception>
    public static Tensor Mean(this Tape tape, Tensor x, int axis)
    {
        axis = Expect.Axis("Mean", x, axis);
        if (x.Shape[axis] == 0)
        {
            Expect.Fail($"Mean: axis {axis} of shape {x.Shape} has no elements", nameof(axis));
        }

        return Reduce(tape, x, Expect.Without(x.Shape, axis), Expect.Split(x.Shape, axis), 1f / x.Shape[axis]);
    }

    private static Tensor Reduce(Tape tape, Tensor x, Shape shape, (int Outer, int Extent, int Inner) axes, float scale)
    {
        (int outer, int extent, int inner) = axes;
        Tensor y = tape.Output(shape, x);
        if (inner == 1)
        {
            SumRows(tape, outer, extent, x.Pointer, y.Pointer, scale);
        }
        else
        {
            for (int o = 0; o < outer; o++)
            {
                float* from = x.Pointer + ((nint)o * extent * inner);
                Columns.Sum(tape, extent, inner, from, null, y.Pointer + ((nint)o * inner), scale, accumulate: false);
            }
        }

        if (y.RequiresGradient)
        {
            tape.Record(new Total(x, y, outer, extent, inner, scale));
        }

        return y;
    }

    /// <summary>Sums the rows of a matrix; a long row is cut into pieces of a fixed length, whose sums are added in their order.</summary>
    private static void SumRows(Tape tape, int rows, int width, float* x, float* y, float scale)
    {
        int pieces = Math.Max(1, (width + Piece - 1) / Piece);
        double[] sums = ArrayPool<double>.Shared.Rent(checked(rows * pieces));
        fixed (double* target = sums)
        {
            var job = new PiecesJob { Rows = rows, Pieces = pieces, Width = width, X = x, Sums = target };
            Parts.Run(tape, ref job, (long)rows * width / 8);
            for (int r = 0; r < rows; r++)
            {
                double sum = 0;
                for (int p = 0; p < pieces; p++)
                {
                    sum += target[(r * pieces) + p];
                }

                y[r] = (float)(sum * scale);
            }
        }

        ArrayPool<double>.Shared.Return(sums);
    }

    private struct PiecesJob : IJob
    {
        public int Rows, Pieces, Width;
        public float* X;
        public double* Sums;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Rows * Pieces, 1, part, parts);
            for (int i = from; i < to; i++)
            {
                (int row, int piece) = Math.DivRem(i, Pieces);
                int start = piece * Piece;
                Sums[i] = Lanes.Sum(X + ((nint)row * Width) + start, Math.Min(Piece, Width - start));
            }
        }
    }

    /// <summary>Gives every element of a row the row's value, or adds it.</summary>
    private struct SpreadJob : IJob
    {
        public int Rows, Width;
        public float Scale;
        public float* Values, Target;
        public bool Overwrite;

        public readonly void Execute(int part, int parts)
        {
            int pieces = (Width + Piece - 1) / Piece;
            (int from, int to) = Parts.Range(Rows * pieces, 1, part, parts);
            for (int i = from; i < to; i++)
            {
                (int row, int piece) = Math.DivRem(i, pieces);
                int start = piece * Piece, count = Math.Min(Piece, Width - start);
                float* target = Target + ((nint)row * Width) + start;
                float value = Values[row] * Scale;
                if (Overwrite)
                {
                    new Span<float>(target, count).Fill(value);
                }
                else
                {
                    Lanes.AddConstant(value, target, count);
                }
            }
        }
    }

    private sealed class Total(Tensor x, Tensor y, int outer, int extent, int inner, float scale) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is null)
            {
                return;
            }

            float* dy = y.Gradient.Pointer;
            if (inner == 1)
            {
                (Tensor gradient, bool overwrite) = tape.GradientToFill(x);
                var job = new SpreadJob
                {
                    Rows = outer, Width = extent, Scale = scale, Values = dy, Target = gradient.Pointer, Overwrite = overwrite,
                };
                Parts.Run(tape, ref job, x.Count / 8);
                return;
            }

            float* dx = tape.GradientOf(x).Pointer;
            for (int o = 0; o < outer; o++, dy += inner)
            {
                for (int i = 0; i < extent; i++, dx += inner)
                {
                    Lanes.AddScaled(scale, dy, dx, inner);
                }
            }
        }
    }
}
