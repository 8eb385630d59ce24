using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Pooling over windows of time or of pictures, as in PyTorch.</summary>
public static unsafe class PoolingOperations
{
    /// <summary>The largest value in each window: x [n, channels, time]. Padding never wins.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[n, channels, time].</param>
    /// <param name="size">The extent of the window.</param>
    /// <param name="stride">Steps between windows; the size unless given.</param>
    /// <param name="padding">Steps put before and after, at most half the size.</param>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static Tensor MaxPool1D(this Tape tape, Tensor x, int size, int? stride = null, int padding = 0) =>
        Apply1D(tape, "MaxPool1D", x, size, stride ?? size, padding, max: true);

    /// <summary>The largest value in each square window: x [n, channels, height, width]. Padding never wins.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[n, channels, height, width].</param>
    /// <param name="size">The side of the window.</param>
    /// <param name="stride">Steps between windows; the size unless given.</param>
    /// <param name="padding">Steps put around, at most half the size.</param>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static Tensor MaxPool2D(this Tape tape, Tensor x, int size, int? stride = null, int padding = 0) =>
        Apply2D(tape, "MaxPool2D", x, size, stride ?? size, padding, max: true);

    /// <summary>The mean of each window, padding counted as zeros: x [n, channels, time].</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[n, channels, time].</param>
    /// <param name="size">The extent of the window.</param>
    /// <param name="stride">Steps between windows; the size unless given.</param>
    /// <param name="padding">Zeros put before and after, at most half the size.</param>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static Tensor AveragePool1D(this Tape tape, Tensor x, int size, int? stride = null, int padding = 0) =>
        Apply1D(tape, "AveragePool1D", x, size, stride ?? size, padding, max: false);

    /// <summary>The mean of each square window, padding counted as zeros: x [n, channels, height, width].</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[n, channels, height, width].</param>
    /// <param name="size">The side of the window.</param>
    /// <param name="stride">Steps between windows; the size unless given.</param>
    /// <param name="padding">Zeros put around, at most half the size.</param>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static Tensor AveragePool2D(this Tape tape, Tensor x, int size, int? stride = null, int padding = 0) =>
        Apply2D(tape, "AveragePool2D", x, size, stride ?? size, padding, max: false);

    private static Tensor Apply1D(Tape tape, string operation, Tensor x, int size, int stride, int padding, bool max)
    {
        Expect.Rank(operation, nameof(x), x, 3);
        var window = Window.Over1D(operation, x.Shape[2], size, stride, padding, 1);
        return Apply(tape, operation, x, window, new Shape(x.Shape[0], x.Shape[1], window.OutputWidth), max);
    }

    private static Tensor Apply2D(Tape tape, string operation, Tensor x, int size, int stride, int padding, bool max)
    {
        Expect.Rank(operation, nameof(x), x, 4);
        var window = Window.Over2D(operation, x.Shape[2], x.Shape[3], size, size, stride, padding, 1);
        return Apply(tape, operation, x, window, new Shape(x.Shape[0], x.Shape[1], window.OutputHeight, window.OutputWidth), max);
    }

    private static Tensor Apply(Tape tape, string operation, Tensor x, Window window, Shape shape, bool max)
    {
        if (window.PaddingX > window.KernelWidth / 2)
        {
            // A window could otherwise lie in the padding altogether and have no maximum.
            Expect.Fail($"{operation}: expected `padding` of at most half the size {window.KernelWidth}, got {window.PaddingX}", "padding");
        }

        Tensor y = tape.Output(shape, x);
        int planes = x.Shape[0] * x.Shape[1];
        int* places = max && y.RequiresGradient ? tape.Arena.AllocateInts(y.Count) : null;
        var job = new PoolJob { Window = window, Planes = planes, Max = max, X = x.Pointer, Y = y.Pointer, Places = places };
        Parts.Run(tape, ref job, (long)y.Count * window.Taps);
        if (y.RequiresGradient)
        {
            tape.Record(new Pool(x, y, window, planes, max, places));
        }

        return y;
    }

    private sealed class Pool(Tensor x, Tensor y, Window window, int planes, bool max, int* places) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is not null)
            {
                var job = new PoolJob
                {
                    Window = window, Planes = planes, Max = max, Places = places, Dy = y.Gradient.Pointer, Dx = tape.GradientOf(x).Pointer,
                };
                Parts.Run(tape, ref job, (long)y.Count * window.Taps);
            }
        }
    }
}
