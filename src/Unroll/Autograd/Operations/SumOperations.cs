using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Sums and means, accumulated in double in a fixed order.</summary>
public static unsafe class SumOperations
{
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
            var job = new RowsJob { Rows = outer, Width = extent, X = x.Pointer, Y = y.Pointer, Scale = scale };
            Parts.Run(tape, ref job, x.Count / 4);
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

    private struct RowsJob : IJob
    {
        public int Rows, Width;
        public float* X, Y;
        public float Scale;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Rows, 1, part, parts);
            for (int r = from; r < to; r++)
            {
                Y[r] = (float)(Lanes.Sum(X + ((nint)r * Width), Width) * Scale);
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
            float* dx = tape.GradientOf(x).Pointer;
            for (int o = 0; o < outer; o++, dy += inner)
            {
                if (inner == 1)
                {
                    Lanes.AddConstant(*dy * scale, dx, extent);
                    dx += extent;
                    continue;
                }

                for (int i = 0; i < extent; i++, dx += inner)
                {
                    Lanes.AddScaled(scale, dy, dx, inner);
                }
            }
        }
    }
}
