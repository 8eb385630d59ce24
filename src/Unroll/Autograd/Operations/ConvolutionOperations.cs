using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Convolutions (cross-correlations, as everywhere in deep learning) as products of the weights with unfolded windows.</summary>
public static unsafe class ConvolutionOperations
{
    /// <summary>Convolution over time, as PyTorch's Conv1d: x [n, channels, time] gives [n, out, time'].</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[n, channels, time].</param>
    /// <param name="weight">[out, channels, size].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="stride">Steps between windows.</param>
    /// <param name="padding">Zeros put before and after.</param>
    /// <param name="dilation">Steps between the elements of a window.</param>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static Tensor Convolution1D(
        this Tape tape, Tensor x, Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0, int dilation = 1)
    {
        const string Operation = "Convolution1D";
        Check(Operation, x, weight, bias, 3);
        var window = Window.Over1D(Operation, x.Shape[2], weight.Shape[2], stride, padding, dilation);
        return Apply(tape, x, weight, bias, window, new Shape(x.Shape[0], weight.Shape[0], window.OutputWidth));
    }

    /// <summary>Convolution over pictures, as PyTorch's Conv2d: x [n, channels, height, width] gives [n, out, height', width'].</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[n, channels, height, width].</param>
    /// <param name="weight">[out, channels, h, w].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="stride">Steps between windows, in both directions.</param>
    /// <param name="padding">Zeros put around.</param>
    /// <param name="dilation">Steps between the elements of a window, in both directions.</param>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static Tensor Convolution2D(
        this Tape tape, Tensor x, Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0, int dilation = 1)
    {
        const string Operation = "Convolution2D";
        Check(Operation, x, weight, bias, 4);
        var window = Window.Over2D(
            Operation, x.Shape[2], x.Shape[3], weight.Shape[2], weight.Shape[3], stride, padding, dilation);
        return Apply(tape, x, weight, bias, window, new Shape(x.Shape[0], weight.Shape[0], window.OutputHeight, window.OutputWidth));
    }

    private static void Check(string operation, Tensor x, Tensor weight, Tensor? bias, int rank)
    {
        Expect.Rank(operation, nameof(x), x, rank);
        Expect.Rank(operation, nameof(weight), weight, rank);
        if (x.Shape[1] != weight.Shape[1])
        {
            Expect.Fail(
                $"{operation}: expected `x` with {weight.Shape[1]} channels for weight {weight.Shape}, got shape {x.Shape}", nameof(x));
        }

        if (bias is not null)
        {
            Expect.Vector(operation, nameof(bias), bias, weight.Shape[0]);
        }
    }

    private static Tensor Apply(Tape tape, Tensor x, Tensor weight, Tensor? bias, Window window, Shape shape)
    {
        Tensor y = tape.Output(shape, x, weight, bias);
        int items = x.Shape[0], outputs = weight.Shape[0], positions = window.Positions, plane = outputs * positions;
        var unfolding = new Unfolding(window, x.Shape[1]);
        int chunk = unfolding.Chunk(items);
        using (tape.Arena.Push())
        {
            float* columns = tape.Arena.AllocateFloats((nint)unfolding.Rows * chunk * positions);
            float* product = tape.Arena.AllocateFloats((nint)outputs * chunk * positions);
            for (int n = 0; n < items; n += chunk)
            {
                int count = Math.Min(chunk, items - n), width = count * positions;
                unfolding.Unfold(tape, x.Pointer + ((nint)n * unfolding.Volume), count, columns);
                Gemm.Multiply(tape.Team, false, false, outputs, width, unfolding.Rows, weight.Pointer, columns, product, accumulate: false);
                float* target = y.Pointer + ((nint)n * plane);
                Planes(product, target, count, outputs, positions, toItems: true);
                for (int i = 0; i < count * outputs && bias is not null; i++)
                {
                    Lanes.AddConstant(bias.Pointer[i % outputs], target + ((nint)i * positions), positions);
                }
            }
        }

        if (y.RequiresGradient)
        {
            tape.Record(new Convolution(x, weight, bias, y, unfolding));
        }

        return y;
    }

    /// <summary>Moves planes between [outputs, items, positions], as the product wants them, and [items, outputs, positions].</summary>
    private static void Planes(float* from, float* to, int items, int outputs, int positions, bool toItems)
    {
        for (int n = 0; n < items; n++)
        {
            for (int o = 0; o < outputs; o++)
            {
                nint byItem = (((nint)n * outputs) + o) * positions, byOutput = (((nint)o * items) + n) * positions;
                Lanes.Copy(from + (toItems ? byOutput : byItem), to + (toItems ? byItem : byOutput), positions);
            }
        }
    }

    private sealed class Convolution(Tensor x, Tensor weight, Tensor? bias, Tensor y, Unfolding unfolding) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is null)
            {
                return;
            }

            // Gradients first: inside the scope below they would end with it.
            float* dx = x.RequiresGradient ? tape.GradientOf(x).Pointer : null;
            float* dw = weight.RequiresGradient ? tape.GradientOf(weight).Pointer : null;
            float* db = bias is { RequiresGradient: true } ? tape.GradientOf(bias).Pointer : null;
            int items = x.Shape[0], outputs = weight.Shape[0], positions = unfolding.Window.Positions;
            int chunk = unfolding.Chunk(items);
            using ArenaScope scope = tape.Arena.Push();
            float* columns = tape.Arena.AllocateFloats((nint)unfolding.Rows * chunk * positions);
            float* dy = tape.Arena.AllocateFloats((nint)outputs * chunk * positions);
            for (int n = 0; n < items; n += chunk)
            {
                int count = Math.Min(chunk, items - n), width = count * positions;
                Planes(y.Gradient.Pointer + ((nint)n * outputs * positions), dy, count, outputs, positions, toItems: false);
                if (dw != null)
                {
                    unfolding.Unfold(tape, x.Pointer + ((nint)n * unfolding.Volume), count, columns);
                    Gemm.Multiply(tape.Team, false, true, outputs, unfolding.Rows, width, dy, columns, dw, accumulate: true);
                }

                for (int o = 0; o < outputs && db != null; o++)
                {
                    db[o] += (float)Lanes.Sum(dy + ((nint)o * width), width);
                }

                if (dx != null)
                {
                    Gemm.Multiply(tape.Team, true, false, unfolding.Rows, width, outputs, weight.Pointer, dy, columns, accumulate: false);
                    unfolding.FoldAdd(tape, columns, count, dx + ((nint)n * unfolding.Volume));
                }
            }
        }
    }
}
