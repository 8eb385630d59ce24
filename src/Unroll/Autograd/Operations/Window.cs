namespace Unroll.Autograd.Operations;

/// <summary>How a kernel or a pooling window moves over planes [Height, Width].</summary>
internal readonly record struct Window(
    int Height, int Width, int KernelHeight, int KernelWidth, int StrideY, int StrideX, int PaddingY, int PaddingX, int DilationY,
    int DilationX)
{
    public int OutputHeight => Extent(Height, KernelHeight, StrideY, PaddingY, DilationY);

    public int OutputWidth => Extent(Width, KernelWidth, StrideX, PaddingX, DilationX);

    /// <summary>Positions of one plane of the result.</summary>
    public int Positions => OutputHeight * OutputWidth;

    /// <summary>Elements under the window.</summary>
    public int Taps => KernelHeight * KernelWidth;

    private static int Extent(int extent, int kernel, int stride, int padding, int dilation)
    {
        long room = extent + (2L * padding) - ((long)dilation * (kernel - 1)) - 1;
        return room < 0 ? 0 : (int)(room / stride) + 1;
    }

    /// <summary>A window over [length] steps.</summary>
    public static Window Over1D(string operation, int length, int kernel, int stride, int padding, int dilation)
    {
        Check(operation, kernel, stride, padding, dilation);
        var window = new Window(1, length, 1, kernel, 1, stride, 0, padding, 1, dilation);
        window.CheckRoom(operation);
        return window;
    }

    /// <summary>A window over [height, width].</summary>
    public static Window Over2D(
        string operation, int height, int width, int kernelHeight, int kernelWidth, int stride, int padding, int dilation)
    {
        Check(operation, Math.Min(kernelHeight, kernelWidth), stride, padding, dilation);
        var window = new Window(height, width, kernelHeight, kernelWidth, stride, stride, padding, padding, dilation, dilation);
        window.CheckRoom(operation);
        return window;
    }

    private static void Check(string operation, int kernel, int stride, int padding, int dilation)
    {
        Expect.Positive(operation, "size", kernel);
        Expect.Positive(operation, nameof(stride), stride);
        Expect.Positive(operation, nameof(dilation), dilation);
        Expect.NotNegative(operation, nameof(padding), padding);
    }

    private void CheckRoom(string operation)
    {
        if (OutputHeight == 0 || OutputWidth == 0)
        {
            Expect.Fail(
                $"{operation}: a window of [{KernelHeight}, {KernelWidth}] with dilation {DilationX} does not fit into "
                + $"[{Height}, {Width}] with padding {PaddingX}",
                "x");
        }
    }
}
