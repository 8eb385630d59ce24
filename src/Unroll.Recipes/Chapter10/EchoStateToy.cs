using Unroll.Autograd;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// An echo state network (Jaeger 2001): a large random recurrence that is never trained, scaled to a spectral radius, and a linear read-out
/// that is solved for, by ridge regression in double. Task: NARMA of order 10 (Atiya and Parlos 2000), a sequence that hangs on ten steps.
/// </summary>
internal sealed class EchoStateToy : ChapterToy
{
    private const int Units = 200, Washout = 100, Train = 2000, Test = 1000;
    private const double Radius = 0.9, Leak = 1, Ridge = 1e-6;
    private readonly Linear _input, _hidden, _output;

    public EchoStateToy(ulong seed)
    {
        _input = AddModule("input", new Linear(1, Units, initializer: Initializer.Uniform(0.5f)));
        _hidden = AddModule("hidden", new Linear(Units, Units, bias: false, Initializer.Normal(1)));
        _output = AddModule("output", new Linear(Units + 1, 1));
        Initialize(seed);
        Scale();
    }

    public override string Section => "10.8";

    public override string Name => "echo state network";

    public override string Task => "NARMA of order 10, the next value";

    public override string Metric => "normalised squared error";

    public override double Baseline => 1;

    public override int Steps => 0;

    public override string Tweaks => $"{Units} units, spectral radius {Radius}, no leak; only the read-out is fitted, in one piece";

    public override IReadOnlyList<DataFlow> DataFlow =>
    [
        new("number", "input"), new("input", "tanh"), new("hidden", "tanh"), new("tanh", "hidden", FlowTime.NextStep, $"h [N, {Units}]"),
        new("tanh", "output", Shape: $"[N, {Units}]"), new("number", "output", Shape: "[N, 1]"), new("output", "next value"),
    ];

    public override Tensor Loss(Tape tape, RngSequence random, int rows) => throw new InvalidOperationException("the read-out is solved for, not trained");

    public override void Fit(RngSequence random)
    {
        (double[][] states, double[] target) = Run(random, Train);
        var regression = new RidgeRegression(Units + 1, 1);
        for (int t = 0; t < target.Length; t++)
        {
            regression.Add(Array.ConvertAll(states[t], v => (float)v), [(float)target[t]]);
        }

        (double[] weights, double[] intercepts) = regression.Solve(Ridge);
        for (int i = 0; i < weights.Length; i++)
        {
            _output.Weight.Value[i] = (float)weights[i];
        }

        _output.Bias!.Value[0] = (float)intercepts[0];
        _output.Weight.Value.MarkChanged();
    }

    public override double Measure(RngSequence random)
    {
        (double[][] states, double[] target) = Run(random, Test);
        double mean = target.Average(), error = 0, variance = 0;
        for (int t = 0; t < target.Length; t++)
        {
            double answer = _output.Bias!.Value[0];
            for (int i = 0; i <= Units; i++)
            {
                answer += _output.Weight.Value[i] * states[t][i];
            }

            error += (answer - target[t]) * (answer - target[t]);
            variance += (target[t] - mean) * (target[t] - mean);
        }

        return error / variance;
    }

    /// <summary>States with the input beside them, after the beginning has been forgotten.</summary>
    private (double[][] States, double[] Target) Run(RngSequence random, int count)
    {
        (double[] u, double[] y) = Narma(random, Washout + count);
        var states = new List<double[]>();
        double[] h = new double[Units];
        for (int t = 0; t < u.Length; t++)
        {
            var next = new double[Units];
            for (int i = 0; i < Units; i++)
            {
                double sum = _input.Weight.Value[i] * u[t];
                for (int j = 0; j < Units; j++)
                {
                    sum += _hidden.Weight.Value[i, j] * h[j];
                }

                next[i] = ((1 - Leak) * h[i]) + (Leak * Math.Tanh(sum));
            }

            h = next;
            if (t >= Washout)
                states.Add([.. h, u[t]]);
        }

        return ([.. states], y[Washout..]);
    }

    private static (double[] U, double[] Y) Narma(RngSequence random, int count)
    {
        double[] u = [.. Enumerable.Range(0, count).Select(_ => 0.5 * random.NextDouble())], y = new double[count];
        for (int t = 9; t + 1 < count; t++)
        {
            double sum = 0;
            for (int k = 0; k < 10; k++)
            {
                sum += y[t - k];
            }

            // The recursion may run away for rare inputs; a bound keeps it a task.
            y[t + 1] = Math.Min(1, (0.3 * y[t]) + (0.05 * y[t] * sum) + (1.5 * u[t - 9] * u[t]) + 0.1);
        }

        // The answer at step t is y(t + 1), which u(t) and u(t - 9) decide.
        return (u[..^1], y[1..]);
    }

    /// <summary>Brings the hidden weights to the spectral radius: power iteration on the growth of a random vector.</summary>
    private void Scale()
    {
        Tensor w = _hidden.Weight.Value;
        double[] v = [.. Enumerable.Range(0, Units).Select(i => 1.0 + Math.Sin(i))];
        double growth = 0;
        const int rounds = 400;
        for (int round = 0; round < rounds; round++)
        {
            var next = new double[Units];
            for (int i = 0; i < Units; i++)
            {
                for (int j = 0; j < Units; j++)
                {
                    next[i] += w[i, j] * v[j];
                }
            }

            double norm = Math.Sqrt(next.Sum(x => x * x)) / Math.Sqrt(v.Sum(x => x * x));
            growth += round >= rounds / 2 ? Math.Log(norm) / (rounds / 2) : 0;
            double length = Math.Sqrt(next.Sum(x => x * x));
            v = Array.ConvertAll(next, x => x / length);
        }

        float factor = (float)(Radius / Math.Exp(growth));
        foreach (ref float x in w.Span)
        {
            x *= factor;
        }

        w.MarkChanged();
    }
}
