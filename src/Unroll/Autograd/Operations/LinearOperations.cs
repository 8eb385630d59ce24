using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Affine maps of rows.</summary>
public static unsafe class LinearOperations
{
    /// <summary>x Wᵀ + b for every row: x [..., in], W [out, in] as in PyTorch, b [out]; the result is [..., out].</summary>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static Tensor Linear(this Tape tape, Tensor x, Tensor weight, Tensor? bias = null)
    {
        Expect.RankAtLeast("Linear", nameof(x), x, 1);
        Expect.Rank("Linear", nameof(weight), weight, 2);
        int outputs = weight.Shape[0], inputs = weight.Shape[1];
        if (x.Shape.Last != inputs)
        {
            Expect.Fail($"Linear: expected `x` with a last axis of {inputs} for weight {weight.Shape}, got shape {x.Shape}", nameof(x));
        }

        if (bias is not null)
        {
            Expect.Vector("Linear", nameof(bias), bias, outputs);
        }

        int rows = RowsOf(x.Shape);
        Tensor y = tape.Output(x.Shape.WithLast(outputs), x, weight, bias);
        Gemm.Multiply(
            tape.Team, false, true, rows, outputs, inputs, x.Pointer, weight.Pointer, y.Pointer, accumulate: false,
            bias is null ? null : bias.Pointer);
        if (y.RequiresGradient)
        {
            tape.Record(new Affine(x, weight, bias, y, rows));
        }

        return y;
    }

    /// <summary>Adds a bias [n] to every row of x [..., n].</summary>
    /// <exception cref="ArgumentException">The bias is not as long as the last axis.</exception>
    public static Tensor AddBias(this Tape tape, Tensor x, Tensor bias)
    {
        Expect.RankAtLeast("AddBias", nameof(x), x, 1);
        Expect.Vector("AddBias", nameof(bias), bias, x.Shape.Last);
        Tensor y = tape.Output(x.Shape, x, bias);
        int columns = x.Shape.Last;
        x.Span.CopyTo(y.Span);
        for (int r = 0; r < RowsOf(x.Shape); r++)
        {
            Lanes.Add(bias.Pointer, y.Pointer + ((nint)r * columns), columns);
        }

        if (y.RequiresGradient)
        {
            tape.Record(new Bias(x, bias, y));
        }

        return y;
    }

    /// <summary>Multiplies each row of x [n, ...] by its weight, weights [n]: the rows of attention, before they are summed.</summary>
    /// <exception cref="ArgumentException">There is not one weight a row.</exception>
    public static Tensor MultiplyRows(this Tape tape, Tensor x, Tensor weights)
    {
        Expect.RankAtLeast("MultiplyRows", nameof(x), x, 1);
        Expect.Vector("MultiplyRows", nameof(weights), weights, x.Shape[0]);
        Tensor y = tape.Output(x.Shape, x, weights);
        int columns = x.Shape[0] == 0 ? 0 : x.Count / x.Shape[0];
        for (int r = 0; r < x.Shape[0]; r++)
        {
            nint at = (nint)r * columns;
            Lanes.Scale(weights.Pointer[r], x.Pointer + at, y.Pointer + at, columns);
        }

        if (y.RequiresGradient)
        {
            tape.Record(new WeightedRows(x, weights, y, columns));
        }

        return y;
    }

    private static int RowsOf(Shape shape) => shape.Last == 0 ? 0 : shape.Count / shape.Last;

    private sealed class Affine(Tensor x, Tensor weight, Tensor? bias, Tensor y, int rows) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is null)
            {
                return;
            }

            int outputs = weight.Shape[0], inputs = weight.Shape[1];
            float* dy = y.Gradient.Pointer;
            if (x.RequiresGradient)
            {
                float* dx = tape.GradientOf(x).Pointer;
                Gemm.Multiply(tape.Team, false, false, rows, inputs, outputs, dy, weight.Pointer, dx, accumulate: true);
            }

            if (weight.RequiresGradient)
            {
                float* dw = tape.GradientOf(weight).Pointer;
                Gemm.Multiply(tape.Team, true, false, outputs, inputs, rows, dy, x.Pointer, dw, accumulate: true);
            }

            if (bias is { RequiresGradient: true })
            {
                Columns.Sum(tape, rows, outputs, dy, null, tape.GradientOf(bias).Pointer, 1, accumulate: true);
            }
        }
    }

    private sealed class Bias(Tensor x, Tensor bias, Tensor y) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is null)
            {
                return;
            }

            float* dy = y.Gradient.Pointer;
            if (x.RequiresGradient)
            {
                Lanes.Add(dy, tape.GradientOf(x).Pointer, x.Count);
            }

            if (bias.RequiresGradient)
            {
                Columns.Sum(tape, RowsOf(x.Shape), bias.Count, dy, null, tape.GradientOf(bias).Pointer, 1, accumulate: true);
            }
        }
    }

    private sealed class WeightedRows(Tensor x, Tensor weights, Tensor y, int columns) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is null)
            {
                return;
            }

            float* dy = y.Gradient.Pointer;
            float* dx = x.RequiresGradient ? tape.GradientOf(x).Pointer : null;
            float* dw = weights.RequiresGradient ? tape.GradientOf(weights).Pointer : null;
            for (int r = 0; r < weights.Count; r++)
            {
                nint at = (nint)r * columns;
                if (dx != null)
                {
                    Lanes.AddScaled(weights.Pointer[r], dy + at, dx + at, columns);
                }

                if (dw != null)
                {
                    dw[r] += (float)Lanes.Dot(dy + at, x.Pointer + at, columns);
                }
            }
        }
    }
}
