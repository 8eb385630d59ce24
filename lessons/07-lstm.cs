// Lesson 7: long short-term memory.
// Beside the hidden state runs a second one, the cell state c. It is only ever scaled by the forget gate and added to: a straight road for
// gradients (Hochreiter and Schmidhuber 1997; forget gate of Gers et al. 2000).
//
//     dotnet run lessons/07-lstm.cs
#:project kit/Unroll.Lessons.csproj
using Unroll.Lessons;
using Unroll.Recurrent;
using Unroll.Reports.Charts;

var lesson = new Lesson("07", "long short-term memory");
const int inputs = 3, units = 4, steps = 12;
double[][,] wx = Enumerable.Range(0, 4).Select(g => Numbers.Matrix(units, inputs, (ulong)(1 + g))).ToArray();
double[][,] wh = Enumerable.Range(0, 4).Select(g => Numbers.Matrix(units, units, (ulong)(11 + g))).ToArray();
double[][] b = Enumerable.Range(0, 4).Select(g => Numbers.Vector(units, (ulong)(21 + g))).ToArray();
double[][] x = Numbers.Steps(steps, inputs, seed: 31);

lesson.Check("7a", "the cell state: forget 0.5 of 4, write 0.25 of 8", () => CellState([0.5], [4], [0.25], [8]), new[] { 4.0 });
lesson.Check("7b", "the hidden state: show half of tanh(c)", () => Hidden([0.5], [1]), new[] { 0.5 * Math.Tanh(1) });
double[][] engine = Numbers.Engine(Cell.Lstm, wx, wh, b, x);
lesson.Check("7c", "the hidden states of a sequence, as the engine has them", () => Run(x, wx, wh, b).Select(s => s.H).ToArray(), engine);
lesson.Check("7d", "weights of an LSTM of 64 units that reads 16 numbers", () => Weights(16, 64), 4 * 64 * (16 + 64 + 1));

if (lesson.AllRight)
{
    double[][] cells = Run(x, wx, wh, b).Select(s => s.C).ToArray();
    Lesson.Draw(Numbers.Names("step", steps), cells.Select(c => c.Select(v => (v + 1) / 2).ToArray()).ToArray());
    lesson.Picture(
        new HeatMap(Numbers.Names("unit", units), Numbers.Names("step", steps), Numbers.Columns(cells)) { CellText = (_, _, v) => v.ToString("0.00") },
        "The cell state of your LSTM, step by step.");
}

return lesson.Finish();

// The gates of one step, in the engine's order: i (write), f (keep), g (what is written), o (show).
static double[][] Gates(double[] x, double[] h, double[][,] wx, double[][,] wh, double[][] b) => Enumerable.Range(0, 4).Select(gate =>
{
    double[] fromInput = Numbers.Times(wx[gate], x), fromState = Numbers.Times(wh[gate], h);
    return b[gate].Select((bias, u) => fromInput[u] + fromState[u] + bias).Select(a => gate == 2 ? Math.Tanh(a) : Numbers.Sigmoid(a)).ToArray();
}).ToArray();

// What is kept of the cell state and what is written to it.
static double[] CellState(double[] f, double[] c, double[] i, double[] g)
{
    // GAP 7a: f * c + i * g, unit by unit.
    throw new Gap("7a");
    // END 7a
}

// What of the cell state is shown.
static double[] Hidden(double[] o, double[] c)
{
    // GAP 7b: o * tanh(c), unit by unit.
    throw new Gap("7b");
    // END 7b
}

// Both states after each step, beginning with zeros.
static (double[] H, double[] C)[] Run(double[][] x, double[][,] wx, double[][,] wh, double[][] b)
{
    double[] h = new double[b[0].Length], c = new double[b[0].Length];
    var states = new List<(double[], double[])>();
    foreach (double[] input in x)
    {
        // GAP 7c: the gates of the step (Gates gives i, f, g and o), then the next c and the next h from them.
        throw new Gap("7c");
        // END 7c
        states.Add((h, c));
    }

    return states.ToArray();
}

// How many numbers are trained.
static int Weights(int inputs, int units)
{
    // GAP 7d: four times what a simple network of this size has.
    throw new Gap("7d");
    // END 7d
}
