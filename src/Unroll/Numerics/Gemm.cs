using System.Runtime.CompilerServices;

namespace Unroll.Numerics;

/// <summary>The operands of C = A B (or C += A B), any of them transposed through its strides.</summary>
internal unsafe struct GemmOperands
{
    /// <summary>C is [M, N], the sum runs over K.</summary>
    public int M, N, K;

    /// <summary>Element (m, k) at A[Row(k or m)...]: A + m * RowStrideA + k * ColumnStrideA.</summary>
    public float* A;
    public nint RowStrideA, ColumnStrideA;

    /// <summary>Where given, element (m, k) is at A + m * RowStrideA + KRows[k] * ColumnStrideA: rows gathered on the way.</summary>
    public int* KRows;

    /// <summary>Element (k, n) at B + k * RowStrideB + n * ColumnStrideB.</summary>
    public float* B;
    public nint RowStrideB, ColumnStrideB;

    /// <summary>Element (m, n) at C + m * StrideC + n.</summary>
    public float* C;
    public nint StrideC;

    /// <summary>Whether to add to C rather than to overwrite it.</summary>
    public bool Accumulate;
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

    /// <summary>Below this many multiply-adds one thread does it all: waking another costs more.</summary>
    private const long SerialWork = 1 << 17;

    /// <summary>C[m, n] (+)= op(A) op(B) for contiguous matrices.</summary>
    public static void Multiply(
        ThreadTeam team, bool transposeA, bool transposeB, int m, int n, int k, float* a, float* b, float* c, bool accumulate)
    {
        Multiply(team, new GemmOperands
        {
            M = m, N = n, K = k, A = a, B = b, C = c, StrideC = n, Accumulate = accumulate,
            RowStrideA = transposeA ? 1 : k, ColumnStrideA = transposeA ? m : 1,
            RowStrideB = transposeB ? 1 : n, ColumnStrideB = transposeB ? k : 1,
        });
    }

    /// <summary>Runs on the team's threads.</summary>
    public static void Multiply(ThreadTeam team, in GemmOperands operands)
    {
        long work = (long)operands.M * operands.N * operands.K;
        int parts = work < SerialWork ? 1 : team.Threads;
        var job = new Job { Operands = operands };
        if (parts == 1)
        {
            job.Execute(0, 1);
        }
        else
        {
            team.Run(ref job, parts);
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
        float* packedB = Scratch.B((nint)BlockK * (BlockN + columns));
        float* packedA = Scratch.A((nint)BlockK * (BlockM + Panels.MaxRows));
        for (int j = 0; j < g.N; j += BlockN)
        {
            int n = Math.Min(BlockN, g.N - j);
            for (int k0 = 0; k0 < g.K; k0 += BlockK)
            {
                int k = Math.Min(BlockK, g.K - k0);
                Panels.Pack(g.B + (k0 * g.RowStrideB) + (j * g.ColumnStrideB), g.RowStrideB, g.ColumnStrideB, k, n, packedB, k, 0, columns);
                for (int i = 0; i < g.M; i += BlockM)
                {
                    Block<TSimd>(g, i, Math.Min(BlockM, g.M - i), j, n, k0, k, packedA, packedB);
                }
            }
        }
    }

    /// <summary>One block of rows: packs A to columns of the tile's height unless its rows are contiguous already, then multiplies.</summary>
    private static void Block<TSimd>(in GemmOperands g, int i, int m, int j, int n, int k0, int k, float* packedA, float* packedB)
        where TSimd : struct, ISimd<TSimd>
    {
        float* c = g.C + (i * g.StrideC) + j;
        var operands = new TileOperands
        {
            Length0 = k, Panel = packedB, StrideC = g.StrideC, InitStride = g.StrideC,
        };
        bool direct = g.ColumnStrideA == 1 && g.KRows == null;
        bool accumulate = g.Accumulate || k0 > 0;
        if (direct)
        {
            operands.A0 = g.A + (i * g.RowStrideA) + k0;
            operands.RowStride0 = g.RowStrideA;
            operands.ColumnStride0 = 1;
            operands.C = c;
            operands.Init = accumulate ? c : null;
            Panels.Multiply<TSimd>(m, operands, n);
            return;
        }

        for (int r = 0; r < m;)
        {
            int height = Panels.NextHeight(m - r);
            PackA(g, i + r, height, k0, k, packedA);
            operands.A0 = packedA;
            operands.RowStride0 = 1;
            operands.ColumnStride0 = height;
            operands.C = c + (r * g.StrideC);
            operands.Init = accumulate ? operands.C : null;
            Panels.Multiply<TSimd>(height, operands, n);
            r += height;
        }
    }

    private static void PackA(in GemmOperands g, int i, int height, int k0, int k, float* packed)
    {
        float* a = g.A + (i * g.RowStrideA);
        for (int p = 0; p < k; p++)
        {
            nint row = g.KRows == null ? k0 + p : g.KRows[k0 + p];
            float* from = a + (row * g.ColumnStrideA);
            for (int r = 0; r < height; r++)
            {
                packed[r] = from[r * g.RowStrideA];
            }

            packed += height;
        }
    }

    private static void Clear(in GemmOperands g)
    {
        for (int i = 0; i < g.M && !g.Accumulate; i++)
        {
            Unsafe.InitBlockUnaligned(g.C + (i * g.StrideC), 0, (uint)g.N * sizeof(float));
        }
    }

    private struct Job : IJob
    {
        public GemmOperands Operands;

        /// <summary>A part is a range of columns, or of rows where there are more of them: either way some of the output.</summary>
        public readonly void Execute(int part, int parts)
        {
            GemmOperands g = Operands;
            bool byColumns = g.N >= g.M;
            int unit = byColumns ? Panels.Columns : Panels.MaxRows;
            int extent = byColumns ? g.N : g.M;
            int units = (extent + unit - 1) / unit;
            int from = Math.Min(extent, (int)((long)units * part / parts) * unit);
            int to = Math.Min(extent, (int)((long)units * (part + 1) / parts) * unit);
            if (byColumns)
            {
                g.B += from * g.ColumnStrideB;
                g.C += from;
                g.N = to - from;
            }
            else
            {
                g.A += from * g.RowStrideA;
                g.C += from * g.StrideC;
                g.M = to - from;
            }

            MultiplySerial(g);
        }
    }
}
