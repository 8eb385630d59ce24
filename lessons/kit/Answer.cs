using System.Globalization;
using Unroll.Tensors;

namespace Unroll.Lessons;

/// <summary>An answer of any form as numbers with a shape, so that two of them can be compared.</summary>
internal sealed record Answer(int[] Shape, double[] Values)
{
    /// <summary>The lengths of rows that are not all of one length; their list is then the shape.</summary>
    private int[]? Lengths { get; init; }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="ArgumentException">It is of no form that can be compared.</exception>
    public static Answer Of(object value) => value switch
    {
        double number => new([], [number]),
        float number => new([], [number]),
        int number => new([], [number]),
        long number => new([], [number]),
        bool yes => new([], [yes ? 1 : 0]),
        double[] numbers => new([numbers.Length], numbers),
        float[] numbers => new([numbers.Length], Array.ConvertAll(numbers, n => (double)n)),
        int[] numbers => new([numbers.Length], Array.ConvertAll(numbers, n => (double)n)),
        bool[] numbers => new([numbers.Length], Array.ConvertAll(numbers, n => n ? 1.0 : 0)),
        double[,] numbers => new([numbers.GetLength(0), numbers.GetLength(1)], [.. numbers.Cast<double>()]),
        double[][] rows => Rows(rows),
        int[][] rows => Rows(Array.ConvertAll(rows, r => r is null ? null! : Array.ConvertAll(r, n => (double)n))),
        Tensor tensor => new(tensor.Shape.ToArray(), Array.ConvertAll(tensor.ToArray(), n => (double)n)),
        _ => throw new ArgumentException($"an answer of type {value.GetType().Name} cannot be compared"),
    };

    /// <summary>What differs from the right answer, or null where nothing does.</summary>
    public string? Difference(Answer right, double tolerance)
    {
        if (Lengths is not null || right.Lengths is not null)
        {
            if (Lengths is null || right.Lengths is null || !Shape.AsSpan().SequenceEqual(right.Shape))
                return $"it has {Form}, it should have {right.Form}";
        }
        else if (!Shape.AsSpan().SequenceEqual(right.Shape))
        {
            return $"it has the shape {Text(Shape)}, it should have {Text(right.Shape)}";
        }

        for (int i = 0; i < Values.Length; i++)
        {
            double mine = Values[i], should = right.Values[i];
            if (!(Math.Abs(mine - should) <= tolerance * Math.Max(1, Math.Abs(should))))
                return $"{Place(i)}it is {Number(mine)}, it should be {Number(should)}";
        }

        return null;
    }

    private string Form => Lengths is null ? $"the shape {Text(Shape)}" : $"rows of {string.Join(", ", Lengths)} numbers";

    /// <summary>Where a number stands: the first wrong one.</summary>
    private string Place(int index)
    {
        if (Shape.Length == 0)
            return "";
        if (Lengths is not null)
        {
            int row = 0;
            for (; index >= Lengths[row]; row++)
            {
                index -= Lengths[row];
            }

            return $"the first wrong number is at [{row}, {index}]: ";
        }

        var at = new int[Shape.Length];
        for (int axis = Shape.Length - 1; axis >= 0; axis--)
        {
            (index, at[axis]) = (index / Shape[axis], index % Shape[axis]);
        }

        return $"the first wrong number is at [{string.Join(", ", at)}]: ";
    }

    private static Answer Rows(double[][] rows)
    {
        int missing = Array.IndexOf(rows, null);
        if (missing >= 0)
            throw new ArgumentException($"row {missing} of {rows.Length} is null");
        int width = rows.Length == 0 ? 0 : rows[0].Length;
        return Array.Exists(rows, r => r.Length != width)
            ? new Answer([.. rows.Select(r => r.Length)], [.. rows.SelectMany(r => r)]) { Lengths = [.. rows.Select(r => r.Length)] }
            : new Answer([rows.Length, width], [.. rows.SelectMany(r => r)]);
    }

    private static string Text(int[] shape) => $"[{string.Join(", ", shape)}]";

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
