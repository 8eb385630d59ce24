// Lesson 3: a simple recurrent network.
// At each step the network sees an input and its own last state: h' = tanh(Wx x + Wh h + b) (Elman 1990). The same three weights serve
// every step; that is what "recurrent" means.
//
//     dotnet run lessons/03-simple-rnn.cs
#:project kit/Unroll.Lessons.csproj
using Unroll.Lessons;
using Unroll.Recurrent;
using Unroll.Reports.Charts;

var lesson = new Lesson("03", "a simple recurrent network");
const int inputs = 3, units = 5, steps = 8;
double[,] wx = Numbers.Matrix(units, inputs, seed: 1), wh = Numbers.Matrix(units, units, seed: 2);
double[] b = Numbers.Vector(units, seed: 3);
double[][] x = Numbers.Steps(steps, inputs, seed: 4);
double[][] engine = Numbers.Engine(Cell.Elman, [wx], [wh], [b], x);

lesson.Check("3a", "the state after one step, from a state of zeros", () => Step(x[0], new double[units], wx, wh, b), engine[0]);
lesson.Check("3a", "the state after one more", () => Step(x[1], engine[0], wx, wh, b), engine[1]);
lesson.Check("3b", "the states of a whole sequence, as the engine has them", () => Run(x, wx, wh, b), engine);
lesson.Check("3c", "the number of weights", () => Weights(inputs, units), units * (inputs + units + 1));

if (lesson.AllRight)
{
    double[][] states = Run(x, wx, wh, b);
    Lesson.Draw(Numbers.Names("step", steps), states.Select(h => h.Select(v => (v + 1) / 2).ToArray()).ToArray());
    lesson.Picture(
        new HeatMap(Numbers.Names("unit", units), Numbers.Names("step", steps), Numbers.Columns(states)) { CellText = (_, _, v) => v.ToString("0.00") },
        "The hidden state of your network, step by step.");
}

return lesson.Finish();

// One step: x [inputs] and the state h [units] give the next state [units]. Numbers.Times(matrix, vector) multiplies.
static double[] Step(double[] x, double[] h, double[,] wx, double[,] wh, double[] b)
{
    // GAP 3a: tanh(wx x + wh h + b), a number for each unit.
    throw new Gap("3a");
    // END 3a
}

// A whole sequence: the state after each step, beginning with a state of zeros.
static double[][] Run(double[][] x, double[,] wx, double[,] wh, double[] b)
{
    // GAP 3b: go through the steps, each from the state before it, and keep every state.
    throw new Gap("3b");
    // END 3b
}

// How many numbers are trained, however long the sequence is.
static int Weights(int inputs, int units)
{
    // GAP 3c: the sizes of wx, wh and b together.
    throw new Gap("3c");
    // END 3c
}
