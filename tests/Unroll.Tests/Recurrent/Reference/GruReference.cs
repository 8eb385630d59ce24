namespace Unroll.Tests.Recurrent.Reference;

/// <summary>
/// The GRU of cuDNN and PyTorch: n = tanh(Wn x + bn + r * (Un h + bhn)), h' = (1 - z) * n + z * h. The sums with x and with h of
/// the candidate are columns of their own: each has its bias, and its own norm where there is one.
/// </summary>
internal sealed class GruReference : ReferenceCell
{
    public override int Columns => 4;

    public override int InputBlocks => 3;

    public override int HiddenBlocks => 3;

    protected override (double[][] Gates, double[][] Next) Step(ReferenceStep s)
    {
        double[] h = s.Previous[0], r = Map(s.Both(0), Sigmoid), z = Map(s.Both(1), Sigmoid);
        double[] fromInput = s.Sum(2, 2, -1, h), fromHidden = s.Sum(3, -1, 2, h);
        double[] n = Vector(s, j => Math.Tanh(fromInput[j] + (r[j] * fromHidden[j])));
        return ([r, z, n, fromHidden], [Vector(s, j => ((1 - z[j]) * n[j]) + (z[j] * h[j]))]);
    }
}
