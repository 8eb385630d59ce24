using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Recurrent.Cells;

/// <summary>
/// LSTM with peepholes (Gers and Schmidhuber 2000; Graves 2013, equations 7-11): the input and forget gates see p * c, the output gate
/// sees p * c'. i = sigmoid(a_i + p_i c), f = sigmoid(a_f + p_f c), c' = f c + i tanh(a_g), o = sigmoid(a_o + p_o c'), h' = o tanh(c').
/// </summary>
public readonly struct PeepholeLstmCell : ICell
{
    private const int I = 0, F = 1, G = 2, O = 3, TanhC = 4, C = 5;

    private static readonly GateColumn[] Gates =
    [
        new("input", GateSource.Both), new("forget", GateSource.Both),
        new("candidate", GateSource.Both, Activation.Tanh), new("output", GateSource.Both),
    ];

    private static readonly string[] Peepholes = ["input", "forget", "output"];

    /// <inheritdoc/>
    public static ReadOnlySpan<GateColumn> Columns => Gates;

    /// <inheritdoc/>
    public static int States => 2;

    /// <inheritdoc/>
    public static int Extras => 2;

    /// <inheritdoc/>
    public static ReadOnlySpan<string> UnitParameters => Peepholes;

    /// <inheritdoc/>
    public static float InitialBias(int column) => column == F ? 1 : 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(in ForwardLanes s)
    {
        Vector256<float> previous = s.Previous[1];
        Vector256<float> i = VectorMath.Sigmoid(s.Gates[I] + (s.Unit[0] * previous));
        Vector256<float> f = VectorMath.Sigmoid(s.Gates[F] + (s.Unit[1] * previous));
        Vector256<float> c = (f * previous) + (i * s.Gates[G]);
        Vector256<float> o = VectorMath.Sigmoid(s.Gates[O] + (s.Unit[2] * c));
        Vector256<float> tanhC = VectorMath.Tanh(c);
        s.Next[1] = c;
        s.Next[0] = o * tanhC;
        s.Gates[I] = i;
        s.Gates[F] = f;
        s.Gates[O] = o;
        s.Gates[TanhC] = tanhC;
        s.Gates[C] = c;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward(in BackwardLanes s)
    {
        Vector256<float> one = Vector256<float>.One;
        Vector256<float> i = s.Gates[I], f = s.Gates[F], g = s.Gates[G], o = s.Gates[O], tanhC = s.Gates[TanhC], c = s.Gates[C];
        Vector256<float> dh = s.NextGradients[0], previous = s.Previous[1];
        Vector256<float> dO = dh * tanhC * o * (one - o);
        Vector256<float> dc = s.NextGradients[1] + (dh * o * (one - (tanhC * tanhC))) + (dO * s.Unit[2]);
        Vector256<float> dI = dc * g * i * (one - i);
        Vector256<float> dF = dc * previous * f * (one - f);
        s.GateGradients[O] = dO;
        s.GateGradients[I] = dI;
        s.GateGradients[F] = dF;
        s.GateGradients[G] = dc * i * (one - (g * g));
        s.UnitGradients[0] += dI * previous;
        s.UnitGradients[1] += dF * previous;
        s.UnitGradients[2] += dO * c;
        s.PreviousGradients[1] = (dc * f) + (dI * s.Unit[0]) + (dF * s.Unit[1]);
        s.PreviousGradients[0] = Vector256<float>.Zero;
    }
}
