// Lesson 12: back-propagation through time, by hand.
// The derivative of a loss at the last step with respect to weights that every step uses: go back step by step, and carry the derivative
// with respect to the state along. Whoever forgets to carry it (as a well-known course's assignment did) gets other numbers.
//
//     dotnet run lessons/12-bptt-by-hand.cs
#:project ../kit/Unroll.Lessons.csproj
using Unroll.Lessons;
using Unroll.Reports.Charts;

var lesson = new Lesson("12", "back-propagation through time, by hand");
const int inputs = 2, units = 3, steps = 5;
double[,] wx = Numbers.Matrix(units, inputs, seed: 1), wh = Numbers.Matrix(units, units, seed: 2);
double[] b = Numbers.Vector(units, seed: 3);
double[][] x = Numbers.Steps(steps, inputs, seed: 4);
double[] target = [0.5, -0.5, 0.25];

// The loss is half the squared distance of the last state from a target.
Func<double> loss = () => Forward(x, wx, wh, b)[^1].Zip(target, (h, y) => (h - y) * (h - y) / 2).Sum();
double[][] states = Forward(x, wx, wh, b);
double[] dLast = states[^1].Zip(target, (h, y) => h - y).ToArray();

lesson.Check("12a", "through tanh: dz = dh * (1 - h^2)", () => ThroughTanh([2, 3], [0.5, -1]), new[] { 1.5, 0 });
lesson.Check("12b", "the derivative of the state before: the transposed matrix times dz", () => ToPrevious(new double[,] { { 1, 2 }, { 3, 4 } }, [1, 10]), new double[] { 31, 42 });
lesson.Check("12c", "the part of one step in the derivative of wh: dz times the state before", () => Outer([1, 2], [3, 4]), new double[,] { { 3, 4 }, { 6, 8 } });
lesson.Check("12d", "the derivative of every recurrent weight, against small differences", () => Backward(x, states, dLast.ToArray(), wh).Wh, Differences(wh, loss), 1e-6);
lesson.Check("12d", "the derivative of every input weight, against small differences", () => Backward(x, states, dLast.ToArray(), wh).Wx, Differences(wx, loss), 1e-6);

if (lesson.AllRight)
{
    double[] norms = Backward(x, states, dLast, wh).Norms;
    double[] distance = Enumerable.Range(0, norms.Length).Select(k => (double)k).ToArray();
    Console.WriteLine($"  the derivative of the state, from the last step back: {string.Join("  ", norms.Select(n => n.ToString("0.000")))}");
    lesson.Picture(
        new LineChart([new("norm of dh", distance, norms)]) { XTitle = "distance from the last step", YTitle = "norm", LogY = true, Width = 800 },
        "How far your gradient travels; `unroll run vanishing` measures it for every cell.");
}

return lesson.Finish();

static double[][] Forward(double[][] x, double[,] wx, double[,] wh, double[] b)
{
    double[] h = new double[b.Length];
    return x.Select(input =>
    {
        double[] fromInput = Numbers.Times(wx, input), fromState = Numbers.Times(wh, h);
        h = b.Select((bias, u) => Math.Tanh(fromInput[u] + fromState[u] + bias)).ToArray();
        return h;
    }).ToArray();
}

static double[,] Differences(double[,] weights, Func<double> loss)
{
    const double step = 1e-5;
    var derivative = new double[weights.GetLength(0), weights.GetLength(1)];
    for (int r = 0; r < derivative.GetLength(0); r++)
    {
        for (int c = 0; c < derivative.GetLength(1); c++)
        {
            double before = weights[r, c];
            weights[r, c] = before + step;
            double above = loss();
            weights[r, c] = before - step;
            double below = loss();
            weights[r, c] = before;
            derivative[r, c] = (above - below) / (2 * step);
        }
    }

    return derivative;
}

// From the derivative of the state h = tanh(z) to that of z.
static double[] ThroughTanh(double[] dh, double[] h)
{
    // GAP 12a: dh * (1 - h^2), unit by unit.
    return dh.Zip(h, (d, v) => d * (1 - (v * v))).ToArray();
    // END 12a
}

// From the derivative of z = ... + wh hPrevious to that of hPrevious.
static double[] ToPrevious(double[,] wh, double[] dz)
{
    // GAP 12b: for each column c of wh the sum over its rows r of wh[r, c] * dz[r].
    return Enumerable.Range(0, wh.GetLength(1)).Select(c => dz.Select((d, r) => wh[r, c] * d).Sum()).ToArray();
    // END 12b
}

// From the derivative of z = w v to that of w.
static double[,] Outer(double[] dz, double[] v)
{
    // GAP 12c: the matrix of all products dz[r] * v[c].
    var outer = new double[dz.Length, v.Length];
    for (int r = 0; r < dz.Length; r++)
    {
        for (int c = 0; c < v.Length; c++)
        {
            outer[r, c] = dz[r] * v[c];
        }
    }

    return outer;
    // END 12c
}

// All of it: the derivatives of both matrices, and the norm of the state's derivative from the last step back.
static (double[,] Wx, double[,] Wh, double[] Norms) Backward(double[][] x, double[][] states, double[] dLast, double[,] wh)
{
    var dWx = new double[wh.GetLength(0), x[0].Length];
    var dWh = new double[wh.GetLength(0), wh.GetLength(1)];
    var norms = new List<double>();
    double[] dh = dLast;
    for (int t = x.Length - 1; t >= 0; t--)
    {
        norms.Add(Math.Sqrt(dh.Sum(v => v * v)));
        double[] before = t == 0 ? new double[dLast.Length] : states[t - 1];

        // GAP 12d: dz of this step; add its parts to dWx and dWh (Add does that); then dh of the step before, which is carried on.
        double[] dz = ThroughTanh(dh, states[t]);
        Add(dWx, Outer(dz, x[t]));
        Add(dWh, Outer(dz, before));
        dh = ToPrevious(wh, dz);
        // END 12d
    }

    return (dWx, dWh, norms.ToArray());
}

static void Add(double[,] sum, double[,] part)
{
    for (int r = 0; r < sum.GetLength(0); r++)
    {
        for (int c = 0; c < sum.GetLength(1); c++)
        {
            sum[r, c] += part[r, c];
        }
    }
}
