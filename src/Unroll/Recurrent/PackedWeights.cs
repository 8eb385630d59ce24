using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>Packs a layer's weights once for all the steps of a pass.</summary>
internal static unsafe class PackedWeights
{
    /// <summary>For both passes.</summary>
    public static void Pack(Arena arena, ref DriverFrame f, RecurrentArguments a, bool backward)
    {
        Forward(arena, ref f, a);
        if (backward)
        {
            Backward(arena, ref f, a);
        }
    }

    /// <summary>For the forward pass.</summary>
    public static void Forward(Arena arena, ref DriverFrame f, RecurrentArguments a)
    {
        CellShape cell = f.Cell;
        int u = f.UnitStride, h = f.Units, i = f.Inputs;
        float* input = a.InputWeight is null ? null : Padding.Blocks(arena, a.InputWeight, cell.Inputs, h, i);
        float* hidden = Padding.Blocks(arena, a.HiddenWeight, cell.HiddenBlocks, h, h);
        float* inner = hidden + ((nint)cell.Both * u * h);
        float* only = inner + ((nint)cell.Inner * u * h);
        if (cell.Both > 0)
        {
            f.PackedBoth = arena.AllocateFloats(Panels.Size(i + h, cell.Both * u));
            if (i > 0)
            {
                Transposed(input, i, cell.Both * u, f.PackedBoth, i + h, 0);
            }

            Transposed(hidden, h, cell.Both * u, f.PackedBoth, i + h, i);
        }

        if (i > 0 && cell.Inputs > cell.Both)
        {
            f.PackedInput = arena.AllocateFloats(Panels.Size(i, (cell.Inputs - cell.Both) * u));
            Transposed(input + ((nint)cell.Both * u * i), i, (cell.Inputs - cell.Both) * u, f.PackedInput, i, 0);
        }

        if (cell.Inner > 0)
        {
            f.PackedInner = arena.AllocateFloats(Panels.Size(h, cell.Inner * u));
            Transposed(inner, h, cell.Inner * u, f.PackedInner, h, 0);
        }

        if (cell.HiddenOnly > 0)
        {
            f.PackedHidden = arena.AllocateFloats(Panels.Size(h, cell.HiddenOnly * u));
            Transposed(only, h, cell.HiddenOnly * u, f.PackedHidden, h, 0);
        }

    }

    /// <summary>For the way back.</summary>
    public static void Backward(Arena arena, ref DriverFrame f, RecurrentArguments a)
    {
        CellShape cell = f.Cell;
        int u = f.UnitStride, h = f.Units, blocks = (cell.Both + cell.HiddenOnly) * u;
        f.PackedHiddenBack = Padding.Zeros(arena, Panels.Size(blocks, u));
        f.PackedInnerBack = cell.Inner > 0 ? Padding.Zeros(arena, Panels.Size(cell.Inner * u, u)) : null;
        using ArenaScope scope = arena.Push();
        float* hidden = Padding.Blocks(arena, a.HiddenWeight, cell.HiddenBlocks, h, h);
        float* inner = hidden + ((nint)cell.Both * u * h);
        float* only = inner + ((nint)cell.Inner * u * h);
        Panels.Pack(hidden, h, 1, cell.Both * u, h, f.PackedHiddenBack, blocks, 0, Panels.Columns);
        Panels.Pack(only, h, 1, cell.HiddenOnly * u, h, f.PackedHiddenBack, blocks, cell.Both * u, Panels.Columns);
        if (cell.Inner > 0)
        {
            Panels.Pack(inner, h, 1, cell.Inner * u, h, f.PackedInnerBack, cell.Inner * u, 0, Panels.Columns);
        }
    }

    /// <summary>Packs W^T, for W [columns, k] row-major, as rows [row, row + k) of the panels.</summary>
    private static void Transposed(float* w, int k, int columns, float* panels, int totalK, int row) =>
        Panels.Pack(w, 1, k, k, columns, panels, totalK, row, Panels.Columns);
}
