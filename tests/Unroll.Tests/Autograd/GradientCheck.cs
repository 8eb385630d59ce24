using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Tests.Autograd;

/// <summary>
/// Holds an operation of the tape against the same function written as plain loops in double: values directly, gradients by
/// central differences of the plain loops.
/// </summary>
internal static class GradientCheck
{
    /// <summary>The error of a central difference is of order h² = 1e-10 (truncation) plus 1e-16 / h = 1e-11 (rounding).</summary>
    private const double Step = 1e-5;

    /// <summary>Checks values and gradients with respect to every input, together and one by one.</summary>
    /// <param name="operation">The operation on the tape.</param>
    /// <param name="reference">The same in double; arrays in row-major order.</param>
    /// <param name="inputs">Where to check.</param>
    public static void Run(Func<Tape, Tensor[], Tensor> operation, Func<double[][], double[]> reference, params Tensor[] inputs)
    {
        double[][] points = [.. inputs.Select(x => Array.ConvertAll(x.ToArray(), v => (double)v))];
        double[] expected = reference(points);
        float[] weights = Noise(99, expected.Length).ToArray();
        var everything = new float[inputs.Length][];
        Tape tape = Record(operation, inputs, _ => true, weights, out float[] values);
        CheckValues(expected, values);
        for (int i = 0; i < inputs.Length; i++)
        {
            everything[i] = inputs[i].Gradient!.ToArray();
            CheckGradient(i, Differences(reference, points, i, weights), everything[i]);
        }

        CheckAdding(operation, inputs, weights, everything);
        for (int i = 0; i < inputs.Length; i++)
        {
            // An input's gradient is the same to the bit whether or not the others want theirs.
            Record(operation, inputs, j => i == j, weights, out _);
            for (int j = 0; j < inputs.Length; j++)
            {
                Assert.Equal(i == j ? everything[j] : null, inputs[j].Gradient?.ToArray());
            }
        }

        CheckSilence(operation, inputs);
    }

    /// <summary>Checks the gradients of a loss whose value is a scalar, through Backward(loss).</summary>
    public static void Loss(Func<Tape, Tensor, Tensor> operation, Func<double[], double> reference, Tensor input) =>
        Run((tape, x) => operation(tape, x[0]), x => [reference(x[0])], input);

    /// <summary>An owned tensor of reproducible numbers, evenly spread over [low, high).</summary>
    public static Tensor Noise(int seed, Shape shape, double low = -1, double high = 1)
    {
        var random = new Random(seed);
        var tensor = Tensor.Zeros(shape);
        foreach (ref float value in tensor.Span)
        {
            value = (float)(low + ((high - low) * random.NextDouble()));
        }

        return tensor;
    }

    public static Tensor Noise(int seed, params ReadOnlySpan<int> extents) => Noise(seed, new Shape(extents));

    /// <summary>Runs forward and backward from sum(weights * output).</summary>
    public static Tape Record(
        Func<Tape, Tensor[], Tensor> operation, Tensor[] inputs, Func<int, bool> requires, float[] weights, out float[] values, ThreadTeam? team = null)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i].RequiresGradient = requires(i);
            inputs[i].Gradient = null;
        }

        var tape = new Tape(team) { Recording = true, Training = true };
        Again(tape, operation, inputs, weights, out values);
        return tape;
    }

    private static void Again(Tape tape, Func<Tape, Tensor[], Tensor> operation, Tensor[] inputs, float[] weights, out float[] values)
    {
        Tensor y = operation(tape, inputs);
        values = y.ToArray();
        weights.AsSpan(0, y.Count).CopyTo(tape.GradientOf(y).Span);
        tape.RunBackward();
        tape.Reset();
    }

    private static void CheckValues(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            // Tens of float32 roundings (6e-8 each) of terms of order 1.
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= 2e-6 + (1e-5 * Math.Abs(expected[i])), $"value {i}: expected {expected[i]}, got {actual[i]}");
        }
    }

    private static void CheckGradient(int input, double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Length == 0 ? 1 : Math.Max(1, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= (1e-6 * scale) + (1e-4 * Math.Abs(expected[i])),
                $"gradient of input {input} at {i}: expected {expected[i]}, got {actual[i]}");
        }
    }

    private static double[] Differences(Func<double[][], double[]> reference, double[][] points, int input, float[] weights)
    {
        var slopes = new double[points[input].Length];
        for (int i = 0; i < slopes.Length; i++)
        {
            double centre = points[input][i];
            points[input][i] = centre + Step;
            double up = Weigh(reference(points), weights);
            points[input][i] = centre - Step;
            double down = Weigh(reference(points), weights);
            points[input][i] = centre;
            slopes[i] = (up - down) / (2 * Step);
        }

        return slopes;
    }

    private static double Weigh(double[] values, float[] weights)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += values[i] * weights[i];
        }

        return sum;
    }

    /// <summary>A second pass adds to the gradients of the first.</summary>
    private static void CheckAdding(Func<Tape, Tensor[], Tensor> operation, Tensor[] inputs, float[] weights, float[][] once)
    {
        Tape tape = Record(operation, inputs, _ => true, weights, out _);
        Again(tape, operation, inputs, weights, out _);
        for (int i = 0; i < inputs.Length; i++)
        {
            CheckGradient(i, Array.ConvertAll(once[i], v => 2.0 * v), inputs[i].Gradient!.ToArray());
        }
    }

    /// <summary>Nothing is recorded when not asked for, and an output without a gradient passes none on.</summary>
    private static void CheckSilence(Func<Tape, Tensor[], Tensor> operation, Tensor[] inputs)
    {
        foreach (Tensor input in inputs)
        {
            input.Gradient = null;
            input.RequiresGradient = true;
        }

        var tape = new Tape { Training = true };
        Assert.False(operation(tape, inputs).RequiresGradient);
        Assert.Equal(0, tape.Count);
        tape.Recording = true;
        Assert.True(operation(tape, inputs).RequiresGradient);
        Assert.NotEqual(0, tape.Count);
        tape.RunBackward();
        Assert.All(inputs, x => Assert.Null(x.Gradient));
    }
}
