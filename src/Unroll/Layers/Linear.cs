using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>y = x W^T + b with W [outputs, inputs], as in PyTorch.</summary>
public sealed class Linear : Module
{
    /// <summary>Creates the layer; Glorot uniform weights unless given, zero bias.</summary>
    public Linear(int inputs, int outputs, bool bias = true, Initializer? initializer = null)
    {
        Weight = AddParameter("weight", new Shape(outputs, inputs), initializer ?? Initializer.GlorotUniform());
        Bias = bias ? AddParameter("bias", new Shape(outputs), Initializer.Zero) : null;
    }

    /// <summary>The weights [outputs, inputs].</summary>
    public Parameter Weight { get; }

    /// <summary>The bias [outputs], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>x [rows, inputs] to [rows, outputs].</summary>
    public Tensor Forward(Tape tape, Tensor x) => tape.Linear(x, Weight.Value, Bias?.Value);
}
