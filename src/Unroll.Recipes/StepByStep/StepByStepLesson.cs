using System.Globalization;
using System.Text;

namespace Unroll.Recipes;

/// <summary>One cell of the lesson: a sequence of its own, forward and back, written out for one example.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Sequence">The sequence, gone through.</param>
/// <param name="Gradients">The gradients of back-propagation through time.</param>
/// <param name="States">The largest difference between the engine's states and the lesson's.</param>
/// <param name="EngineGradients">The same for the gradients.</param>
internal sealed record StepByStepLesson(
    CourseCell Cell, CourseSequence Sequence, CourseGradients Gradients, double States, double EngineGradients)
{
    private const int Steps = 4;

    /// <summary>The cells, in the order of the course.</summary>
    public static IReadOnlyList<string> Names { get; } = ["rnn", "lstm", "gru-simple", "gru"];

    /// <summary>Draws the weights, inputs and gradients of a cell and goes through the sequence.</summary>
    public static StepByStepLesson Of(string name)
    {
        var random = new NumpyRandom(CourseCells.Seed);
        Matrix[] x = random.Normal(CourseCells.Inputs, CourseCells.Examples, Steps);
        Matrix a0 = random.Normal(CourseCells.Units, CourseCells.Examples);
        CourseCell cell = name switch
        {
            "rnn" => CourseCells.Rnn(random, inputsFirst: true),
            "lstm" => CourseCells.Lstm(random),
            _ => CourseCells.Gru(random, full: name == "gru"),
        };
        Matrix[] da = random.Normal(CourseCells.Units, CourseCells.Examples, Steps);
        var sequence = new CourseSequence(cell, x, a0);
        (double states, double gradients) = CourseEngine.Compare(cell, x, a0, da);
        return new StepByStepLesson(cell, sequence, sequence.Backward(da, carry: true), states, gradients);
    }

    /// <summary>Each quantity of one step with its equation and its numbers, forward and then back.</summary>
    /// <param name="step">The step, from 1.</param>
    /// <param name="example">The example, from 0.</param>
    public string Text(int step, int example)
    {
        int t = Math.Min(step, Steps) - 1;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Cell.Title} ({Cell.Name}): step {t + 1} of {Steps}, example {example} of {CourseCells.Examples}\n");
        text.Append("forward\n");
        Append(text, Sequence.Logs[t], example);
        text.Append("backward, with the gradients that the later steps hand down\n");
        Append(text, Gradients.Logs[t], example);
        foreach ((string state, int index) in Cell.States.Select((s, i) => (s, i)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{state} over the steps\n");
            for (int s = 0; s < Steps; s++)
            {
                text.Append(CultureInfo.InvariantCulture, $"  step {s + 1}   {Row(Sequence.States[s][index].Column(example))}\n");
            }
        }

        text.Append(CultureInfo.InvariantCulture,
            $"the engine (float32) differs by at most {States:0.0e+0} in a state and {EngineGradients:0.0e+0} in a gradient\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, StepLog log, int example)
    {
        int widest = log.Lines.Max(l => l.Symbol.Length);
        foreach ((string symbol, string equation, Matrix value) in log.Lines)
        {
            string left = $"  {symbol.PadRight(widest)} = ", indent = new(' ', left.Length);
            text.Append(left).Append(equation).Append('\n').Append(indent).Append(value.Columns switch
            {
                1 => Row(value.Column(0)),
                CourseCells.Examples => Row(value.Column(example)),
                _ => string.Create(CultureInfo.InvariantCulture, $"[{value.Rows}, {value.Columns}], first row {Row(value.Row(0))}"),
            }).Append('\n');
        }
    }

    private static string Row(double[] values) =>
        string.Join(' ', values.Select(v => v.ToString("0.0000", CultureInfo.InvariantCulture).PadLeft(8)));
}
