namespace Unroll.Tests.Recurrent.Reference;

/// <summary>
/// Hochreiter and Schmidhuber (1997) with the forget gate of Gers et al. (2000), in PyTorch's order i, f, g, o:
/// c' = f * c + i * g, h' = o * tanh(c').
/// </summary>
internal sealed class LstmReference : ReferenceCell
{
    public override int States => 2;

    public override int Columns => 4;

    protected override (double[][] Gates, double[][] Next) Step(ReferenceStep s)
    {
        double[] i = Map(s.Both(0), Sigmoid), f = Map(s.Both(1), Sigmoid), g = Map(s.Both(2), Math.Tanh), o = Map(s.Both(3), Sigmoid);
        double[] c = Vector(s, j => (f[j] * s.Previous[1][j]) + (i[j] * g[j]));
        return ([i, f, g, o], [Vector(s, j => o[j] * Math.Tanh(c[j])), c]);
    }
}
