using System.Diagnostics.CodeAnalysis;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Checks of arguments, with messages that name the operation and both shapes.</summary>
internal static class Expect
{
    public static void Rank(string operation, string name, Tensor tensor, int rank)
    {
        if (tensor.Shape.Rank != rank)
        {
            Fail($"{operation}: expected `{name}` with {rank} axes, got shape {tensor.Shape}", name);
        }
    }

    public static void RankAtLeast(string operation, string name, Tensor tensor, int rank)
    {
        if (tensor.Shape.Rank < rank)
        {
            Fail($"{operation}: expected `{name}` with at least {rank} {(rank == 1 ? "axis" : "axes")}, got shape {tensor.Shape}", name);
        }
    }

    public static void Same(string operation, Tensor left, Tensor right)
    {
        if (left.Shape != right.Shape)
        {
            Fail($"{operation}: expected two tensors of the same shape, got {left.Shape} and {right.Shape}", nameof(right));
        }
    }

    public static void Shape(string operation, string name, Tensor tensor, Shape shape)
    {
        if (tensor.Shape != shape)
        {
            Fail($"{operation}: expected `{name}` of shape {shape}, got {tensor.Shape}", name);
        }
    }

    public static void Vector(string operation, string name, Tensor tensor, int length)
    {
        if (tensor.Shape.Rank != 1 || tensor.Count != length)
        {
            Fail($"{operation}: expected `{name}` of shape [{length}], got {tensor.Shape}", name);
        }
    }

    public static void Positive(string operation, string name, int value)
    {
        if (value < 1)
        {
            Fail($"{operation}: expected a positive integer for `{name}`, got {value}", name);
        }
    }

    public static void NotNegative(string operation, string name, int value)
    {
        if (value < 0)
        {
            Fail($"{operation}: expected zero or a positive integer for `{name}`, got {value}", name);
        }
    }

    public static void Length(string operation, string name, int length, int expected)
    {
        if (length != expected)
        {
            Fail($"{operation}: expected {expected} entries in `{name}`, got {length}", name);
        }
    }

    /// <summary>Checks that every id lies in [0, count).</summary>
    public static void Ids(string operation, string name, ReadOnlySpan<int> ids, int count)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            if ((uint)ids[i] >= (uint)count)
            {
                Fail($"{operation}: expected `{name}` from 0 to {count - 1}, got {ids[i]} at position {i}", name);
            }
        }
    }

    /// <summary>The position of an axis that may count from the end.</summary>
    public static int Axis(string operation, Tensor tensor, int axis)
    {
        int rank = tensor.Shape.Rank;
        int result = axis < 0 ? axis + rank : axis;
        if ((uint)result >= (uint)rank)
        {
            Fail($"{operation}: a tensor of shape {tensor.Shape} has no axis {axis}", nameof(axis));
        }

        return result;
    }

    /// <summary>Sees a tensor as [outer, extent, inner] around an axis.</summary>
    public static (int Outer, int Extent, int Inner) Split(Shape shape, int axis)
    {
        int outer = 1, inner = 1;
        for (int i = 0; i < shape.Rank; i++)
        {
            if (i < axis)
            {
                outer *= shape[i];
            }
            else if (i > axis)
            {
                inner *= shape[i];
            }
        }

        return (outer, shape[axis], inner);
    }

    /// <summary>The shape with another extent along an axis.</summary>
    public static Shape With(Shape shape, int axis, int extent)
    {
        Span<int> extents = stackalloc int[shape.Rank];
        for (int i = 0; i < extents.Length; i++)
        {
            extents[i] = i == axis ? extent : shape[i];
        }

        return new Shape(extents);
    }

    /// <summary>The shape without an axis.</summary>
    public static Shape Without(Shape shape, int axis)
    {
        Span<int> extents = stackalloc int[shape.Rank - 1];
        for (int i = 0; i < extents.Length; i++)
        {
            extents[i] = shape[i < axis ? i : i + 1];
        }

        return new Shape(extents);
    }

    [DoesNotReturn]
    public static void Fail(string message, string name) => throw new ArgumentException(message, name);
}
