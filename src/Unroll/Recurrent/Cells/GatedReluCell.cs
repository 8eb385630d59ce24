using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Recurrent.Cells;

/// <summary>
/// The gate with a rectified candidate of the dataflowr course (module 11), a GRU without reset: h' = z * h + (1 - z) * a, where
/// z = sigmoid(x Wz + h Uz + bz) and a = max(0, x Wa + h Ua + ba).
/// </summary>
public readonly struct GatedReluCell : ICell
{
    private static readonly GateColumn[] Gates =
        [new("keep", GateSource.Both, Activation.Sigmoid), new("candidate", GateSource.Both, Activation.Relu)];

    /// <inheritdoc/>
    public static ReadOnlySpan<GateColumn> Columns => Gates;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(in ForwardLanes s)
    {
        Vector256<float> z = s.Gates[0], a = s.Gates[1];
        s.Next[0] = a + (z * (s.Previous[0] - a));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward(in BackwardLanes s)
    {
        Vector256<float> one = Vector256<float>.One, z = s.Gates[0], a = s.Gates[1], d = s.NextGradients[0];
        s.GateGradients[0] = d * (s.Previous[0] - a) * z * (one - z);
        s.GateGradients[1] = (d * (one - z)) & Vector256.GreaterThan(a, Vector256<float>.Zero);
        s.PreviousGradients[0] = d * z;
    }
}
