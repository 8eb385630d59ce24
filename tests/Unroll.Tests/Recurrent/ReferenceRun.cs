using Unroll.Numerics;
using Unroll.Tests.Recurrent.Reference;

namespace Unroll.Tests.Recurrent;

/// <summary>A problem run by the naive reference, with every number open to change: what central differences need.</summary>
internal sealed class ReferenceRun
{
    private readonly CellProblem _p;
    private readonly ReferenceWeights _weights;
    private readonly double[][]? _masks;
    private readonly Func<int, int, int, double>?[] _keep;

    public ReferenceRun(CellProblem p)
    {
        _p = p;
        foreach ((string name, float[] values) in p.Weights)
        {
            Values.Add(name, Doubles(values));
        }

        for (int r = 0; r < p.Rows; r++)
        {
            Values.Add($"input:{r}", Doubles(p.X[r]));
            for (int k = 0; k < p.Cell.Reference.States; k++)
            {
                Values.Add($"initial:{r}:{k}", p.Case.Initial ? Doubles(p.Initial[r][k]) : new double[p.Units]);
            }
        }

        _weights = new ReferenceWeights
        {
            Inputs = p.Inputs, Units = p.Units, Input = Values["inputWeight"], Hidden = Values["hiddenWeight"], Bias = Values["bias"],
            Unit = Values.GetValueOrDefault("unit", []), Gain = Values.GetValueOrDefault("gain"),
        };
        _masks = p.Case.Training && p.Case.RecurrentDropout > 0 ? [.. p.Items.Select(DropoutMask)] : null;
        _keep = [.. p.Items.Select(Zoneout)];
    }

    /// <summary>Every number by the name of its gradient in <see cref="DriverRun.Gradients"/>.</summary>
    public Dictionary<string, double[]> Values { get; } = [];

    /// <summary>Runs one row; steps count in the direction of the run.</summary>
    public ReferenceTrace Trace(int row, Nudge? nudge = null)
    {
        double[] x = Values[$"input:{row}"];
        double[][] steps = [.. x.Chunk(_p.Inputs)];
        return _p.Cell.Reference.Run(_weights, new ReferenceRow
        {
            X = _p.Case.Reverse ? [.. steps.Reverse()] : steps,
            Initial = [.. Enumerable.Range(0, _p.Cell.Reference.States).Select(k => Values[$"initial:{row}:{k}"])],
            HiddenMask = _masks?[row], Keep = _keep[row], Nudge = nudge,
        });
    }

    /// <summary>The hidden states of a row as the caller sees them: [length, H].</summary>
    public double[] Output(int row) => InOrder(Trace(row).States.Select(s => s[0]));

    /// <summary>Vectors by step of the run, as the caller orders the steps.</summary>
    public double[] InOrder(IEnumerable<double[]> steps) => [.. (_p.Case.Reverse ? steps.Reverse() : steps).SelectMany(s => s)];

    public double Loss(int row, Nudge? nudge = null)
    {
        ReferenceTrace trace = Trace(row, nudge);
        double loss = Dot(InOrder(trace.States.Select(s => s[0])), _p.OutputUpstream[row]);
        for (int k = 0; k < trace.Final.Length; k++)
        {
            loss += Dot(trace.Final[k], _p.FinalUpstream[row][k]);
        }

        return loss;
    }

    /// <summary>The derivative of the loss with respect to one number, by central differences.</summary>
    public double Derivative(string name, int index)
    {
        const double Step = 1e-6;
        double[] values = Values[name];
        double start = values[index];
        values[index] = start + Step;
        double above = LossOf(name);
        values[index] = start - Step;
        double below = LossOf(name);
        values[index] = start;
        return (above - below) / (2 * Step);
    }

    /// <summary>The rows whose loss depends on a number: its own row, or all for a weight.</summary>
    private double LossOf(string name)
    {
        string[] parts = name.Split(':');
        return parts.Length > 1 ? Loss(int.Parse(parts[1])) : Enumerable.Range(0, _p.Rows).Sum(r => Loss(r));
    }

    /// <summary>One mask a sequence, keyed by the item.</summary>
    private unsafe double[] DropoutMask(int item)
    {
        var mask = new float[_p.Units];
        float keep = 1 - _p.Case.RecurrentDropout;
        fixed (float* m = mask)
        {
            Stream(RandomPurpose.RecurrentDropout).FillKeepMask(m, mask.Length, keep, 1 / keep, DriverRun.TrainingStep, (uint)item, 0);
        }

        return Doubles(mask);
    }

    /// <summary>Drawn by step and state in training, the expectation otherwise.</summary>
    private Func<int, int, int, double>? Zoneout(int item)
    {
        CellCase c = _p.Case;
        if (c.ZoneoutHidden <= 0 && c.ZoneoutCell <= 0)
        {
            return null;
        }

        float Rate(int state) => state == 0 ? c.ZoneoutHidden : c.ZoneoutCell;
        Rng stream = Stream(RandomPurpose.Zoneout);
        int states = _p.Cell.Reference.States;
        return (step, state, unit) => !c.Training ? Rate(state)
            : stream.Uniform(DriverRun.TrainingStep, (uint)item, (uint)((step * states) + state), (uint)unit) < Rate(state) ? 1 : 0;
    }

    /// <summary>The stream of the first operation of a tape.</summary>
    private static Rng Stream(RandomPurpose purpose) => new(new global::Unroll.Autograd.Tape { Seed = DriverRun.Seed }.NextSeed(), purpose);

    private static double Dot(double[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, v => (double)v);
}
