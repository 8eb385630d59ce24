namespace Unroll.Tests.Recurrent.Reference;

/// <summary>The equations of <see cref="MixedCell"/> in plain loops; hidden blocks are those of a, m and u.</summary>
internal sealed class MixedReference : ReferenceCell
{
    public override int States => 2;

    public override int Columns => 4;

    public override int InputBlocks => 3;

    public override int HiddenBlocks => 3;

    public override int UnitParameters => 1;

    protected override (double[][] Gates, double[][] Next) Step(ReferenceStep s)
    {
        double[] h = s.Previous[0], a = Map(s.Sum(0, 0, 0, h), Sigmoid), i = Map(s.Sum(1, 1, -1, h), Math.Tanh);
        double[] m = Map(s.Sum(2, 2, 1, Vector(s, j => a[j] * h[j])), Math.Tanh), u = Map(s.Sum(3, -1, 2, h), Sigmoid);
        double[] c = Vector(s, j => (u[j] * s.Previous[1][j]) + (s.Unit(0, j) * i[j]));
        return ([a, i, m, u], [Vector(s, j => (a[j] * m[j]) + (c[j] / (1 + s.Number))), c]);
    }
}
