using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Numerics;

/// <summary>Rows of a left operand: element (m, k) at Data + m * RowStride + k * ColumnStride.</summary>
internal unsafe struct LeftOperand
{
    public int M;
    public float* Data;
    public nint RowStride, ColumnStride;

    /// <summary>Where given, element (m, k) is at Data + m * RowStride + KRows[k] * ColumnStride: rows gathered on the way.</summary>
    public int* KRows;

    /// <summary>The rows [from, to) of it, as far as there are any.</summary>
    public readonly LeftOperand Rows(int from, int to)
    {
        LeftOperand a = this;
        from = Math.Clamp(from, 0, M);
        a.M = Math.Clamp(to, from, M) - from;
        a.Data += from * RowStride;
        return a;
    }
}

/// <summary>The operands of C = A B (or C += A B), any of them transposed through its strides.</summary>
internal unsafe struct GemmOperands
{
    /// <summary>C is [A.M + Below.M, N], the sum runs over K.</summary>
    public int N, K;

    /// <summary>The left operand, and further rows of it from elsewhere: both are multiplied with one packing of B.</summary>
    public LeftOperand A, Below;

    /// <summary>Element (k, n) at B + k * RowStrideB + n * ColumnStrideB.</summary>
    public float* B;
    public nint RowStrideB, ColumnStrideB;

    /// <summary>Element (m, n) at C + m * StrideC + n.</summary>
    public float* C;
    public nint StrideC;

    /// <summary>Whether to add to C rather than to overwrite it.</summary>
    public bool Accumulate;

    /// <summary>What every row starts from where C is overwritten [N]; null for zeros.</summary>
    public float* Bias;

    /// <summary>Whether C has one row more, below all others: the sums of the columns of B.</summary>
    public bool Sums;

    public readonly int M => A.M + Below.M + (Sums ? 1 : 0);

    /// <summary>The operands of some rows and columns of C alone.</summary>
    public readonly GemmOperands Block(int row, int rows, int column, int columns)
    {
        GemmOperands g = this;
        g.A = A.Rows(row, row + rows);
        g.Below = Below.Rows(row - A.M, row + rows - A.M);
        g.Sums = Sums && row + rows == M;
        g.N = columns;
        g.B += column * ColumnStrideB;
        g.C += (row * StrideC) + column;
        g.Bias = Bias == null ? null : Bias + column;
        return g;
    }
}

/// <summary>
/// General matrix multiplication: blocks of k packed on both sides, the output dealt out to the threads. Each element is
/// summed along k from first to last, so the bits depend neither on the threads nor on the blocking.
/// </summary>
internal static unsafe class Gemm
{
    private const int BlockK = 256;
    private const int BlockM = 96;
    private const int BlockN = 1024;

    /// <summary>
    /// A transposed left side is read where it lies, unless its rows of k are so far apart that a block of them does not stay in the second
    /// cache: packing it costs more than it gains.
    /// </summary>
    private const int DirectStride = 1024;

    /// <summary>Below this many multiply-adds one thread does it all: waking another costs more.</summary>
    public const long SerialWork = 1 << 17;

    /// <summary>C[m, n] (+)= op(A) op(B) for contiguous matrices; every row starts from the bias where there is one.</summary>
    public static void Multiply(
        ThreadTeam team, bool transposeA, bool transposeB, int m, int n, int k, float* a, float* b, float* c, bool accumulate,
        float* bias = null)
    {
        Multiply(team, new GemmOperands
        {
            A = new LeftOperand { M = m, Data = a, RowStride = transposeA ? 1 : k, ColumnStride = transposeA ? m : 1 },
            N = n, K = k, B = b, C = c, StrideC = n, Accumulate = accumulate, Bias = bias,
            RowStrideB = transposeB ? 1 : n, ColumnStrideB = transposeB ? k : 1,
        });
    }

    /// <summary>Runs on the team's threads.</summary>
    public static void Multiply(ThreadTeam team, in GemmOperands operands)
    {
        long work = (long)operands.M * operands.N * operands.K;
        var job = new Job { Line = new GemmLine(operands) };
        if (work < SerialWork)
        {
            job.Execute(0, 1);
        }
        else
        {
            team.Run(ref job, team.Threads);
        }
    }

    /// <summary>Runs on the calling thread, at the process's vector width.</summary>
    public static void MultiplySerial(in GemmOperands operands)
    {
        switch (SimdWidth.Bits)
        {
            case 512: MultiplySerial<Simd512>(operands); break;
            case 256: MultiplySerial<Simd256>(operands); break;
            case 128: MultiplySerial<Simd128>(operands); break;
            default: MultiplySerial<SimdScalar>(operands); break;
        }
    }

