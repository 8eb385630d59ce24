using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Recurrent.Cells;

/// <summary>The course's plain gate: h' = g * a + (1 - g) * h, where g = sigmoid(x Wg + h Ug + bg) and a = tanh(x Wa + h Ua + ba).</summary>
public readonly struct GatedCell : ICell
{
    private static readonly GateColumn[] Gates =
        [new("gate", GateSource.Both, Activation.Sigmoid), new("candidate", GateSource.Both, Activation.Tanh)];

    /// <inheritdoc/>
    public static ReadOnlySpan<GateColumn> Columns => Gates;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(in ForwardLanes s)
    {
        Vector256<float> g = s.Gates[0], h = s.Previous[0];
        s.Next[0] = h + (g * (s.Gates[1] - h));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward(in BackwardLanes s)
    {
        Vector256<float> one = Vector256<float>.One, g = s.Gates[0], a = s.Gates[1], d = s.NextGradients[0];
        s.GateGradients[0] = d * (a - s.Previous[0]) * g * (one - g);
        s.GateGradients[1] = d * g * (one - (a * a));
        s.PreviousGradients[0] = d * (one - g);
    }
}
