namespace Unroll.Tests.Recurrent.Reference;

/// <summary>The course's plain gate: h' = g * tanh(W x + U h + b) + (1 - g) * h, g = sigmoid(Wg x + Ug h + bg).</summary>
internal sealed class GatedReference : ReferenceCell
{
    public override int Columns => 2;

    protected override (double[][] Gates, double[][] Next) Step(ReferenceStep s)
    {
        double[] g = Map(s.Both(0), Sigmoid), a = Map(s.Both(1), Math.Tanh), h = s.Previous[0];
        return ([g, a], [Vector(s, j => (g[j] * a[j]) + ((1 - g[j]) * h[j]))]);
    }
}
