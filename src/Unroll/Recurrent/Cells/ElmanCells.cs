using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Recurrent.Cells;

/// <summary>Elman network (Elman 1990, "Finding structure in time"): h' = tanh(x W + h U + b).</summary>
public readonly struct ElmanTanhCell : ICell
{
    private static readonly GateColumn[] Gates = [new("h", GateSource.Both, Activation.Tanh)];

    /// <inheritdoc/>
    public static ReadOnlySpan<GateColumn> Columns => Gates;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(in ForwardLanes s) => s.Next[0] = s.Gates[0];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward(in BackwardLanes s)
    {
        Vector256<float> h = s.Gates[0];
        s.GateGradients[0] = s.NextGradients[0] * (Vector256<float>.One - (h * h));
        s.PreviousGradients[0] = Vector256<float>.Zero;
    }
}

/// <summary>Elman network with rectified units: h' = max(0, x W + h U + b).</summary>
public readonly struct ElmanReluCell : ICell
{
    private static readonly GateColumn[] Gates = [new("h", GateSource.Both, Activation.Relu)];

    /// <inheritdoc/>
    public static ReadOnlySpan<GateColumn> Columns => Gates;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(in ForwardLanes s) => s.Next[0] = s.Gates[0];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward(in BackwardLanes s)
    {
        Vector256<float> alive = Vector256.GreaterThan(s.Gates[0], Vector256<float>.Zero);
        s.GateGradients[0] = s.NextGradients[0] & alive;
        s.PreviousGradients[0] = Vector256<float>.Zero;
    }
}
