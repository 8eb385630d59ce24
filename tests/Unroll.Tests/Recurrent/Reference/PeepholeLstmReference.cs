namespace Unroll.Tests.Recurrent.Reference;

/// <summary>
/// Graves (2013), equations 7-11, with diagonal peepholes: i and f see the old cell state, o sees the new one (before zoneout).
/// </summary>
internal sealed class PeepholeLstmReference : ReferenceCell
{
    public override int States => 2;

    public override int Columns => 4;

    public override int UnitParameters => 3;

    protected override (double[][] Gates, double[][] Next) Step(ReferenceStep s)
    {
        double[] ai = s.Both(0), af = s.Both(1), ao = s.Both(3), old = s.Previous[1];
        double[] i = Vector(s, j => Sigmoid(ai[j] + (s.Unit(0, j) * old[j])));
        double[] f = Vector(s, j => Sigmoid(af[j] + (s.Unit(1, j) * old[j])));
        double[] g = Map(s.Both(2), Math.Tanh);
        double[] c = Vector(s, j => (f[j] * old[j]) + (i[j] * g[j]));
        double[] o = Vector(s, j => Sigmoid(ao[j] + (s.Unit(2, j) * c[j])));
        return ([i, f, g, o], [Vector(s, j => o[j] * Math.Tanh(c[j])), c]);
    }
}
