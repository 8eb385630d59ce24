using Unroll.Numerics;

namespace Unroll.Tests.Numerics;

public sealed unsafe class GemmTests
{
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 1, 40, 7 }, { 5, 3, 2 }, { 6, 16, 8 }, { 7, 33, 300 }, { 13, 31, 17 },
        { 97, 1030, 5 }, { 32, 64, 513 }, { 100, 10, 64 }, { 3, 5, 0 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void EveryWidthAgreesWithPlainLoops(int m, int n, int k)
    {
        foreach (bool transposeA in new[] { false, true })
        {
            foreach (bool transposeB in new[] { false, true })
            {
                foreach (bool accumulate in new[] { false, true })
                {
                    float[] a = Noise(m * k, 1), b = Noise(k * n, 2), start = Noise(m * n, 3);
                    double[] expected = Naive(transposeA, transposeB, m, n, k, a, b, accumulate ? start : new float[m * n]);
                    // Rounding of k sequential additions: unit roundoff * sqrt(k) steps * the mean size of the summed products.
                    double bound = 1.2e-7 * Math.Sqrt(k + 1) * (1 + (0.25 * k));
                    Check(expected, Run<Simd512>(transposeA, transposeB, m, n, k, a, b, start, accumulate), bound);
                    Check(expected, Run<Simd256>(transposeA, transposeB, m, n, k, a, b, start, accumulate), bound);
                    Check(expected, Run<Simd128>(transposeA, transposeB, m, n, k, a, b, start, accumulate), bound);
                    Check(expected, Run<SimdScalar>(transposeA, transposeB, m, n, k, a, b, start, accumulate), bound);
                }
            }
        }
    }

    [Fact]
    public void BitsDependOnNeitherTheWidthNorTheThreads()
    {
        const int M = 101, N = 203, K = 600;
        float[] a = Noise(M * K, 1), b = Noise(K * N, 2), c = new float[M * N];
        float[] expected = Run<SimdScalar>(false, false, M, N, K, a, b, c, false);
        Assert.Equal(expected, Run<Simd256>(false, false, M, N, K, a, b, c, false));
        Assert.Equal(expected, Run<Simd512>(false, false, M, N, K, a, b, c, false));
        foreach (int threads in new[] { 1, 2, 3, 4 })
        {
            using var team = new ThreadTeam(threads);
            var result = new float[M * N];
            fixed (float* pa = a, pb = b, pc = result)
            {
                Gemm.Multiply(team, false, false, M, N, K, pa, pb, pc, accumulate: false);
            }

            Assert.Equal(expected, result);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void RowsStartFromTheBias(int m, int n, int k)
    {
        using var team = new ThreadTeam(3);
        foreach (bool transposeA in new[] { false, true })
        {
            float[] a = Noise(m * k, 1), b = Noise(k * n, 2), bias = Noise(n, 3), result = Noise(m * n, 4);
            float[] start = [.. Enumerable.Range(0, m).SelectMany(_ => bias)];
            float[] expected = Run<SimdScalar>(transposeA, false, m, n, k, a, b, start, true);
            fixed (float* pa = a, pb = b, pc = result, start0 = bias)
            {
                Gemm.Multiply(team, transposeA, false, m, n, k, pa, pb, pc, accumulate: false, start0);
            }

            Assert.Equal(expected, result);
        }
    }

    [Fact]
    public void GathersRowsOfTheLeftOperand()
    {
        const int M = 9, N = 20, K = 31;
        float[] source = Noise(50 * M, 1), b = Noise(K * N, 2);
        int[] rows = [.. Enumerable.Range(0, K).Select(i => i * 7 % 50)];
        var gathered = new float[K * M];
        for (int i = 0; i < K; i++)
        {
            Array.Copy(source, rows[i] * M, gathered, i * M, M);
        }

        float[] expected = Run<Simd256>(true, false, M, N, K, gathered, b, new float[M * N], false);
        var result = new float[M * N];
        fixed (float* pa = source, pb = b, pc = result)
        fixed (int* map = rows)
        {
            Gemm.MultiplySerial<Simd256>(new GemmOperands
            {
                A = new LeftOperand { M = M, Data = pa, RowStride = 1, ColumnStride = M, KRows = map }, N = N, K = K, B = pb,
                RowStrideB = N, ColumnStrideB = 1, C = pc, StrideC = N,
            });
        }

        Assert.Equal(expected, result);
    }

    [Fact]
    public void TwoLeftOperandsAreOneSum()
    {
        const int Rows = 11, K0 = 5, K1 = 9, N = 37;
        float[] x = Noise(Rows * K0, 1), h = Noise(Rows * K1, 2), w = Noise((K0 + K1) * N, 3), bias = Noise(N, 4);
        var joined = new float[Rows * (K0 + K1)];
        var expected = new float[Rows * N];
        for (int r = 0; r < Rows; r++)
        {
            Array.Copy(x, r * K0, joined, r * (K0 + K1), K0);
            Array.Copy(h, r * K1, joined, (r * (K0 + K1)) + K0, K1);
            Array.Copy(bias, 0, expected, r * N, N);
        }

        expected = Run<SimdScalar>(false, false, Rows, N, K0 + K1, joined, w, expected, true);
        var packed = new float[Panels.Size(K0 + K1, N)];
        var result = new float[Rows * N];
        fixed (float* px = x, ph = h, pw = w, pb = bias, pp = packed, pc = result)
        {
            Panels.Pack(pw, N, 1, K0 + K1, N, pp, K0 + K1, 0, Panels.Columns);
            Panels.Multiply(Rows, new TileOperands
            {
                A0 = px, Length0 = K0, RowStride0 = K0, ColumnStride0 = 1, A1 = ph, Length1 = K1, RowStride1 = K1,
                Panel = pp, Init = pb, InitStride = 0, C = pc, StrideC = N,
            }, N);
        }

        Assert.Equal(expected, result);
    }

    private static float[] Run<TSimd>(
        bool transposeA, bool transposeB, int m, int n, int k, float[] a, float[] b, float[] start, bool accumulate)
        where TSimd : struct, ISimd<TSimd>
    {
        float[] c = [.. start];
        fixed (float* pa = a, pb = b, pc = c)
        {
            Gemm.MultiplySerial<TSimd>(new GemmOperands
            {
                A = new LeftOperand { M = m, Data = pa, RowStride = transposeA ? 1 : k, ColumnStride = transposeA ? m : 1 },
                N = n, K = k, B = pb, C = pc, StrideC = n, Accumulate = accumulate,
                RowStrideB = transposeB ? 1 : n, ColumnStrideB = transposeB ? k : 1,
            });
        }

        return c;
    }

    private static double[] Naive(bool transposeA, bool transposeB, int m, int n, int k, float[] a, float[] b, float[] start)
    {
        var c = new double[m * n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = start[(i * n) + j];
                for (int p = 0; p < k; p++)
                {
                    sum += (double)a[transposeA ? (p * m) + i : (i * k) + p] * b[transposeB ? (j * k) + p : (p * n) + j];
                }

                c[(i * n) + j] = sum;
            }
        }

        return c;
    }

    private static void Check(double[] expected, float[] actual, double bound)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.InRange(actual[i], expected[i] - bound, expected[i] + bound);
        }
    }

    private static float[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }
}
