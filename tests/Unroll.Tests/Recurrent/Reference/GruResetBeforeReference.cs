namespace Unroll.Tests.Recurrent.Reference;

/// <summary>The GRU as published (Cho et al. 2014), z being the share of the old state: n = tanh(Wn x + Un (r * h) + bn).</summary>
internal sealed class GruResetBeforeReference : ReferenceCell
{
    public override int Columns => 3;

    protected override (double[][] Gates, double[][] Next) Step(ReferenceStep s)
    {
        double[] h = s.Previous[0], r = Map(s.Both(0), Sigmoid), z = Map(s.Both(1), Sigmoid);
        double[] n = Map(s.Sum(2, 2, 2, Vector(s, j => r[j] * h[j])), Math.Tanh);
        return ([r, z, n], [Vector(s, j => ((1 - z[j]) * n[j]) + (z[j] * h[j]))]);
    }
}
