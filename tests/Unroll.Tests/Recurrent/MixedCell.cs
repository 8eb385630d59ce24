using System.Runtime.Intrinsics;
using Unroll.Recurrent;

namespace Unroll.Tests.Recurrent;

/// <summary>
/// No paper's cell: it uses at once everything that a cell may declare, so that every path of the driver meets every other.
/// a = sigmoid(x, h), i = tanh(x), m = tanh(x, a * h), u = sigmoid(h), c' = u * c + p * i, h' = a * m + c' / (1 + step).
/// </summary>
internal readonly struct MixedCell : ICell
{
    private const int A = 0, I = 1, M = 2, U = 3, KeptA = 4;

    private static readonly GateColumn[] Gates =
    [
        new("a", GateSource.Both, Activation.Sigmoid), new("i", GateSource.Input, Activation.Tanh),
        new("m", GateSource.Input | GateSource.Inner, Activation.Tanh), new("u", GateSource.Hidden, Activation.Sigmoid),
    ];

    private static readonly string[] Units = ["p"];

    public static ReadOnlySpan<GateColumn> Columns => Gates;

    public static int States => 2;

    public static int Extras => 1;

    public static ReadOnlySpan<string> UnitParameters => Units;

    public static void Inner(in InnerLanes s) => s.Value[0] = s.Gates[A] * s.Previous[0];

    public static void Forward(in ForwardLanes s)
    {
        Vector256<float> c = (s.Gates[U] * s.Previous[1]) + (s.Unit[0] * s.Gates[I]);
        s.Next[1] = c;
        s.Next[0] = (s.Gates[A] * s.Gates[M]) + (c / (1f + s.Step));
        s.Gates[KeptA] = s.Gates[A];
    }

    public static void Backward(in BackwardLanes s)
    {
        Vector256<float> one = Vector256<float>.One;
        Vector256<float> a = s.Gates[A], i = s.Gates[I], m = s.Gates[M], u = s.Gates[U], dh = s.NextGradients[0];
        Vector256<float> dc = s.NextGradients[1] + (dh / (1f + s.Step));
        s.GateGradients[A] = dh * m * a * (one - a);
        s.GateGradients[I] = dc * s.Unit[0] * (one - (i * i));
        s.GateGradients[M] = dh * a * (one - (m * m));
        s.GateGradients[U] = dc * s.Previous[1] * u * (one - u);
        s.UnitGradients[0] += dc * i;
        s.PreviousGradients[0] = Vector256<float>.Zero;
        s.PreviousGradients[1] = dc * u;
    }

    public static void InnerBackward(in InnerLanes s)
    {
        Vector256<float> a = s.Gates[KeptA], d = s.Value[0];
        s.GateGradients[A] += d * s.Previous[0] * a * (Vector256<float>.One - a);
        s.PreviousGradients[0] += d * a;
    }
}
