namespace Unroll.Tests.Recurrent.Reference;

/// <summary>The sample's cell: LSTM with coupled gates (Greff et al. 2017, CIFG): c' = f * c + (1 - f) * g, h' = o * tanh(c').</summary>
internal sealed class CoupledLstmReference : ReferenceCell
{
    public override int States => 2;

    public override int Columns => 3;

    protected override (double[][] Gates, double[][] Next) Step(ReferenceStep s)
    {
        double[] f = Map(s.Both(0), Sigmoid), g = Map(s.Both(1), Math.Tanh), o = Map(s.Both(2), Sigmoid);
        double[] c = Vector(s, j => (f[j] * s.Previous[1][j]) + ((1 - f[j]) * g[j]));
        return ([f, g, o], [Vector(s, j => o[j] * Math.Tanh(c[j])), c]);
    }
}
