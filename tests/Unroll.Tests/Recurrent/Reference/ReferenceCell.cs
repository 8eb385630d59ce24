namespace Unroll.Tests.Recurrent.Reference;

/// <summary>A recurrent cell as its paper writes it: plain loops in double, one row at a time, sharing nothing with the library.</summary>
internal abstract class ReferenceCell
{
    public virtual int States => 1;

    /// <summary>Columns of pre-activations: one bias vector each.</summary>
    public abstract int Columns { get; }

    public virtual int InputBlocks => Columns;

    public virtual int HiddenBlocks => Columns;

    public virtual int UnitParameters => 0;

    /// <summary>The gates (activated) and the states after a step.</summary>
    protected abstract (double[][] Gates, double[][] Next) Step(ReferenceStep s);

    /// <summary>Runs a row from its first step to its last.</summary>
    public ReferenceTrace Run(ReferenceWeights weights, ReferenceRow row)
    {
        double[][] states = [.. Enumerable.Range(0, States).Select(k => row.Initial?[k] ?? new double[weights.Units])];
        var trace = new ReferenceTrace { Final = states };
        for (int t = 0; t < row.X.Length; t++)
        {
            (double[][] gates, double[][] next) = Step(new ReferenceStep(weights, row, t, states));
            for (int k = 0; k < States && row.Keep is not null; k++)
            {
                for (int j = 0; j < weights.Units; j++)
                {
                    double keep = row.Keep(t, k, j);
                    next[k][j] = (keep * states[k][j]) + ((1 - keep) * next[k][j]);
                }
            }

            if (row.Nudge is { Column: < 0 } nudge && nudge.Step == t)
            {
                next[0][nudge.Unit] += nudge.Delta;
            }

            trace.Gates.Add(gates);
            trace.States.Add(next);
            trace.Final = states = next;
        }

        return trace;
    }

    protected static double Sigmoid(double a) => 1 / (1 + Math.Exp(-a));

    protected static double[] Map(double[] a, Func<double, double> f) => [.. a.Select(f)];

    /// <summary>A vector whose unit j is f(j).</summary>
    protected static double[] Vector(ReferenceStep s, Func<int, double> f) => [.. Enumerable.Range(0, s.Units).Select(f)];
}
