using System.Runtime.CompilerServices;

namespace Unroll.Numerics;

/// <summary>The number of rows of a tile, as a type, so that the JIT makes one kernel a height.</summary>
internal interface IRows
{
    static abstract int Count { get; }
}

internal readonly struct Rows1 : IRows { public static int Count => 1; }

internal readonly struct Rows2 : IRows { public static int Count => 2; }

internal readonly struct Rows3 : IRows { public static int Count => 3; }

internal readonly struct Rows4 : IRows { public static int Count => 4; }

internal readonly struct Rows5 : IRows { public static int Count => 5; }

internal readonly struct Rows6 : IRows { public static int Count => 6; }

/// <summary>
/// What a tile multiplies: up to two left operands one after the other along k (the input and the hidden state of a step)
/// with one packed panel, starting from <see cref="Init"/>.
/// </summary>
internal unsafe struct TileOperands
{
    /// <summary>First left operand: element (r, k) at A0[r * RowStride0 + k * ColumnStride0].</summary>
    public float* A0;
    public nint Length0;
    public nint RowStride0;
    public nint ColumnStride0;

    /// <summary>Second left operand, its columns next to each other; Length1 may be 0.</summary>
    public float* A1;
    public nint Length1;
    public nint RowStride1;

    /// <summary>The panel: Length0 + Length1 rows, of which the tile reads 2 * width columns.</summary>
    public float* Panel;

    /// <summary>Floats from one row of the panel to the next: more than 2 * width where a narrower vector takes what few columns are left.</summary>
    public nint PanelStride;

    /// <summary>Rows from one panel to the next, where more were packed than this product uses; 0 for Length0 + Length1.</summary>
    public nint PanelRows;

    /// <summary>Where the sums start: null for zero; a stride of 0 repeats one row (a bias).</summary>
    public float* Init;
    public nint InitStride;

    /// <summary>The result: rows of 2 * width columns.</summary>
    public float* C;
    public nint StrideC;
}

/// <summary>
/// The one multiplication kernel: a tile of 1 to 6 rows by two vectors held in registers. Every element is summed along k in
/// the same order with fused multiply-adds, whatever the height of the tile and the width of the vector: the bits do not
/// depend on how the work was cut.
/// </summary>
internal static unsafe class Tile<TSimd, TRows>
    where TSimd : struct, ISimd<TSimd>
    where TRows : struct, IRows
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in TileOperands o)
    {
        nint w = TSimd.Width;
        TSimd c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        TSimd c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        if (o.Init != null)
        {
            float* init = o.Init;
            nint s = o.InitStride;
            c00 = TSimd.Load(init);
            c01 = TSimd.Load(init + w);
            if (TRows.Count > 1) { c10 = TSimd.Load(init + s); c11 = TSimd.Load(init + s + w); }
            if (TRows.Count > 2) { c20 = TSimd.Load(init + (2 * s)); c21 = TSimd.Load(init + (2 * s) + w); }
            if (TRows.Count > 3) { c30 = TSimd.Load(init + (3 * s)); c31 = TSimd.Load(init + (3 * s) + w); }
            if (TRows.Count > 4) { c40 = TSimd.Load(init + (4 * s)); c41 = TSimd.Load(init + (4 * s) + w); }
            if (TRows.Count > 5) { c50 = TSimd.Load(init + (5 * s)); c51 = TSimd.Load(init + (5 * s) + w); }
        }

        float* b = o.Panel;
        nint sb = o.PanelStride;
        float* a0 = o.A0;
        nint rs = o.RowStride0;
        nint cs = o.ColumnStride0;
        nint length = o.Length0;
        for (int segment = 0; segment < 2; segment++)
        {
            float* a1 = a0 + rs, a2 = a0 + (2 * rs), a3 = a0 + (3 * rs), a4 = a0 + (4 * rs), a5 = a0 + (5 * rs);
            nint i = 0;
            for (nint k = length; k > 0; k--, i += cs, b += sb)
            {
                TSimd b0 = TSimd.Load(b), b1 = TSimd.Load(b + w);
                TSimd x = TSimd.Broadcast(a0[i]);
                c00 = TSimd.MultiplyAdd(x, b0, c00);
                c01 = TSimd.MultiplyAdd(x, b1, c01);
                if (TRows.Count > 1) { x = TSimd.Broadcast(a1[i]); c10 = TSimd.MultiplyAdd(x, b0, c10); c11 = TSimd.MultiplyAdd(x, b1, c11); }
                if (TRows.Count > 2) { x = TSimd.Broadcast(a2[i]); c20 = TSimd.MultiplyAdd(x, b0, c20); c21 = TSimd.MultiplyAdd(x, b1, c21); }
                if (TRows.Count > 3) { x = TSimd.Broadcast(a3[i]); c30 = TSimd.MultiplyAdd(x, b0, c30); c31 = TSimd.MultiplyAdd(x, b1, c31); }
                if (TRows.Count > 4) { x = TSimd.Broadcast(a4[i]); c40 = TSimd.MultiplyAdd(x, b0, c40); c41 = TSimd.MultiplyAdd(x, b1, c41); }
                if (TRows.Count > 5) { x = TSimd.Broadcast(a5[i]); c50 = TSimd.MultiplyAdd(x, b0, c50); c51 = TSimd.MultiplyAdd(x, b1, c51); }
            }

            if (o.Length1 == 0)
            {
                break;
            }

            a0 = o.A1;
            rs = o.RowStride1;
            cs = 1;
            length = o.Length1;
        }

        float* c = o.C;
        nint sc = o.StrideC;
        c00.Store(c);
        c01.Store(c + w);
        if (TRows.Count > 1) { c10.Store(c + sc); c11.Store(c + sc + w); }
        if (TRows.Count > 2) { c20.Store(c + (2 * sc)); c21.Store(c + (2 * sc) + w); }
        if (TRows.Count > 3) { c30.Store(c + (3 * sc)); c31.Store(c + (3 * sc) + w); }
        if (TRows.Count > 4) { c40.Store(c + (4 * sc)); c41.Store(c + (4 * sc) + w); }
        if (TRows.Count > 5) { c50.Store(c + (5 * sc)); c51.Store(c + (5 * sc) + w); }
    }
}
