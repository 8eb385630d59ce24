// Lesson 6: gates.
// A simple network overwrites its whole state at every step. A gate, a number from 0 to 1 for each unit, decides how much of it: first the
// plain gate h' = g a + (1 - g) h, then the GRU (Cho et al. 2014), whose second gate decides how much of the old state the candidate sees.
//
//     dotnet run lessons/06-gates.cs
#:project kit/Unroll.Lessons.csproj
using Unroll.Lessons;
using Unroll.Recurrent;
using Unroll.Reports.Charts;

var lesson = new Lesson("06", "gates");
const int inputs = 3, units = 4, steps = 10;
double[][,] wx = [Numbers.Matrix(units, inputs, 1), Numbers.Matrix(units, inputs, 2), Numbers.Matrix(units, inputs, 3)];
double[][,] wh = [Numbers.Matrix(units, units, 4), Numbers.Matrix(units, units, 5), Numbers.Matrix(units, units, 6)];
double[][] b = [Numbers.Vector(units, 7), Numbers.Vector(units, 8), Numbers.Vector(units, 9)];
double[][] x = Numbers.Steps(steps, inputs, seed: 10);
double[] h0 = new double[units];

lesson.Check("6a", "a gate: sigmoid(wx x + wh h + b)", () => Gate(x[0], h0, wx[0], wh[0], b[0]), Numbers.Times(wx[0], x[0]).Select((v, u) => Numbers.Sigmoid(v + b[0][u])).ToArray());
lesson.Check("6a", "the gate of a state that is not zero", () => Gate([0, 0, 0], [1, 0, 0, 0], wx[0], wh[0], new double[units]), Enumerable.Range(0, units).Select(u => Numbers.Sigmoid(wh[0][u, 0])).ToArray());
lesson.Check("6b", "mixing: a gate of 0.25 lets a quarter in", () => Mix([0.25], [8], [4]), new[] { 5.0 });
double[][] gated = Numbers.Engine(Cell.Gated, wx[..2], wh[..2], b[..2], x);
lesson.Check("6b", "the plain gate over a sequence, as the engine has it", () => Sequence(x, h0, (input, h) => Mix(Gate(input, h, wx[0], wh[0], b[0]), Candidate(input, h, wx[1], wh[1], b[1]), h)), gated);
double[][] gru = Numbers.Engine(Cell.GruResetBefore, wx, wh, b, x);
lesson.Check("6c", "the GRU over a sequence, as the engine has it", () => Sequence(x, h0, (input, h) => Gru(input, h, wx, wh, b)), gru);

if (lesson.AllRight)
{
    double[][] update = x.Select((input, t) => Gate(input, t == 0 ? h0 : gru[t - 1], wx[1], wh[1], b[1])).ToArray();
    Lesson.Draw(Numbers.Names("step", steps), update);
    lesson.Picture(
        new HeatMap(Numbers.Names("unit", units), Numbers.Names("step", steps), Numbers.Columns(update)) { Minimum = 0, Maximum = 1, CellText = (_, _, v) => v.ToString("0.00") },
        "The update gate of your GRU: near 1 a unit keeps its state, near 0 it takes the candidate.");
}

return lesson.Finish();

static double[][] Sequence(double[][] x, double[] h, Func<double[], double[], double[]> step)
{
    var states = new List<double[]>();
    foreach (double[] input in x)
    {
        h = step(input, h);
        states.Add(h);
    }

    return states.ToArray();
}

static double[] Candidate(double[] x, double[] h, double[,] wx, double[,] wh, double[] b) =>
    b.Select((bias, u) => Math.Tanh(Numbers.Times(wx, x)[u] + Numbers.Times(wh, h)[u] + bias)).ToArray();

// A number from 0 to 1 for each unit. Numbers.Sigmoid(x) is 1 / (1 + exp(-x)).
static double[] Gate(double[] x, double[] h, double[,] wx, double[,] wh, double[] b)
{
    // GAP 6a: sigmoid(wx x + wh h + b).
    throw new Gap("6a");
    // END 6a
}

// The gate lets `candidate` in and keeps the rest of `h`.
static double[] Mix(double[] gate, double[] candidate, double[] h)
{
    // GAP 6b: gate * candidate + (1 - gate) * h, unit by unit.
    throw new Gap("6b");
    // END 6b
}

// One step of a GRU; the weights are those of the gates r (reset) and z (update) and of the candidate n, in this order.
static double[] Gru(double[] x, double[] h, double[][,] wx, double[][,] wh, double[][] b)
{
    double[] r = Gate(x, h, wx[0], wh[0], b[0]), z = Gate(x, h, wx[1], wh[1], b[1]);

    // GAP 6c: the candidate n = tanh(wx x + wh (r * h) + b), which sees r * h in place of h; then h' = (1 - z) * n + z * h.
    throw new Gap("6c");
    // END 6c
}
