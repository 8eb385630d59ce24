using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Maxima; the gradient goes to the first of several equal ones. A NaN counts as larger than every number.</summary>
public static unsafe class MaxOperations
{
    /// <summary>The largest element, a scalar.</summary>
    /// <exception cref="ArgumentException">There are no elements.</exception>
    public static Tensor Max(this Tape tape, Tensor x) => Reduce(tape, "Max", x, new Shape(), (1, x.Count, 1));

    /// <summary>The largest elements along an axis (which may count from the end), without that axis.</summary>
    /// <exception cref="ArgumentException">There is no such axis, or its extent is 0.</exception>
    public static Tensor Max(this Tape tape, Tensor x, int axis)
    {
        axis = Expect.Axis("Max", x, axis);
        return Reduce(tape, "Max", x, Expect.Without(x.Shape, axis), Expect.Split(x.Shape, axis));
    }

    /// <summary>The largest value of each channel over time: x [n, channels, time] gives [n, channels].</summary>
    /// <exception cref="ArgumentException">The tensor does not have three axes, or no time steps.</exception>
    public static Tensor GlobalMaxPool(this Tape tape, Tensor x)
    {
        Expect.Rank("GlobalMaxPool", nameof(x), x, 3);
        return Reduce(tape, "GlobalMaxPool", x, Expect.Without(x.Shape, 2), Expect.Split(x.Shape, 2));
    }

    private static Tensor Reduce(Tape tape, string operation, Tensor x, Shape shape, (int Outer, int Extent, int Inner) axes)
    {
        if (axes.Extent == 0)
        {
            Expect.Fail($"{operation}: nothing to take the maximum of in shape {x.Shape}", nameof(x));
        }

        Tensor y = tape.Output(shape, x);
        int* places = y.RequiresGradient ? tape.Arena.AllocateInts(y.Count) : null;
        var job = new Job { Outer = axes.Outer, Extent = axes.Extent, Inner = axes.Inner, X = x.Pointer, Y = y.Pointer, Places = places };
        Parts.Run(tape, ref job, x.Count);
        if (y.RequiresGradient)
        {
            tape.Record(new Largest(x, y, places));
        }

        return y;
    }

    private struct Job : IJob
    {
        public int Outer, Extent, Inner;
        public float* X, Y;
        public int* Places;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Outer, 1, part, parts);
            for (int o = from; o < to; o++)
            {
                int start = o * Extent * Inner;
                for (int j = 0; j < Inner; j++)
                {
                    int place = start + j;
                    float best = X[place];
                    for (int i = 1, at = place + Inner; i < Extent; i++, at += Inner)
                    {
                        float value = X[at];
                        if (value > best || (float.IsNaN(value) && !float.IsNaN(best)))
                        {
                            best = value;
                            place = at;
                        }
                    }

                    Y[((nint)o * Inner) + j] = best;
                    if (Places != null)
                    {
                        Places[((nint)o * Inner) + j] = place;
                    }
                }
            }
        }
    }

    private sealed class Largest(Tensor x, Tensor y, int* places) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is null)
            {
                return;
            }

            float* dy = y.Gradient.Pointer;
            float* dx = tape.GradientOf(x).Pointer;
            for (int i = 0; i < y.Count; i++)
            {
                dx[places[i]] += dy[i];
            }
        }
    }
}
