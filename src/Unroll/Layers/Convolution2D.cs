using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>Filters over pictures, [out, channels, size, size] as in PyTorch's Conv2d, for rectified outputs (He et al. 2015); zero bias.</summary>
public sealed class Convolution2D : Module
{
    /// <summary>Creates the filters.</summary>
    /// <param name="channels">Channels of the input.</param>
    /// <param name="filters">Channels of the output.</param>
    /// <param name="size">The side of a filter.</param>
    /// <param name="stride">Pixels between windows.</param>
    /// <param name="padding">Zeros put around.</param>
    public Convolution2D(int channels, int filters, int size, int stride = 1, int padding = 0)
    {
        Stride = stride;
        Padding = padding;
        Weight = AddParameter("weight", new Shape(filters, channels, size, size), Initializer.Uniform(MathF.Sqrt(6f / (channels * size * size))));
        Bias = AddParameter("bias", new Shape(filters), Initializer.Zero);
    }

    /// <summary>Pixels between windows.</summary>
    public int Stride { get; }

    /// <summary>Zeros put around.</summary>
    public int Padding { get; }

    /// <summary>The filters [out, channels, size, size].</summary>
    public Parameter Weight { get; }

    /// <summary>The bias [out].</summary>
    public Parameter Bias { get; }

    /// <summary>x [n, channels, height, width] to [n, out, height', width'].</summary>
    public Tensor Forward(Tape tape, Tensor x) => tape.Convolution2D(x, Weight.Value, Bias.Value, Stride, Padding);
}
