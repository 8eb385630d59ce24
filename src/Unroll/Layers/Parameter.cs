using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>A trained tensor with its gradient. A parameter used in two places is one object: once in the optimizer, in the norm and in the file.</summary>
public sealed class Parameter
{
    /// <summary>Creates a parameter of zeros.</summary>
    /// <param name="name">The name inside its module, PyTorch's where PyTorch has the layer.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="initializer">What <see cref="Module.Initialize"/> fills it with.</param>
    public Parameter(string name, Shape shape, Initializer initializer)
    {
        Name = name;
        Initializer = initializer;
        Value = Tensor.Zeros(shape);
        Value.RequiresGradient = true;
    }

    /// <summary>The name inside its module.</summary>
    public string Name { get; }

    /// <summary>The values.</summary>
    public Tensor Value { get; }

    /// <summary>The gradient, of the same shape; backward passes add to it. Made when it is first asked for: predicting needs none.</summary>
    public Tensor Gradient => Value.Gradient ??= Tensor.Zeros(Value.Shape);

    /// <summary>What <see cref="Module.Initialize"/> fills it with.</summary>
    public Initializer Initializer { get; }

    /// <summary>Whether training changes the parameter; a frozen one gets no gradient.</summary>
    public bool Trainable
    {
        get => Value.RequiresGradient;
        set => Value.RequiresGradient = value;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Value.Shape}";
}
