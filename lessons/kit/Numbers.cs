using Unroll.Autograd;
using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Lessons;

/// <summary>Numbers to try things on, and the engine's answers in the lessons' form: arrays of double.</summary>
public static class Numbers
{
    /// <summary>Normal numbers [count], the same for the same seed.</summary>
    public static double[] Vector(int count, ulong seed)
    {
        var random = new RngSequence(seed, RandomPurpose.Data);
        return [.. Enumerable.Range(0, count).Select(_ => (double)(float)(0.5 * random.NextNormal()))];
    }

    /// <summary>Normal numbers [rows, columns].</summary>
    public static double[,] Matrix(int rows, int columns, ulong seed)
    {
        double[] values = Vector(rows * columns, seed);
        var matrix = new double[rows, columns];
        for (int i = 0; i < values.Length; i++)
        {
            matrix[i / columns, i % columns] = values[i];
        }

        return matrix;
    }

    /// <summary>Rows of normal numbers, one a step.</summary>
    public static double[][] Steps(int steps, int width, ulong seed) =>
        [.. Enumerable.Range(0, steps).Select(t => Vector(width, seed + (ulong)(1000 * (t + 1))))];

    /// <summary>The product of a matrix and a vector: the one thing that the lessons take as given.</summary>
    public static double[] Times(double[,] matrix, double[] vector)
    {
        if (matrix.GetLength(1) != vector.Length)
            throw new ArgumentException($"a matrix of {matrix.GetLength(1)} columns cannot be multiplied by {vector.Length} numbers");
        var product = new double[matrix.GetLength(0)];
        for (int r = 0; r < product.Length; r++)
        {
            for (int c = 0; c < vector.Length; c++)
            {
                product[r] += matrix[r, c] * vector[c];
            }
        }

        return product;
    }

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>The hidden states that the engine's layer gives a sequence: [steps][outputs].</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="inputWeights">Of each gate, in the engine's order: [units, inputs].</param>
    /// <param name="hiddenWeights">Of each gate: [units, units].</param>
    /// <param name="biases">Of each gate: [units].</param>
    /// <param name="x">The inputs of each step.</param>
    /// <param name="bidirectional">Whether the same weights also run backwards.</param>
    public static double[][] Engine(
        Cell cell, double[][,] inputWeights, double[][,] hiddenWeights, double[][] biases, double[][] x, bool bidirectional = false)
    {
        int units = biases[0].Length, inputs = x[0].Length;
        var layer = new RecurrentLayer(inputs, new RecurrentOptions(cell, units) { Bidirectional = bidirectional });
        foreach (NamedParameter parameter in layer.Parameters())
        {
            double[] values = parameter.Name.StartsWith("weight_ih", StringComparison.Ordinal) ? [.. inputWeights.SelectMany(w => w.Cast<double>())]
                : parameter.Name.StartsWith("weight_hh", StringComparison.Ordinal) ? [.. hiddenWeights.SelectMany(w => w.Cast<double>())]
                : [.. biases.SelectMany(b => b)];
            Array.ConvertAll(values, v => (float)v).CopyTo(parameter.Parameter.Value.Span);
            parameter.Parameter.Value.MarkChanged();
        }

        Tensor input = Tensor.From([.. x.SelectMany(row => row).Select(v => (float)v)], x.Length, inputs);
        Tensor output = layer.Forward(new Tape(), SequenceLayout.Dense(1, x.Length), input).Output;
        int width = output.Shape.Last;
        return [.. Enumerable.Range(0, x.Length).Select(t => Array.ConvertAll(output.Span.Slice(t * width, width).ToArray(), v => (double)v))];
    }

    /// <summary>Numbers of each step as columns of a heat map: [width, steps].</summary>
    public static double[,] Columns(double[][] steps)
    {
        var grid = new double[steps[0].Length, steps.Length];
        for (int t = 0; t < steps.Length; t++)
        {
            for (int i = 0; i < grid.GetLength(0); i++)
            {
                grid[i, t] = steps[t][i];
            }
        }

        return grid;
    }

    /// <summary>The names <c>unit 0</c>, <c>unit 1</c>, ...</summary>
    public static string[] Names(string what, int count) => [.. Enumerable.Range(0, count).Select(i => $"{what} {i}")];
}
