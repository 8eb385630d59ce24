using System.Runtime.CompilerServices;

namespace Unroll.Numerics;

/// <summary>
/// The tile of a single row (streaming, batches of one): four panels at a time, so that eight sums are under way and the multiply-adds do
/// not wait for one another. Each element is summed as in <see cref="Tile{TSimd, TRows}"/>: the same bits.
/// </summary>
internal static unsafe class RowTile<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    public const int MaxPanels = 4;

    /// <summary>One row by 1 to 4 panels.</summary>
    public static void Run(int panels, in TileOperands o, nint panelSize)
    {
        switch (panels)
        {
            case 4: Run<Rows4>(in o, panelSize); break;
            case 3: Run<Rows3>(in o, panelSize); break;
            case 2: Run<Rows2>(in o, panelSize); break;
            default: Run<Rows1>(in o, panelSize); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TPanels>(in TileOperands o, nint panelSize)
        where TPanels : struct, IRows
    {
        nint w = TSimd.Width;
        TSimd c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        if (o.Init != null)
        {
            float* init = o.Init;
            c00 = TSimd.Load(init);
            c01 = TSimd.Load(init + w);
            if (TPanels.Count > 1) { c10 = TSimd.Load(init + (2 * w)); c11 = TSimd.Load(init + (3 * w)); }
            if (TPanels.Count > 2) { c20 = TSimd.Load(init + (4 * w)); c21 = TSimd.Load(init + (5 * w)); }
            if (TPanels.Count > 3) { c30 = TSimd.Load(init + (6 * w)); c31 = TSimd.Load(init + (7 * w)); }
        }

        float* b0 = o.Panel, b1 = b0 + panelSize, b2 = b1 + panelSize, b3 = b2 + panelSize;
        float* a = o.A0;
        nint step = o.ColumnStride0, length = o.Length0, at = 0;
        for (int segment = 0; segment < 2; segment++)
        {
            for (nint k = length; k > 0; k--, a += step, at += 2 * w)
            {
                TSimd x = TSimd.Broadcast(*a);
                c00 = TSimd.MultiplyAdd(x, TSimd.Load(b0 + at), c00);
                c01 = TSimd.MultiplyAdd(x, TSimd.Load(b0 + at + w), c01);
                if (TPanels.Count > 1) c10 = TSimd.MultiplyAdd(x, TSimd.Load(b1 + at), c10);
                if (TPanels.Count > 1) c11 = TSimd.MultiplyAdd(x, TSimd.Load(b1 + at + w), c11);
                if (TPanels.Count > 2) c20 = TSimd.MultiplyAdd(x, TSimd.Load(b2 + at), c20);
                if (TPanels.Count > 2) c21 = TSimd.MultiplyAdd(x, TSimd.Load(b2 + at + w), c21);
                if (TPanels.Count > 3) c30 = TSimd.MultiplyAdd(x, TSimd.Load(b3 + at), c30);
                if (TPanels.Count > 3) c31 = TSimd.MultiplyAdd(x, TSimd.Load(b3 + at + w), c31);
            }

            a = o.A1;
            step = 1;
            length = o.Length1;
        }

        float* c = o.C;
        c00.Store(c);
        c01.Store(c + w);
        if (TPanels.Count > 1) { c10.Store(c + (2 * w)); c11.Store(c + (3 * w)); }
        if (TPanels.Count > 2) { c20.Store(c + (4 * w)); c21.Store(c + (5 * w)); }
        if (TPanels.Count > 3) { c30.Store(c + (6 * w)); c31.Store(c + (7 * w)); }
    }
}
