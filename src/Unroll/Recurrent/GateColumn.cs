namespace Unroll.Recurrent;

/// <summary>What is multiplied into a gate column before the cell's pointwise equations see it.</summary>
[Flags]
public enum GateSource
{
    /// <summary>The step's input, through the input weights.</summary>
    Input = 1,

    /// <summary>The previous hidden state, through the hidden weights.</summary>
    Hidden = 2,

    /// <summary>Input and previous hidden state in one sum.</summary>
    Both = Input | Hidden,

    /// <summary>A value that the cell computes in the same step (<see cref="ICell.Inner"/>), through the hidden weights.</summary>
    Inner = 4,
}

/// <summary>The activation that the driver applies to a gate column before the cell's pointwise equations.</summary>
public enum Activation
{
    /// <summary>None: the cell sees the pre-activation.</summary>
    None,

    /// <summary>1 / (1 + exp(-a)).</summary>
    Sigmoid,

    /// <summary>tanh(a).</summary>
    Tanh,

    /// <summary>max(a, 0).</summary>
    Relu,
}

/// <summary>One gate of a cell: a column block of H units.</summary>
/// <param name="Name">The name that traces and plots show.</param>
/// <param name="Source">What is multiplied into it.</param>
/// <param name="Activation">What the driver applies to the sum.</param>
public readonly record struct GateColumn(string Name, GateSource Source, Activation Activation = Activation.None);
