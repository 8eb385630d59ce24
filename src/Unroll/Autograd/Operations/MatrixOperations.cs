using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Products of matrices and of batches of matrices.</summary>
public static unsafe class MatrixOperations
{
    /// <summary>The product of two matrices: op(a) [m, k] by op(b) [k, n] gives [m, n].</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">[m, k], or [k, m] where <paramref name="transposeA"/>.</param>
    /// <param name="b">[k, n], or [n, k] where <paramref name="transposeB"/>.</param>
    /// <param name="transposeA">Whether to read <paramref name="a"/> transposed.</param>
    /// <param name="transposeB">Whether to read <paramref name="b"/> transposed.</param>
    /// <exception cref="ArgumentException">An operand is not a matrix, or the inner extents differ.</exception>
    public static Tensor MatMul(this Tape tape, Tensor a, Tensor b, bool transposeA = false, bool transposeB = false)
    {
        Expect.Rank("MatMul", nameof(a), a, 2);
        Expect.Rank("MatMul", nameof(b), b, 2);
        return Multiply(tape, "MatMul", a, b, 1, transposeA, transposeB);
    }

    /// <summary>The products of two batches of matrices: op(a) [b, m, k] by op(b) [b, k, n] gives [b, m, n].</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">[b, m, k], or [b, k, m] where <paramref name="transposeA"/>.</param>
    /// <param name="b">[b, k, n], or [b, n, k] where <paramref name="transposeB"/>.</param>
    /// <param name="transposeA">Whether to read the matrices of <paramref name="a"/> transposed.</param>
    /// <param name="transposeB">Whether to read the matrices of <paramref name="b"/> transposed.</param>
    /// <exception cref="ArgumentException">An operand does not have three axes, or batch or inner extents differ.</exception>
    public static Tensor BatchedMatMul(this Tape tape, Tensor a, Tensor b, bool transposeA = false, bool transposeB = false)
    {
        Expect.Rank("BatchedMatMul", nameof(a), a, 3);
        Expect.Rank("BatchedMatMul", nameof(b), b, 3);
        if (a.Shape[0] != b.Shape[0])
        {
            Expect.Fail($"BatchedMatMul: expected the same batch, got {a.Shape} and {b.Shape}", nameof(b));
        }

        return Multiply(tape, "BatchedMatMul", a, b, a.Shape[0], transposeA, transposeB);
    }

    private static Tensor Multiply(Tape tape, string operation, Tensor a, Tensor b, int batch, bool transposeA, bool transposeB)
    {
        int m = a.Shape[transposeA ? -1 : -2], k = a.Shape[transposeA ? -2 : -1];
        int n = b.Shape[transposeB ? -2 : -1], inner = b.Shape[transposeB ? -1 : -2];
        if (k != inner)
        {
            string left = transposeA ? $"{a.Shape} transposed" : $"{a.Shape}";
            string right = transposeB ? $"{b.Shape} transposed" : $"{b.Shape}";
            Expect.Fail($"{operation}: the inner extents differ, {left} by {right}", nameof(b));
        }

        Tensor y = tape.Output(a.Shape.Rank == 2 ? new Shape(m, n) : new Shape(batch, m, n), a, b);
        Run(tape, batch, transposeA, transposeB, m, n, k, a.Pointer, b.Pointer, y.Pointer, accumulate: false);
        if (y.RequiresGradient)
        {
            tape.Record(new Product(a, b, y, batch, transposeA, transposeB, m, n, k));
        }

        return y;
    }

    /// <summary>Many small products are dealt out whole; a few large ones are each cut by the multiplication itself.</summary>
    private static void Run(
        Tape tape, int batch, bool transposeA, bool transposeB, int m, int n, int k, float* a, float* b, float* c, bool accumulate)
    {
        var job = new Job
        {
            Batch = batch,
            One = new GemmOperands
            {
                A = new LeftOperand { M = m, Data = a, RowStride = transposeA ? 1 : k, ColumnStride = transposeA ? m : 1 },
                N = n, K = k, B = b, C = c, StrideC = n, Accumulate = accumulate,
                RowStrideB = transposeB ? 1 : n, ColumnStrideB = transposeB ? k : 1,
            },
        };
        if (batch >= tape.Team.Threads && batch > 1)
        {
            // A multiply-add costs a fraction of a unit of work: sixteen or more are done in a nanosecond.
            Parts.Run(tape, ref job, (long)batch * m * n * k / 16);
            return;
        }

        for (int i = 0; i < batch; i++)
        {
            Gemm.Multiply(tape.Team, job.At(i));
        }
    }

    private struct Job : IJob
    {
        public int Batch;
        public GemmOperands One;

        public readonly GemmOperands At(int i)
        {
            GemmOperands g = One;
            g.A.Data += (nint)i * g.M * g.K;
            g.B += (nint)i * g.K * g.N;
            g.C += (nint)i * g.M * g.N;
            return g;
        }

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Batch, 1, part, parts);
            for (int i = from; i < to; i++)
            {
                Gemm.MultiplySerial(At(i));
            }
        }
    }

    private sealed class Product(Tensor a, Tensor b, Tensor y, int batch, bool transposeA, bool transposeB, int m, int n, int k) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is null)
            {
                return;
            }

            float* dy = y.Gradient.Pointer;
            if (a.RequiresGradient)
            {
                float* da = tape.GradientOf(a).Pointer;
                if (transposeA)
                {
                    Run(tape, batch, transposeB, true, k, m, n, b.Pointer, dy, da, accumulate: true);
                }
                else
                {
                    Run(tape, batch, false, !transposeB, m, k, n, dy, b.Pointer, da, accumulate: true);
                }
            }

            if (b.RequiresGradient)
            {
                float* db = tape.GradientOf(b).Pointer;
                if (transposeB)
                {
                    Run(tape, batch, true, transposeA, n, k, m, dy, a.Pointer, db, accumulate: true);
                }
                else
                {
                    Run(tape, batch, !transposeA, false, k, n, m, a.Pointer, dy, db, accumulate: true);
                }
            }
        }
    }
}
