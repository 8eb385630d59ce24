using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Numerics;

/// <summary>
/// Right operands packed into panels of two vectors: panel j holds columns [2wj, 2w(j+1)) for all k, contiguous, padded with
/// zeros. Packed once, then multiplied by the rows of many steps.
/// </summary>
internal static unsafe class Panels
{
    public const int MaxRows = 6;

    /// <summary>Columns of one panel: two vectors.</summary>
    public static int Columns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Math.Max(2, SimdWidth.Bits / 16);
    }

    /// <summary>Floats needed for k by n packed.</summary>
    public static nint Size(int k, int n) => Size(k, n, Columns);

    public static nint Size(int k, int n, int columns) => (nint)k * ((n + columns - 1) / columns) * columns;

    /// <summary>
    /// Packs rows [row, row + k) of panels for a matrix of totalK rows: element (i, j) of the source is at
    /// source[i * rowStride + j * columnStride].
    /// </summary>
    public static void Pack(float* source, nint rowStride, nint columnStride, int k, int n, float* panels, int totalK, int row, int columns)
    {
        for (int j0 = 0; j0 < n; j0 += columns)
        {
            int width = Math.Min(columns, n - j0);
            float* panel = panels + ((nint)j0 * totalK) + ((nint)row * columns);
            float* from = source + (j0 * columnStride);
            if (columnStride == 1)
            {
                PackRows(from, rowStride, k, width, panel, columns);
            }
            else
            {
                PackTransposed(from, rowStride, columnStride, k, width, panel, columns);
            }
        }
    }

    /// <summary>C[rows, n] = init + [A0 A1] * panels.</summary>
    public static void Multiply(int rows, TileOperands o, int n)
    {
        switch (SimdWidth.Bits)
        {
            case 512: Multiply<Simd512>(rows, o, n); break;
            case 256: Multiply<Simd256>(rows, o, n); break;
            case 128: Multiply<Simd128>(rows, o, n); break;
            default: Multiply<SimdScalar>(rows, o, n); break;
        }
    }

    public static void Multiply<TSimd>(int rows, TileOperands o, int n)
        where TSimd : struct, ISimd<TSimd>
    {
        int columns = 2 * TSimd.Width;
        nint panelSize = (o.PanelRows != 0 ? o.PanelRows : o.Length0 + o.Length1) * columns;

        // A single row meets four panels at a time.
        int full = n / columns, group = rows == 1 ? RowTile<TSimd>.MaxPanels : 1;
        for (int j = 0; j < full; j += group)
        {
            TileOperands p = At<TSimd>(in o, o.Panel + (j * panelSize), j * columns);
            if (rows == 1)
            {
                RowTile<TSimd>.Run(Math.Min(group, full - j), in p, panelSize);
            }
            else
            {
                Column<TSimd>(rows, p);
            }
        }

        if (n > full * columns)
        {
            Tail<TSimd>(rows, At<TSimd>(in o, o.Panel + (full * panelSize), full * columns), n - (full * columns));
        }
    }

    /// <summary>
    /// The same where the left operand is packed tile by tile, each of the height that <see cref="NextHeight"/> gives: [k, height]. Each
    /// panel meets all the rows before the next one does.
    /// </summary>
    public static void MultiplyPacked<TSimd>(int rows, int k, float* packed, TileOperands o, int n)
        where TSimd : struct, ISimd<TSimd>
    {
        int columns = 2 * TSimd.Width;
        o.Length0 = k;
        o.RowStride0 = 1;
        o.PanelStride = columns;
        for (int j = 0; j < n; j += columns, o.Panel += (nint)k * columns, o.C += columns, o.Init = o.Init == null ? null : o.Init + columns)
        {
            TileOperands p = o;
            p.A0 = packed;
            int width = Math.Min(columns, n - j);
            for (int left = rows; left > 0;)
            {
                int height = NextHeight(left);
                p.ColumnStride0 = height;
                if (width == columns)
                {
                    Dispatch<TSimd>(height, in p);
                }
                else
                {
                    Tail<TSimd>(height, p, width);
                }

                left -= height;
                p.A0 += height * k;
                p.C += height * p.StrideC;
                p.Init = p.Init == null ? null : p.Init + (height * p.InitStride);
            }
        }
    }

    /// <summary>Runs the tile of the given height, 1 to 6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Dispatch<TSimd>(int height, in TileOperands o)
        where TSimd : struct, ISimd<TSimd>
    {
        switch (height)
        {
            case 6: Tile<TSimd, Rows6>.Run(in o); break;
            case 5: Tile<TSimd, Rows5>.Run(in o); break;
            case 4: Tile<TSimd, Rows4>.Run(in o); break;
            case 3: Tile<TSimd, Rows3>.Run(in o); break;
            case 2: Tile<TSimd, Rows2>.Run(in o); break;
            default: Tile<TSimd, Rows1>.Run(in o); break;
        }
    }

    /// <summary>The height of the next tile: 6, but the last two tiles share what is left evenly, as low tiles run at half the rate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int NextHeight(int left) => left >= 12 || left == MaxRows ? MaxRows : left > MaxRows ? (left + 1) / 2 : left;

    /// <summary>The operands of one panel, whose results begin at a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TileOperands At<TSimd>(in TileOperands o, float* panel, int column)
        where TSimd : struct, ISimd<TSimd>
    {
        TileOperands p = o;
        p.Panel = panel;
        p.PanelStride = 2 * TSimd.Width;
        p.C = o.C + column;
        p.Init = o.Init == null ? null : o.Init + column;
        return p;
    }

    /// <summary>All the rows by two vectors of one panel.</summary>
    private static void Column<TSimd>(int rows, TileOperands p)
        where TSimd : struct, ISimd<TSimd>
    {
        for (int left = rows; left > 0;)
        {
            int height = NextHeight(left);
            Dispatch<TSimd>(height, in p);
            left -= height;
            p.A0 += height * p.RowStride0;
            p.A1 += height * p.RowStride1;
            p.C += height * p.StrideC;
            p.Init = p.Init == null ? null : p.Init + (height * p.InitStride);
        }
    }

    /// <summary>
    /// The last panel where fewer columns are left than it has. Half of it, or less, takes a vector of half the width half the time; of those
    /// narrower still a core does no more at once.
    /// </summary>
    private static void Tail<TSimd>(int rows, TileOperands p, int width)
        where TSimd : struct, ISimd<TSimd>
    {
        if (typeof(TSimd) == typeof(Simd512) && width <= TSimd.Width)
        {
            Tail<Simd256>(rows, p, width);
        }
        else if (width == 2 * TSimd.Width)
        {
            Column<TSimd>(rows, p);
        }
        else
        {
            ThroughBuffer<TSimd>(rows, p, width);
        }
    }

    /// <summary>Two vectors of which only the first columns belong to the operands: a tile is computed in a small buffer and copied.</summary>
    private static void ThroughBuffer<TSimd>(int rows, TileOperands p, int width)
        where TSimd : struct, ISimd<TSimd>
    {
        int columns = 2 * TSimd.Width;
        float* buffer = stackalloc float[MaxRows * columns];
        float* init = p.Init, result = p.C;
        nint initStride = p.InitStride, resultStride = p.StrideC;
        p.C = buffer;
        p.StrideC = columns;
        for (int left = rows; left > 0;)
        {
            int height = NextHeight(left);
            if (init != null)
            {
                for (int i = 0; i < height; i++, init += initStride)
                {
                    Copy(init, buffer + (i * columns), width);
                }

                p.Init = buffer;
                p.InitStride = columns;
            }

            Dispatch<TSimd>(height, in p);
            for (int i = 0; i < height; i++, result += resultStride)
            {
                Copy(buffer + (i * columns), result, width);
            }

            left -= height;
            p.A0 += height * p.RowStride0;
            p.A1 += height * p.RowStride1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* from, float* to, int count) => Unsafe.CopyBlockUnaligned(to, from, (uint)count * sizeof(float));

    /// <summary>Packs where the columns of the operand lie next to each other: whole vectors where the panel is full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackRows(float* from, nint rowStride, int k, int width, float* panel, int columns)
    {
        if (width == columns && columns % 8 == 0)
        {
            for (int i = 0; i < k; i++, panel += columns, from += rowStride)
            {
                for (nint j = 0; j < columns; j += 8)
                {
                    Vector256.Load(from + j).Store(panel + j);
                }
            }

            return;
        }

        for (int i = 0; i < k; i++, panel += columns, from += rowStride)
        {
            for (int j = 0; j < columns; j++)
            {
                panel[j] = j < width ? from[j] : 0;
            }
        }
    }

    /// <summary>Packs where the columns of the operand are the rows of the source in memory: blocks of 8 by 8 are transposed in registers.</summary>
    private static void PackTransposed(float* from, nint rowStride, nint columnStride, int k, int width, float* panel, int columns)
    {
        int j = 0;
        for (; rowStride == 1 && j + 8 <= width; j += 8)
        {
            float* source = from + (j * columnStride);
            int i = 0;
            for (; i + 8 <= k; i += 8)
            {
                Transposition.Block8(source + i, columnStride, panel + ((nint)i * columns) + j, columns);
            }

            for (; i < k; i++)
            {
                for (int c = 0; c < 8; c++)
                {
                    panel[((nint)i * columns) + j + c] = source[(c * columnStride) + i];
                }
            }
        }

        for (int i = 0; i < k; i++)
        {
            for (int c = j; c < columns; c++)
            {
                panel[((nint)i * columns) + c] = c < width ? from[(c * columnStride) + (i * rowStride)] : 0;
            }
        }
    }
}
