namespace Unroll.Tests.Recurrent.Reference;

/// <summary>The gate of dataflowr: h' = z * h + (1 - z) * max(0, W x + U h + b), z = sigmoid(Wz x + Uz h + bz).</summary>
internal sealed class GatedReluReference : ReferenceCell
{
    public override int Columns => 2;

    protected override (double[][] Gates, double[][] Next) Step(ReferenceStep s)
    {
        double[] z = Map(s.Both(0), Sigmoid), a = Map(s.Both(1), x => Math.Max(x, 0)), h = s.Previous[0];
        return ([z, a], [Vector(s, j => (z[j] * h[j]) + ((1 - z[j]) * a[j]))]);
    }
}
