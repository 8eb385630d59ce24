// Lesson 8: both directions.
// Where the whole sequence is there, a second network can read it from its end. After each step the two states stand side by side: one
// knows what came before, the other what comes after (Schuster and Paliwal 1997).
//
//     dotnet run lessons/08-bidirectional.cs
#:project kit/Unroll.Lessons.csproj
using Unroll.Lessons;
using Unroll.Recurrent;
using Unroll.Reports.Charts;

var lesson = new Lesson("08", "both directions");
const int inputs = 2, units = 3, steps = 6;
double[,] wx = Numbers.Matrix(units, inputs, seed: 1), wh = Numbers.Matrix(units, units, seed: 2);
double[] b = Numbers.Vector(units, seed: 3);
double[][] x = Numbers.Steps(steps, inputs, seed: 4);
Func<double[][], double[][]> forward = sequence => Elman(sequence, wx, wh, b);
double[][] engine = Numbers.Engine(Cell.Elman, [wx], [wh], [b], x, bidirectional: true);

lesson.Check("8a", "a padded row of 3 of 5 steps, reversed from its own end", () => ReverseRow([1, 2, 3, 0, 0], 3), new[] { 3, 2, 1, 0, 0 });
lesson.Check("8b", "the states of the backward network, at the steps they belong to", () => Backward(x.ToArray(), forward), engine.Select(h => h[units..]).ToArray());
lesson.Check("8b", "the sequence itself stays as it was", () => { double[][] given = x.ToArray(); Backward(given, forward); return given; }, x);
lesson.Check("8c", "both directions side by side, as the engine has them", () => Both(x.ToArray(), forward), engine);
lesson.Check("8d", "what a classifier sees: each direction once it has read everything", () => Last(engine, units), engine[^1][..units].Concat(engine[0][units..]).ToArray());

if (lesson.AllRight)
{
    double[][] states = Both(x, forward);
    Lesson.Draw(Numbers.Names("step", steps), states.Select(h => h.Select(v => (v + 1) / 2).ToArray()).ToArray());
    lesson.Picture(
        new HeatMap(Numbers.Names("forward", units).Concat(Numbers.Names("backward", units)).ToArray(), Numbers.Names("step", steps), Numbers.Columns(states)),
        "The states of both directions; the last of the backward network is at step 0.");
}

return lesson.Finish();

static double[][] Elman(double[][] x, double[,] wx, double[,] wh, double[] b)
{
    double[] h = new double[b.Length];
    return x.Select(input =>
    {
        double[] fromInput = Numbers.Times(wx, input), fromState = Numbers.Times(wh, h);
        h = b.Select((bias, u) => Math.Tanh(fromInput[u] + fromState[u] + bias)).ToArray();
        return h;
    }).ToArray();
}

// Padding stays where it is; else the backward network would read the padding first.
static int[] ReverseRow(int[] row, int length)
{
    // GAP 8a: the first `length` numbers in reverse order, then the rest as it is.
    throw new Gap("8a");
    // END 8a
}

// The backward network: `network` gives the states of any sequence.
static double[][] Backward(double[][] x, Func<double[][], double[][]> network)
{
    // GAP 8b: read the reversed sequence, and reverse the states, so that state t again belongs to step t.
    throw new Gap("8b");
    // END 8b
}

// Both, side by side.
static double[][] Both(double[][] x, Func<double[][], double[][]> network)
{
    // GAP 8c: for each step the state of the forward network followed by that of the backward one.
    throw new Gap("8c");
    // END 8c
}

// The two states that have seen the whole sequence. `states` holds both directions, forward first.
static double[] Last(double[][] states, int units)
{
    // GAP 8d: the forward half of the last step and the backward half of the first.
    throw new Gap("8d");
    // END 8d
}
