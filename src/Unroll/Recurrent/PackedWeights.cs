using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>
/// Packs a layer's weights once for all the steps of a pass. Room is taken first, so that the packing of several directions can then run on
/// as many threads.
/// </summary>
internal readonly unsafe struct PackedWeights
{
    /// <summary>The weights in blocks of U rows: copies where H is not U.</summary>
    private readonly float* _input, _hidden;

    private PackedWeights(float* input, float* hidden)
    {
        _input = input;
        _hidden = hidden;
    }

    /// <summary>For both passes.</summary>
    public static void Pack(Arena arena, ref DriverFrame f, RecurrentArguments a, bool backward)
    {
        ForForward(arena, ref f, a).FillForward(in f);
        if (backward)
        {
            ForBackward(arena, ref f, a).FillBackward(in f);
        }
    }

    /// <summary>Takes room for the forward pass.</summary>
    public static PackedWeights ForForward(Arena arena, ref DriverFrame f, RecurrentArguments a)
    {
        CellShape cell = f.Cell;
        int u = f.UnitStride, h = f.Units, i = f.Inputs;
        f.PackedBoth = cell.Both > 0 ? arena.AllocateFloats(Panels.Size(i + h, cell.Both * u)) : null;
        f.PackedInput = i > 0 && cell.Inputs > cell.Both ? arena.AllocateFloats(Panels.Size(i, (cell.Inputs - cell.Both) * u)) : null;
        f.PackedInner = cell.Inner > 0 ? arena.AllocateFloats(Panels.Size(h, cell.Inner * u)) : null;
        f.PackedHidden = cell.HiddenOnly > 0 ? arena.AllocateFloats(Panels.Size(h, cell.HiddenOnly * u)) : null;
        return new PackedWeights(
            a.InputWeight is null ? null : Padding.Blocks(arena, a.InputWeight, cell.Inputs, h, i),
            Padding.Blocks(arena, a.HiddenWeight, cell.HiddenBlocks, h, h));
    }

    /// <summary>Takes room for the way back.</summary>
    public static PackedWeights ForBackward(Arena arena, ref DriverFrame f, RecurrentArguments a)
    {
        CellShape cell = f.Cell;
        int u = f.UnitStride, h = f.Units;
        f.PackedHiddenBack = arena.AllocateFloats(Panels.Size((cell.Both + cell.HiddenOnly) * u, u));
        f.PackedInnerBack = cell.Inner > 0 ? arena.AllocateFloats(Panels.Size(cell.Inner * u, u)) : null;
        return new PackedWeights(null, Padding.Blocks(arena, a.HiddenWeight, cell.HiddenBlocks, h, h));
    }

    /// <summary>Packs for the forward pass.</summary>
    public void FillForward(in DriverFrame f)
    {
        CellShape cell = f.Cell;
        int u = f.UnitStride, h = f.Units, i = f.Inputs;
        float* inner = _hidden + ((nint)cell.Both * u * h);
        if (f.PackedBoth != null)
        {
            if (i > 0)
            {
                Transposed(_input, i, cell.Both * u, f.PackedBoth, i + h, 0);
            }

            Transposed(_hidden, h, cell.Both * u, f.PackedBoth, i + h, i);
        }

        if (f.PackedInput != null)
        {
            Transposed(_input + ((nint)cell.Both * u * i), i, (cell.Inputs - cell.Both) * u, f.PackedInput, i, 0);
        }

        if (f.PackedInner != null)
        {
            Transposed(inner, h, cell.Inner * u, f.PackedInner, h, 0);
        }

        if (f.PackedHidden != null)
        {
            Transposed(inner + ((nint)cell.Inner * u * h), h, cell.HiddenOnly * u, f.PackedHidden, h, 0);
        }
    }

    /// <summary>Packs for the way back: panels of H columns.</summary>
    public void FillBackward(in DriverFrame f)
    {
        CellShape cell = f.Cell;
        int u = f.UnitStride, h = f.Units, blocks = (cell.Both + cell.HiddenOnly) * u;
        float* inner = _hidden + ((nint)cell.Both * u * h);
        Panels.Pack(_hidden, h, 1, cell.Both * u, h, f.PackedHiddenBack, blocks, 0, Panels.Columns);
        Panels.Pack(
            inner + ((nint)cell.Inner * u * h), h, 1, cell.HiddenOnly * u, h, f.PackedHiddenBack, blocks, cell.Both * u, Panels.Columns);
        if (cell.Inner > 0)
        {
            Panels.Pack(inner, h, 1, cell.Inner * u, h, f.PackedInnerBack, cell.Inner * u, 0, Panels.Columns);
        }
    }

    /// <summary>Packs W^T, for W [columns, k] row-major, as rows [row, row + k) of the panels.</summary>
    private static void Transposed(float* w, int k, int columns, float* panels, int totalK, int row) =>
        Panels.Pack(w, 1, k, k, columns, panels, totalK, row, Panels.Columns);
}
