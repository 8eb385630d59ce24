using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Recurrent.Cells;

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber 1997; forget gate of Gers et al. 2000):
/// i, f, o = sigmoid(...), g = tanh(...), c' = f * c + i * g, h' = o * tanh(c'). The forget bias starts at 1 (Jozefowicz et al. 2015).
/// </summary>
public readonly struct LstmCell : ICell
{
    private const int I = 0, F = 1, G = 2, O = 3, TanhC = 4;

    private static readonly GateColumn[] Gates =
    [
        new("input", GateSource.Both, Activation.Sigmoid), new("forget", GateSource.Both, Activation.Sigmoid),
        new("candidate", GateSource.Both, Activation.Tanh), new("output", GateSource.Both, Activation.Sigmoid),
    ];

    /// <inheritdoc/>
    public static ReadOnlySpan<GateColumn> Columns => Gates;

    /// <inheritdoc/>
    public static int States => 2;

    /// <inheritdoc/>
    public static int Extras => 1;

    /// <inheritdoc/>
    public static float InitialBias(int column) => column == F ? 1 : 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(in ForwardLanes s)
    {
        Vector256<float> c = (s.Gates[F] * s.Previous[1]) + (s.Gates[I] * s.Gates[G]);
        Vector256<float> tanhC = VectorMath.Tanh(c);
        s.Next[1] = c;
        s.Next[0] = s.Gates[O] * tanhC;
        s.Gates[TanhC] = tanhC;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward(in BackwardLanes s)
    {
        Vector256<float> one = Vector256<float>.One;
        Vector256<float> i = s.Gates[I], f = s.Gates[F], g = s.Gates[G], o = s.Gates[O], tanhC = s.Gates[TanhC];
        Vector256<float> dh = s.NextGradients[0];
        Vector256<float> dc = s.NextGradients[1] + (dh * o * (one - (tanhC * tanhC)));
        s.GateGradients[O] = dh * tanhC * o * (one - o);
        s.GateGradients[I] = dc * g * i * (one - i);
        s.GateGradients[F] = dc * s.Previous[1] * f * (one - f);
        s.GateGradients[G] = dc * i * (one - (g * g));
        s.PreviousGradients[1] = dc * f;
        s.PreviousGradients[0] = Vector256<float>.Zero;
    }
}
