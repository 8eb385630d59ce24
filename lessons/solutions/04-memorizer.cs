// Lesson 4: training, on a task of memory.
// Read some random digits and name the first one. Digits are drawn afresh for every step, so there is nothing to learn by heart: the
// network must find out how to carry a digit along. You write the loss and the training step; the engine has the derivatives.
//
//     dotnet run lessons/04-memorizer.cs
#:project ../kit/Unroll.Lessons.csproj
using Unroll.Autograd;
using Unroll.Data;
using Unroll.Lessons;
using Unroll.Losses;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Optimizers;
using Unroll.Recurrent;
using Unroll.Reports.Charts;
using Unroll.Tensors;

var lesson = new Lesson("04", "training, on a task of memory");
double[] logits = [1.5, -0.3, 0.2];
double sum = logits.Sum(Math.Exp);
lesson.Check("4a", "probabilities from logits", () => Softmax(logits), logits.Select(l => Math.Exp(l) / sum).ToArray());
lesson.Check("4a", "large logits do not overflow", () => Softmax([1000, 1000]), new[] { 0.5, 0.5 });
lesson.Check("4b", "the loss of naming class 2", () => CrossEntropy(logits, 2), -Math.Log(Math.Exp(0.2) / sum));
lesson.Check("4c", "the digit to be named, for each row of a batch", () => Targets([[3, 1, 4], [1, 5, 9]]), new[] { 3, 1 });

const int length = 4, rows = 64, trainingSteps = 300;
string[] digits = Enumerable.Range(0, 10).Select(d => $"{d}").ToArray();
Func<SequenceClassifier> newModel = () => new SequenceClassifier(
    Vocabulary.FromTokens([Vocabulary.Unknown, .. digits]), new LabelSet(digits), new() { Embedding = 10, Recurrent = new(Cell.Lstm, 32), Seed = 1 });
SequenceClassifier model = newModel();
var losses = new List<double>();
if (lesson.AllRight)
{
    lesson.Expect("4d", "each step takes the derivatives of its own batch alone", () =>
    {
        (double mine, double should) = (ThirdLoss(newModel(), zeroed: false), ThirdLoss(newModel(), zeroed: true));
        return mine == should ? null : $"the third loss is {mine:0.0000}, it should be {should:0.0000}; derivatives of the steps before are still there";
    });
    lesson.Expect("4d", $"after {trainingSteps} steps the first of {length} digits is named in 9 of 10 cases", () =>
    {
        BoundOptimizer optimizer = new Adam(5e-3f).Bind(model.Parameters());
        var tape = new Tape { Recording = true, Training = true };
        var random = new RngSequence(1, RandomPurpose.Data);
        double correct = 0;
        for (int step = 1; step <= trainingSteps; step++)
        {
            tape.Reset();
            (double loss, int right) = TrainingStep(model, optimizer, tape, Draw(random, rows, length));
            losses.Add(loss);
            correct = step > trainingSteps - 20 ? correct + right : 0;
        }

        double accuracy = correct / (20 * rows);
        return accuracy >= 0.9 ? null : $"it is {accuracy:P0}, with a loss of {losses[^1]:0.00} (chance: 10%, 2.30); is every part of the training step there, in its order?";
    });
}

if (lesson.AllRight)
{
    Console.WriteLine($"  \"7301\": the network names {model.Predict("7301").Label}");
    lesson.Picture(
        new LineChart([new("your training", Enumerable.Range(1, losses.Count).Select(s => (double)s).ToArray(), losses)]) { XTitle = "step", YTitle = "loss", Width = 800 },
        "The loss of your training; chance is ln 10 = 2.30.");
}

return lesson.Finish();

// exp(logit) over the sum of all of them.
static double[] Softmax(double[] logits)
{
    // GAP 4a: exp(l) / sum of exp(l); take the greatest logit from all of them first, which changes nothing but keeps exp in range.
    double largest = logits.Max();
    double[] powers = logits.Select(l => Math.Exp(l - largest)).ToArray();
    double sum = powers.Sum();
    return powers.Select(p => p / sum).ToArray();
    // END 4a
}

// What a network pays for the probability that it gives the right class.
static double CrossEntropy(double[] logits, int right)
{
    // GAP 4b: minus the natural logarithm of the right class's probability.
    return -Math.Log(Softmax(logits)[right]);
    // END 4b
}

// What is to be named.
static int[] Targets(int[][] digits)
{
    // GAP 4c: the first digit of each row.
    return digits.Select(row => row[0]).ToArray();
    // END 4c
}

// One step of training on a batch of digits: the loss, and how many rows were named rightly.
static (double Loss, int Right) TrainingStep(SequenceClassifier model, BoundOptimizer optimizer, Tape tape, int[][] digits)
{
    var layout = new SequenceLayout(digits.Select(d => d.Length).ToArray());
    var ids = new int[layout.Total];
    layout.PackIds(digits.Select(row => row.Select(d => d + 1).ToArray()).ToArray(), ids);   // the id of a digit is one more: 0 is the unknown
    Tensor logits = model.Forward(tape, layout, ids, out _);
    CrossEntropyResult result = tape.CrossEntropy(logits, Targets(digits));

    // GAP 4d: derivatives with tape.Backward(result.Loss); a step with optimizer.Step(5e-3f); then optimizer.ZeroGradients(), as derivatives are added up.
    tape.Backward(result.Loss);
    optimizer.Step(5e-3f);
    optimizer.ZeroGradients();
    // END 4d
    return (result.Loss.Scalar, result.Correct);
}

// The loss of the third step; what is left of the derivatives of earlier ones is cleared away or not.
static double ThirdLoss(SequenceClassifier model, bool zeroed)
{
    BoundOptimizer optimizer = new Adam(5e-3f).Bind(model.Parameters());
    var tape = new Tape { Recording = true, Training = true };
    var random = new RngSequence(2, RandomPurpose.Data);
    double loss = 0;
    for (int step = 0; step < 3; step++)
    {
        tape.Reset();
        if (zeroed)
            optimizer.ZeroGradients();
        loss = TrainingStep(model, optimizer, tape, Draw(random, 16, 3)).Loss;
    }

    return loss;
}

static int[][] Draw(RngSequence random, int rows, int length) =>
    Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, length).Select(_ => random.NextInt(10)).ToArray()).ToArray();