    public static void MultiplySerial<TSimd>(in GemmOperands g)
        where TSimd : struct, ISimd<TSimd>
    {
        if (g.M == 0 || g.N == 0)
        {
            return;
        }

        if (g.K == 0)
        {
            Clear(g);
            return;
        }

        int columns = 2 * TSimd.Width;
        float one = 1;
        float* packedB = Scratch.B((nint)BlockK * (BlockN + columns));
        float* packedA = Scratch.A(((nint)BlockK * BlockM) + 8);
        for (int j = 0; j < g.N; j += BlockN)
        {
            int n = Math.Min(BlockN, g.N - j);
            for (int k0 = 0; k0 < g.K; k0 += BlockK)
            {
                int k = Math.Min(BlockK, g.K - k0);
                Panels.Pack(g.B + (k0 * g.RowStrideB) + (j * g.ColumnStrideB), g.RowStrideB, g.ColumnStrideB, k, n, packedB, k, 0, columns);
                Rows<TSimd>(g, g.A, g.C, j, n, k0, k, packedA, packedB);
                Rows<TSimd>(g, g.Below, g.C + (g.A.M * g.StrideC), j, n, k0, k, packedA, packedB);
                if (g.Sums)
                {
                    Rows<TSimd>(g, new LeftOperand { M = 1, Data = &one }, g.C + ((g.M - 1) * g.StrideC), j, n, k0, k, packedA, packedB);
                }
            }
        }
    }

    /// <summary>Multiplies the rows of a left operand with the packed block, packing them to the tile's height where that pays.</summary>
    private static void Rows<TSimd>(in GemmOperands g, in LeftOperand a, float* c, int j, int n, int k0, int k, float* packedA, float* packedB)
        where TSimd : struct, ISimd<TSimd>
    {
        bool accumulate = g.Accumulate || k0 > 0;
        float* bias = g.Bias == null ? null : g.Bias + j;
        c += j;
        var operands = new TileOperands { Length0 = k, Panel = packedB, StrideC = g.StrideC, InitStride = accumulate ? g.StrideC : 0 };
        if (a.KRows == null && (a.ColumnStride <= 1 || (a.RowStride == 1 && a.ColumnStride <= DirectStride)))
        {
            for (int i = 0; i < a.M; i += BlockM)
            {
                operands.A0 = a.Data + (i * a.RowStride) + (k0 * a.ColumnStride);
                operands.RowStride0 = a.RowStride;
                operands.ColumnStride0 = a.ColumnStride;
                operands.C = c + (i * g.StrideC);
                operands.Init = accumulate ? operands.C : bias;
                Panels.Multiply<TSimd>(Math.Min(BlockM, a.M - i), operands, n);
            }

            return;
        }

        // A whole block of rows is packed before it meets the panels, so that a panel stays in the nearest cache for all of them.
        for (int i0 = 0; i0 < a.M; i0 += BlockM)
        {
            int m = Math.Min(BlockM, a.M - i0);
            for (int i = 0; i < m;)
            {
                int height = Panels.NextHeight(m - i);
                Pack(in a, i0 + i, height, k0, k, packedA + (i * k));
                i += height;
            }

            operands.C = c + (i0 * g.StrideC);
            operands.Init = accumulate ? operands.C : bias;
            Panels.MultiplyPacked<TSimd>(m, k, packedA, operands, n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(in LeftOperand a, int i, int height, int k0, int k, float* packed)
    {
        float* data = a.Data + (i * a.RowStride);

        // Eight at a time where the rows lie next to each other: what is too much is overwritten by the next k.
        bool wide = a.RowStride == 1 && i + 8 <= a.M;
        for (int p = 0; p < k; p++, packed += height)
        {
            nint row = a.KRows == null ? k0 + p : a.KRows[k0 + p];
            float* from = data + (row * a.ColumnStride);
            if (wide)
            {
                Vector256.Load(from).Store(packed);
                continue;
            }

            for (int r = 0; r < height; r++)
            {
                packed[r] = from[r * a.RowStride];
            }
        }
    }

    private static void Clear(in GemmOperands g)
    {
        for (int i = 0; i < g.M && !g.Accumulate; i++)
        {
            var row = new Span<float>(g.C + (i * g.StrideC), g.N);
            if (g.Bias == null)
            {
                row.Clear();
            }
            else
            {
                new Span<float>(g.Bias, g.N).CopyTo(row);
            }
        }
    }

    private struct Job : IJob
    {
        public GemmLine Line;

        public readonly void Execute(int part, int parts)
        {
            long at = Line.Position(Line.Cost * part / parts), end = Line.Position(Line.Cost * (part + 1) / parts);
            while (Line.Next(ref at, end) is { } block)
            {
                MultiplySerial(Line.Operands.Block(block.Row, block.Rows, block.Column, block.Columns));
            }
        }
    }
}
