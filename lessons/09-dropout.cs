// Lesson 9: dropout.
// While it is trained, a network must not lean on any single number: some are set to 0 at random (Srivastava et al. 2014). In a recurrent
// network the mask is drawn once for a sequence, not for every step: else the state is worn away (Gal and Ghahramani 2016).
//
//     dotnet run lessons/09-dropout.cs
#:project kit/Unroll.Lessons.csproj
using Unroll.Lessons;
using Unroll.Numerics;
using Unroll.Reports.Charts;

var lesson = new Lesson("09", "dropout");
lesson.Check("9a", "a mask for the rate 0.4 from uniform numbers", () => Mask([0.1, 0.39, 0.41, 0.9], 0.4), new[] { 0, 0, 1 / 0.6, 1 / 0.6 });
lesson.Check("9a", "a rate of 0 drops nothing", () => Mask([0, 0.5], 0), new[] { 1.0, 1 });
var random = new RngSequence(1, RandomPurpose.Data);
double[] many = Enumerable.Range(0, 100_000).Select(_ => random.NextDouble()).ToArray();
lesson.Expect("9a", "on average nothing changes: the mean of a mask is 1", () => Math.Abs(Mask(many, 0.3).Average() - 1) < 0.01 ? null : $"it is {Mask(many, 0.3).Average():0.00}");
lesson.Check("9b", "while predicting, nothing is dropped", () => Dropout([1, 2, 3], [0.1, 0.9, 0.1], 0.5, training: false), new double[] { 1, 2, 3 });
lesson.Check("9b", "while training, the rest is scaled up", () => Dropout([1, 2, 3], [0.1, 0.9, 0.1], 0.5, training: true), new double[] { 0, 4, 0 });
double[][] ones = Enumerable.Range(0, 4).Select(_ => new double[] { 1, 1, 1 }).ToArray();
var draws = new Queue<double>([0.1, 0.9, 0.8, 0.9, 0.1, 0.9, 0.1, 0.9, 0.8, 0.9, 0.1, 0.9]);
lesson.Check("9c", "one mask for all steps of a sequence", () => SequenceDropout(ones, 0.5, draws.Dequeue), Enumerable.Repeat(new double[] { 0, 2, 2 }, 4).ToArray());

if (lesson.AllRight)
{
    double[][] states = Enumerable.Range(0, 12).Select(_ => Enumerable.Repeat(1.0, 16).ToArray()).ToArray();
    double[][] each = states.Select(h => Dropout(h, h.Select(_ => random.NextDouble()).ToArray(), 0.3, true)).ToArray();
    double[][] once = SequenceDropout(states, 0.3, random.NextDouble);
    Console.WriteLine("  what is left of a state that is kept for 12 steps, with a mask for each step and with one for all:");
    Lesson.Draw(["each step", "one mask"], [Kept(each), Kept(once)]);
    lesson.Picture(new HeatMap(Numbers.Names("unit", 16), Numbers.Names("step", 12), Numbers.Columns(each)) { MaxCell = 22 }, "A mask for each step.");
    lesson.Picture(new HeatMap(Numbers.Names("unit", 16), Numbers.Names("step", 12), Numbers.Columns(once)) { MaxCell = 22 }, "One mask for the sequence.");
}

return lesson.Finish();

static double[] Kept(double[][] steps) =>
    Enumerable.Range(0, steps[0].Length).Select(u => steps.All(h => h[u] > 0) ? 1.0 : 0).OrderDescending().ToArray();

// What a number is multiplied by: 0 where its uniform number is under the rate, else what makes up for the dropped ones.
static double[] Mask(double[] uniform, double rate)
{
    // GAP 9a: 0 where the uniform number is below the rate, else 1 / (1 - rate).
    throw new Gap("9a");
    // END 9a
}

// Dropout on a state.
static double[] Dropout(double[] h, double[] uniform, double rate, bool training)
{
    // GAP 9b: h times the mask while training; h as it is otherwise.
    throw new Gap("9b");
    // END 9b
}

// Dropout along a sequence; `draw()` gives the next uniform number.
static double[][] SequenceDropout(double[][] steps, double rate, Func<double> draw)
{
    // GAP 9c: draw as many uniform numbers as there are units, once, and use the one mask at every step.
    throw new Gap("9c");
    // END 9c
}
