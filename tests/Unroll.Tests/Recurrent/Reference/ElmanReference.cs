namespace Unroll.Tests.Recurrent.Reference;

/// <summary>Elman (1990): h' = f(W x + U h + b).</summary>
internal sealed class ElmanReference(Func<double, double> activation) : ReferenceCell
{
    public override int Columns => 1;

    protected override (double[][] Gates, double[][] Next) Step(ReferenceStep s)
    {
        double[] h = Map(s.Both(0), activation);
        return ([h], [[.. h]]);
    }
}
