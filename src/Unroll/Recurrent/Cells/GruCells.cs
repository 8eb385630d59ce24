using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Recurrent.Cells;

/// <summary>
/// Gated recurrent unit with the reset gate after the product, as in cuDNN and PyTorch: r, z = sigmoid(x W + h U + b),
/// n = tanh(x Wn + bn + r * (h Un + bhn)), h' = (1 - z) * n + z * h.
/// </summary>
public readonly struct GruCell : ICell
{
    private const int R = 0, Z = 1, N = 2, HiddenN = 3;

    private static readonly GateColumn[] Gates =
    [
        new("reset", GateSource.Both, Activation.Sigmoid), new("update", GateSource.Both, Activation.Sigmoid),
        new("candidate", GateSource.Input), new("candidate_hidden", GateSource.Hidden),
    ];

    /// <inheritdoc/>
    public static ReadOnlySpan<GateColumn> Columns => Gates;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(in ForwardLanes s)
    {
        Vector256<float> n = VectorMath.Tanh(s.Gates[N] + (s.Gates[R] * s.Gates[HiddenN]));
        s.Gates[N] = n;
        s.Next[0] = n + (s.Gates[Z] * (s.Previous[0] - n));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward(in BackwardLanes s)
    {
        Vector256<float> one = Vector256<float>.One;
        Vector256<float> r = s.Gates[R], z = s.Gates[Z], n = s.Gates[N], hiddenN = s.Gates[HiddenN], d = s.NextGradients[0];
        Vector256<float> dN = d * (one - z) * (one - (n * n));
        s.GateGradients[Z] = d * (s.Previous[0] - n) * z * (one - z);
        s.GateGradients[N] = dN;
        s.GateGradients[HiddenN] = dN * r;
        s.GateGradients[R] = dN * hiddenN * r * (one - r);
        s.PreviousGradients[0] = d * z;
    }
}

/// <summary>
/// Gated recurrent unit as published (Cho et al. 2014), the reset gate before the product: r, z = sigmoid(x W + h U + b),
/// n = tanh(x Wn + (r * h) Un + bn), h' = (1 - z) * n + z * h.
/// </summary>
public readonly struct GruResetBeforeCell : ICell
{
    private const int R = 0, Z = 1, N = 2;

    private static readonly GateColumn[] Gates =
    [
        new("reset", GateSource.Both, Activation.Sigmoid), new("update", GateSource.Both, Activation.Sigmoid),
        new("candidate", GateSource.Input | GateSource.Inner, Activation.Tanh),
    ];

    /// <inheritdoc/>
    public static ReadOnlySpan<GateColumn> Columns => Gates;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Inner(in InnerLanes s) => s.Value[0] = s.Gates[R] * s.Previous[0];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(in ForwardLanes s)
    {
        Vector256<float> n = s.Gates[N];
        s.Next[0] = n + (s.Gates[Z] * (s.Previous[0] - n));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward(in BackwardLanes s)
    {
        Vector256<float> one = Vector256<float>.One, z = s.Gates[Z], n = s.Gates[N], d = s.NextGradients[0];
        s.GateGradients[Z] = d * (s.Previous[0] - n) * z * (one - z);
        s.GateGradients[N] = d * (one - z) * (one - (n * n));
        s.PreviousGradients[0] = d * z;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InnerBackward(in InnerLanes s)
    {
        Vector256<float> r = s.Gates[R], d = s.Value[0];
        s.GateGradients[R] = d * s.Previous[0] * r * (Vector256<float>.One - r);
        s.PreviousGradients[0] += d * r;
    }
}
