using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>Copies into the arena that round the units of each block up to whole vectors of eight with zeros.</summary>
internal static unsafe class Padding
{
    public static int Round(int units) => (units + 7) & ~7;

    /// <summary>Blocks of H rows become blocks of U rows, <paramref name="width"/> floats a row. The tensor itself where H is U.</summary>
    public static float* Blocks(Arena arena, Tensor source, int blocks, int units, int width)
    {
        int u = Round(units);
        if (u == units)
        {
            return source.Pointer;
        }

        float* copy = Zeros(arena, (nint)blocks * u * width);
        for (int b = 0; b < blocks; b++)
        {
            source.Span.Slice(b * units * width, units * width).CopyTo(new Span<float>(copy + ((nint)b * u * width), units * width));
        }

        return copy;
    }

    /// <summary>Rows of <paramref name="blocks"/> blocks of H columns become rows of blocks of U columns.</summary>
    public static float* Rows(Arena arena, Tensor source, int blocks, int units) =>
        Blocks(arena, source, source.Shape[0] * blocks, units, 1);

    public static float* Zeros(Arena arena, nint count)
    {
        float* memory = arena.AllocateFloats(count);
        new Span<float>(memory, checked((int)count)).Clear();
        return memory;
    }

    public static int* Copy(Arena arena, ReadOnlySpan<int> values)
    {
        int* copy = arena.AllocateInts(Math.Max(1, values.Length));
        values.CopyTo(new Span<int>(copy, values.Length));
        return copy;
    }
}
