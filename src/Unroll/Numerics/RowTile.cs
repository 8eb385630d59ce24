using System.Runtime.CompilerServices;

namespace Unroll.Numerics;

/// <summary>
/// The tile of a single row (streaming, batches of one): four panels at a time, or two, so that eight sums are under way and the
/// multiply-adds do not wait for one another. Each element is summed as in <see cref="Tile{TSimd, TRows}"/>: the same bits.
/// </summary>
internal static unsafe class RowTile<TSimd, TPanels>
    where TSimd : struct, ISimd<TSimd>
    where TPanels : struct, IRows
{

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in TileOperands o, float* panel, nint panelSize, nint column)
    {
        nint w = TSimd.Width;
        bool four = TPanels.Count > 2;
        TSimd c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        if (o.Init != null)
        {
            float* init = o.Init + column;
            c0 = TSimd.Load(init);
            c1 = TSimd.Load(init + w);
            c2 = TSimd.Load(init + (2 * w));
            c3 = TSimd.Load(init + (3 * w));
            if (four) c4 = TSimd.Load(init + (4 * w));
            if (four) c5 = TSimd.Load(init + (5 * w));
            if (four) c6 = TSimd.Load(init + (6 * w));
            if (four) c7 = TSimd.Load(init + (7 * w));
        }

        float* b0 = panel, b1 = panel + panelSize, b2 = b1 + panelSize, b3 = b2 + panelSize;
        float* a = o.A0;
        nint step = o.ColumnStride0, length = o.Length0, at = 0;
        for (int segment = 0; segment < 2; segment++)
        {
            for (nint k = length; k > 0; k--, a += step, at += 2 * w)
            {
                TSimd x = TSimd.Broadcast(*a);
                c0 = TSimd.MultiplyAdd(x, TSimd.Load(b0 + at), c0);
                c1 = TSimd.MultiplyAdd(x, TSimd.Load(b0 + at + w), c1);
                c2 = TSimd.MultiplyAdd(x, TSimd.Load(b1 + at), c2);
                c3 = TSimd.MultiplyAdd(x, TSimd.Load(b1 + at + w), c3);
                if (four) c4 = TSimd.MultiplyAdd(x, TSimd.Load(b2 + at), c4);
                if (four) c5 = TSimd.MultiplyAdd(x, TSimd.Load(b2 + at + w), c5);
                if (four) c6 = TSimd.MultiplyAdd(x, TSimd.Load(b3 + at), c6);
                if (four) c7 = TSimd.MultiplyAdd(x, TSimd.Load(b3 + at + w), c7);
            }

            a = o.A1;
            step = 1;
            length = o.Length1;
        }

        float* c = o.C + column;
        c0.Store(c);
        c1.Store(c + w);
        c2.Store(c + (2 * w));
        c3.Store(c + (3 * w));
        if (four) c4.Store(c + (4 * w));
        if (four) c5.Store(c + (5 * w));
        if (four) c6.Store(c + (6 * w));
        if (four) c7.Store(c + (7 * w));
    }
}
