using Unroll.Numerics;

namespace Unroll.Tests.Numerics;

public sealed unsafe class WorkBatchTests
{
    [Theory]
    [InlineData(42, 32)]
    [InlineData(7, 203)]
    [InlineData(1536, 10)]
    [InlineData(13, 31)]
    [InlineData(1, 1)]
    public void BlocksOfALineCoverEveryElementOnce(int m, int n)
    {
        foreach (bool below in new[] { false, true })
        {
            var line = new GemmLine(new GemmOperands { A = new LeftOperand { M = m }, Below = new LeftOperand { M = below ? 5 : 0 }, N = n, K = 9 });
            foreach (int parts in new[] { 1, 2, 3, 8, 50 })
            {
                int rows = line.Operands.M;
                var seen = new int[rows, n];
                for (int part = 0; part < parts; part++)
                {
                    long at = line.Position(line.Cost * part / parts), end = line.Position(line.Cost * (part + 1) / parts);
                    while (line.Next(ref at, end) is { } block)
                    {
                        for (int r = block.Row; r < block.Row + block.Rows; r++)
                        {
                            for (int c = block.Column; c < block.Column + block.Columns; c++)
                            {
                                seen[r, c]++;
                            }
                        }
                    }
                }

                Assert.All(seen.Cast<int>(), count => Assert.Equal(1, count));
            }
        }
    }

    [Theory]
    [InlineData(42, 32, 2)]
    [InlineData(80, 256, 3)]
    [InlineData(193, 128, 8)]
    public void PartsOfALineAreEven(int m, int n, int parts)
    {
        var line = new GemmLine(new GemmOperands { A = new LeftOperand { M = m }, Below = new LeftOperand { M = 1 }, N = n, K = 100 });
        long lanes = (n + Panels.Columns - 1) / Panels.Columns, all = lanes * line.Operands.M;
        for (int part = 0; part < parts; part++)
        {
            long share = line.Position(line.Cost * (part + 1) / parts) - line.Position(line.Cost * part / parts);

            // Half a tile more or less at either end.
            Assert.InRange(share, (all / parts) - Panels.MaxRows, (all / parts) + Panels.MaxRows);
        }
    }

    [Fact]
    public void BitsDoNotDependOnTheThreads()
    {
        float[] expected = Gradients(1);
        foreach (int threads in new[] { 2, 3, 5 })
        {
            Assert.Equal(expected, Gradients(threads));
        }
    }

    /// <summary>Two products of very different shape and work of another kind, of which two add to the same place.</summary>
    private static float[] Gradients(int threads)
    {
        const int M = 42, N = 32, K = 900, Rows = 1100, Narrow = 7;
        float[] a = Noise(M * K, 1), b = Noise(N * K, 2), c = Noise(M * N, 3), left = Noise(Rows * N, 4), right = Noise(N * Narrow, 5);
        float[] dx = Noise(Rows * Narrow, 6), sums = Noise(N, 7);
        using var team = new ThreadTeam(threads);
        fixed (float* pa = a, pb = b, pc = c, pl = left, pr = right, px = dx, ps = sums)
        {
            var batch = new WorkBatch(team);
            GemmOperands product = new()
            {
                A = new LeftOperand { M = M, Data = pa, RowStride = 1, ColumnStride = M }, N = N, K = K, B = pb, RowStrideB = N, ColumnStrideB = 1,
                C = pc, StrideC = N, Accumulate = true,
            };
            WorkTarget[] targets = [WorkTarget.Of(pc, M * N)];
            batch.Add(new GemmWork(product) { Targets = targets });
            batch.Add(new GemmWork(new GemmOperands
            {
                A = new LeftOperand { M = Rows, Data = pl, RowStride = N, ColumnStride = 1 }, N = Narrow, K = N, B = pr, RowStrideB = Narrow,
                ColumnStrideB = 1, C = px, StrideC = Narrow, Accumulate = true,
            }));
            batch.Add(new Sum(pa, ps));
            batch.Add(new GemmWork(product) { Targets = targets });
            batch.Run();
            batch.Run();
        }

        return [.. c, .. dx, .. sums];
    }

    [Fact]
    public void TheRowOfSumsIsTheSumOfRows()
    {
        const int N = 70, K = 300;
        foreach (int m in new[] { 0, 5 })
        {
            float[] a = Noise((m * K) + 1, 1), b = Noise(N * K, 2), c = Noise((m + 1) * N, 3), expected = new float[N];
            for (int i = 0; i < b.Length; i++)
            {
                expected[i % N] += b[i];
            }

            fixed (float* pa = a, pb = b, pc = c)
            {
                Gemm.MultiplySerial(new GemmOperands
                {
                    A = new LeftOperand { M = m, Data = pa, RowStride = 1, ColumnStride = m }, Sums = true, N = N, K = K, B = pb, RowStrideB = N,
                    ColumnStrideB = 1, C = pc, StrideC = N,
                });
            }

            Assert.Equal(expected, c[(m * N)..]);
        }
    }

    [Fact]
    public void AProductIsTheSameWhereItsLeftSideIsTooWideToBeReadInPlace()
    {
        // Eleven rows of a matrix whose rows of k are 30 and 3,000 floats apart.
        const int M = 11, N = 40, K = 270;
        float[] near = Noise(30 * K, 1), far = new float[3000 * K], b = Noise(N * K, 2);
        for (int k = 0; k < K; k++)
        {
            Array.Copy(near, k * 30, far, k * 3000, M);
        }

        Assert.Equal(Multiply(near, 30), Multiply(far, 3000));

        float[] Multiply(float[] a, int stride)
        {
            var c = new float[M * N];
            fixed (float* pa = a, pb = b, pc = c)
            {
                Gemm.MultiplySerial(new GemmOperands
                {
                    A = new LeftOperand { M = M, Data = pa, RowStride = 1, ColumnStride = stride }, N = N, K = K, B = pb, RowStrideB = N,
                    ColumnStrideB = 1, C = pc, StrideC = N,
                });
            }

            return c;
        }
    }

    private static float[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }

    /// <summary>Adds the first 32 floats of a source to a target, 100,000 multiply-adds' worth.</summary>
    private sealed class Sum(float* source, float* target) : Work
    {
        private readonly float* _source = source, _target = target;

        public override long Cost => 100_000;

        public override void Execute(long from, long to)
        {
            for (long i = from * 32 / Cost; i < to * 32 / Cost; i++)
            {
                _target[i] += _source[i];
            }
        }
    }
}
