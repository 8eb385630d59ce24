using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Recurrent;

/// <summary>
/// Eight units of one row of the batch, for several quantities by number: gates, states or per-unit parameters.
/// A view of the driver's memory: reading and writing an index loads and stores one vector.
/// </summary>
public readonly unsafe ref struct Lanes
{
    private readonly float* _units;
    private readonly nint _stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Lanes(float* units, nint stride)
    {
        _units = units;
        _stride = stride;
    }

    /// <summary>Eight units of quantity <paramref name="index"/>.</summary>
    public ref Vector256<float> this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.AsRef<Vector256<float>>(_units + (index * _stride));
    }
}

/// <summary>What a cell's forward equations read and write for eight units of one row.</summary>
public readonly ref struct ForwardLanes
{
    /// <summary>
    /// The gate columns, activated as declared; after them <see cref="ICell.Extras"/> free slots. What stands here when
    /// Forward returns is what Backward reads.
    /// </summary>
    public Lanes Gates { get; init; }

    /// <summary>The states before the step: 0 is the hidden state.</summary>
    public Lanes Previous { get; init; }

    /// <summary>The states after the step, to be written.</summary>
    public Lanes Next { get; init; }

    /// <summary>The per-unit parameters.</summary>
    public Lanes Unit { get; init; }

    /// <summary>The step of the sequence, from 0.</summary>
    public int Step { get; init; }
}

/// <summary>
/// What a cell's backward equations read and write for eight units of one row. Gates and GateGradients, NextGradients and
/// PreviousGradients share memory: read a value before writing the gradient of the same index.
/// </summary>
public readonly ref struct BackwardLanes
{
    /// <summary>The gates and extras as Forward left them.</summary>
    public Lanes Gates { get; init; }

    /// <summary>The states before the step.</summary>
    public Lanes Previous { get; init; }

    /// <summary>The per-unit parameters.</summary>
    public Lanes Unit { get; init; }

    /// <summary>The gradients of the states after the step.</summary>
    public Lanes NextGradients { get; init; }

    /// <summary>The gradients of the pre-activations, to be written.</summary>
    public Lanes GateGradients { get; init; }

    /// <summary>The direct part of the gradients of the states before the step, to be written; the driver adds what came through the weights.</summary>
    public Lanes PreviousGradients { get; init; }

    /// <summary>The gradients of the per-unit parameters, to be added to.</summary>
    public Lanes UnitGradients { get; init; }

    /// <summary>The step of the sequence, from 0.</summary>
    public int Step { get; init; }
}

/// <summary>What the equations of a cell's inner value read and write; see <see cref="ICell.Inner"/>.</summary>
public readonly ref struct InnerLanes
{
    /// <summary>The gate columns; those fed by the inner value are not complete yet.</summary>
    public Lanes Gates { get; init; }

    /// <summary>The states before the step.</summary>
    public Lanes Previous { get; init; }

    /// <summary>Index 0: the inner value, to be written in Inner; its gradient, to be read, in InnerBackward.</summary>
    public Lanes Value { get; init; }

    /// <summary>The gradients of the pre-activations, to be written (InnerBackward).</summary>
    public Lanes GateGradients { get; init; }

    /// <summary>The gradients of the states before the step, to be added to (InnerBackward).</summary>
    public Lanes PreviousGradients { get; init; }
}
