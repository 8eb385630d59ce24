using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Parts of a tensor along an axis, and tensors put next to each other.</summary>
public static unsafe class SliceOperations
{
    /// <summary>The positions [start, start + length) along an axis (which may count from the end), copied.</summary>
    /// <exception cref="ArgumentException">The range does not lie within the axis.</exception>
    public static Tensor Slice(this Tape tape, Tensor x, int axis, int start, int length)
    {
        axis = Expect.Axis("Slice", x, axis);
        int extent = x.Shape[axis];
        if (start < 0 || length < 0 || start > extent - length)
        {
            Expect.Fail($"Slice: positions {start} to {(long)start + length} are not within axis {axis} of shape {x.Shape}", nameof(start));
        }

        (int outer, _, int inner) = Expect.Split(x.Shape, axis);
        Tensor y = tape.Output(Expect.With(x.Shape, axis, length), x);
        int offset = start * inner, width = length * inner, stride = extent * inner;
        for (int i = 0; i < outer; i++)
        {
            Lanes.Copy(x.Pointer + ((nint)i * stride) + offset, y.Pointer + ((nint)i * width), width);
        }

        if (y.RequiresGradient)
        {
            tape.Record(new Part(x, y, outer, offset, stride, width));
        }

        return y;
    }

    /// <summary>Puts tensors next to each other along an axis (which may count from the end); their other extents are the same.</summary>
    /// <exception cref="ArgumentException">There is no tensor, or the other extents differ.</exception>
    public static Tensor Concatenate(this Tape tape, ReadOnlySpan<Tensor> inputs, int axis = -1)
    {
        if (inputs.Length == 0)
        {
            Expect.Fail("Concatenate: expected at least one tensor, got none", nameof(inputs));
        }

        axis = Expect.Axis("Concatenate", inputs[0], axis);
        int extent = 0;
        foreach (Tensor input in inputs)
        {
            if (input.Shape.Rank != inputs[0].Shape.Rank || Expect.With(input.Shape, axis, 0) != Expect.With(inputs[0].Shape, axis, 0))
            {
                Expect.Fail(
                    $"Concatenate: expected shapes that differ on axis {axis} only, got {inputs[0].Shape} and {input.Shape}",
                    nameof(inputs));
            }

            extent += input.Shape[axis];
        }

        Tensor y = tape.Output(Expect.With(inputs[0].Shape, axis, extent), inputs!);
        (int outer, _, int inner) = Expect.Split(y.Shape, axis);
        Join(tape, inputs, y, outer, extent * inner);
        return y;
    }

    /// <summary>Stacks n tensors of one shape along a new first axis: n vectors [d] give a matrix [n, d].</summary>
    /// <exception cref="ArgumentException">There is no tensor, or the shapes differ, or they have four axes already.</exception>
    public static Tensor Stack(this Tape tape, ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length == 0)
        {
            Expect.Fail("Stack: expected at least one tensor, got none", nameof(inputs));
        }

        Shape shape = inputs[0].Shape;
        if (shape.Rank == 4)
        {
            Expect.Fail($"Stack: expected tensors of at most 3 axes, got shape {shape}", nameof(inputs));
        }

        Span<int> extents = stackalloc int[shape.Rank + 1];
        extents[0] = inputs.Length;
        for (int i = 0; i < shape.Rank; i++)
        {
            extents[i + 1] = shape[i];
        }

        foreach (Tensor input in inputs)
        {
            Expect.Same("Stack", inputs[0], input);
        }

        Tensor y = tape.Output(new Shape(extents), inputs!);
        Join(tape, inputs, y, 1, y.Count);
        return y;
    }

    private static void Join(Tape tape, ReadOnlySpan<Tensor> inputs, Tensor y, int outer, int stride)
    {
        int offset = 0;
        foreach (Tensor input in inputs)
        {
            int width = outer == 0 ? 0 : input.Count / outer;
            for (int i = 0; i < outer; i++)
            {
                Lanes.Copy(input.Pointer + ((nint)i * width), y.Pointer + ((nint)i * stride) + offset, width);
            }

            if (y.RequiresGradient && input.RequiresGradient)
            {
                tape.Record(new Whole(input, y, outer, offset, stride, width));
            }

            offset += width;
        }
    }

    private sealed class Part(Tensor x, Tensor y, int outer, int offset, int stride, int width) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is null)
            {
                return;
            }

            float* dx = tape.GradientOf(x).Pointer + offset;
            for (int i = 0; i < outer; i++)
            {
                Lanes.Add(y.Gradient.Pointer + ((nint)i * width), dx + ((nint)i * stride), width);
            }
        }
    }

    /// <summary>One tensor's place in the joined one: a node for each, so that no list of them is needed.</summary>
    private sealed class Whole(Tensor x, Tensor y, int outer, int offset, int stride, int width) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is null)
            {
                return;
            }

            float* dx = tape.GradientOf(x).Pointer;
            for (int i = 0; i < outer; i++)
            {
                Lanes.Add(y.Gradient.Pointer + ((nint)i * stride) + offset, dx + ((nint)i * width), width);
            }
        }
    }
}
