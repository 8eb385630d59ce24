// Lesson 5: clipping gradients.
// The gradient of a recurrent network is a product of as many factors as there are steps: now and then it is enormous, and one step with
// it throws the weights away (Pascanu, Mikolov and Bengio 2013). Scale it down to a greatest norm; its direction stays.
//
//     dotnet run lessons/05-clipping.cs
#:project kit/Unroll.Lessons.csproj
using Unroll.Lessons;
using Unroll.Optimizers;
using Unroll.Reports.Charts;

var lesson = new Lesson("05", "clipping gradients");
double[][] gradients = [[3, 0, -4], [12]];
lesson.Check("5a", "the norm of all gradients together", () => Norm(gradients), 13.0);
lesson.Check("5b", "a gradient of norm 13, clipped to 6.5", () => Factor(13, 6.5), (double)GradientClipping.Scale(13, 6.5));
lesson.Check("5b", "a gradient of norm 2 is left as it is", () => Factor(2, 6.5), 1.0);
lesson.Check("5c", "the gradients scaled to norm 6.5", () => ClipNorm(Copy(gradients), 6.5), new double[][] { [1.5, 0, -2], [6] });
lesson.Check("5c", "gradients of norm 13 where 20 are allowed", () => ClipNorm(Copy(gradients), 20), gradients);
lesson.Check("5d", "each number clipped to 3.5", () => ClipValue(Copy(gradients), 3.5), new double[][] { [3, 0, -3.5], [3.5] });

if (lesson.AllRight)
{
    // A long chain: the gradient of w in (((1 w) w) ...) w, of which a step of gradient descent is taken towards the target 1.
    (double[] free, double[] clipped) = (Descend(double.PositiveInfinity), Descend(1));
    double[] steps = Enumerable.Range(0, free.Length).Select(s => (double)s).ToArray();
    Console.WriteLine($"  the weight after {steps.Length - 1} steps: {free[^1]:G3} without clipping, {clipped[^1]:G3} with it (right: 1)");
    lesson.Picture(
        new LineChart([new("without", steps, free), new("clipped to 1", steps, clipped)]) { XTitle = "step", YTitle = "weight", Width = 800 },
        "Descending on (w^20 - 1)^2 from w = 1.2: without clipping the first step flies off.");
}

return lesson.Finish();

static double[][] Copy(double[][] gradients) => gradients.Select(g => g.ToArray()).ToArray();

static double[] Descend(double limit)
{
    const int length = 20;
    double w = 1.2;
    var path = new List<double> { w };
    for (int step = 0; step < 60; step++)
    {
        double gradient = 2 * (Math.Pow(w, length) - 1) * length * Math.Pow(w, length - 1);
        double scaled = double.IsFinite(gradient) ? gradient * (double.IsPositiveInfinity(limit) ? 1 : Factor(Math.Abs(gradient), limit)) : 0;
        w -= 0.005 * scaled;
        path.Add(w);
    }

    return path.Select(v => Math.Clamp(v, -50, 50)).ToArray();
}

// The norm of all gradients of a model as of one long vector.
static double Norm(double[][] gradients)
{
    // GAP 5a: the square root of the sum of the squares of all numbers of all gradients.
    throw new Gap("5a");
    // END 5a
}

// What gradients are multiplied by.
static double Factor(double norm, double limit)
{
    // GAP 5b: limit / norm where the norm is above the limit; else 1.
    throw new Gap("5b");
    // END 5b
}

// All gradients by one factor: the direction stays.
static double[][] ClipNorm(double[][] gradients, double limit)
{
    // GAP 5c: every number times the factor for the norm of all of them together.
    throw new Gap("5c");
    // END 5c
}

// The other way: each number for itself. The direction changes.
static double[][] ClipValue(double[][] gradients, double limit)
{
    // GAP 5d: every number cut off at -limit and limit.
    throw new Gap("5d");
    // END 5d
}
