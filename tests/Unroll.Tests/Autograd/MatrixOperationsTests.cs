using Unroll.Autograd.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Autograd;

public sealed class MatrixOperationsTests
{
    [Theory]
    [InlineData(3, 5, 4)]
    [InlineData(1, 1, 1)]
    [InlineData(7, 2, 9)]
    [InlineData(2, 3, 0)]
    public void MatMulAgreesWithPlainLoops(int m, int n, int k)
    {
        foreach ((bool ta, bool tb) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            Tensor a = GradientCheck.Noise(1, ta ? [k, m] : [m, k]), b = GradientCheck.Noise(2, tb ? [n, k] : [k, n]);
            GradientCheck.Run((t, x) => t.MatMul(x[0], x[1], ta, tb), x => Naive.MatMul(x[0], x[1], 1, m, n, k, ta, tb), a, b);
        }
    }

    [Fact]
    public void BatchedMatMulAgreesWithPlainLoops()
    {
        const int B = 3, M = 4, N = 5, K = 2;
        foreach ((bool ta, bool tb) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            Tensor a = GradientCheck.Noise(1, ta ? [B, K, M] : [B, M, K]), b = GradientCheck.Noise(2, tb ? [B, N, K] : [B, K, N]);
            GradientCheck.Run((t, x) => t.BatchedMatMul(x[0], x[1], ta, tb), x => Naive.MatMul(x[0], x[1], B, M, N, K, ta, tb), a, b);
        }
    }

    [Fact]
    public void LinearAgreesWithPlainLoops()
    {
        const int In = 4, Out = 5;
        foreach (int[] lead in new int[][] { [], [3], [2, 3], [2, 1, 3] })
        {
            int rows = lead.Aggregate(1, (p, e) => p * e);
            Tensor x = GradientCheck.Noise(1, [.. lead, In]), w = GradientCheck.Noise(2, Out, In), b = GradientCheck.Noise(3, Out);
            GradientCheck.Run((t, i) => t.Linear(i[0], i[1]), i => Naive.MatMul(i[0], i[1], 1, rows, Out, In, false, true), x, w);
            GradientCheck.Run(
                (t, i) => t.Linear(i[0], i[1], i[2]),
                i => [.. Naive.MatMul(i[0], i[1], 1, rows, Out, In, false, true).Select((v, j) => v + i[2][j % Out])],
                x, w, b);
        }
    }

    [Fact]
    public void AddBiasAgreesWithPlainLoops() => GradientCheck.Run(
        (t, i) => t.AddBias(i[0], i[1]), i => [.. i[0].Select((v, j) => v + i[1][j % 5])],
        GradientCheck.Noise(1, 2, 3, 5), GradientCheck.Noise(2, 5));

    [Fact]
    public void MultiplyRowsAgreesWithPlainLoops() => GradientCheck.Run(
        (t, i) => t.MultiplyRows(i[0], i[1]), i => [.. i[0].Select((v, j) => v * i[1][j / 10])],
        GradientCheck.Noise(1, 3, 2, 5), GradientCheck.Noise(2, 3));

    [Fact]
    public void HostileShapesAreNamed()
    {
        var tape = new Unroll.Autograd.Tape();
        Tensor a = GradientCheck.Noise(1, 2, 3), b = GradientCheck.Noise(1, 2, 4), c = GradientCheck.Noise(1, 2, 3, 4);
        Messages.Throws("MatMul: the inner extents differ, [2, 3] by [2, 4]", () => tape.MatMul(a, b));
        Messages.Throws("MatMul: the inner extents differ, [2, 3] by [2, 4] transposed", () => tape.MatMul(a, b, transposeB: true));
        Messages.Throws("MatMul: expected `b` with 2 axes, got shape [2, 3, 4]", () => tape.MatMul(a, c));
        Messages.Throws("BatchedMatMul: expected `a` with 3 axes, got shape [2, 3]", () => tape.BatchedMatMul(a, c));
        Messages.Throws(
            "BatchedMatMul: expected the same batch, got [2, 3, 4] and [1, 4, 3]",
            () => tape.BatchedMatMul(c, GradientCheck.Noise(1, 1, 4, 3)));
        Messages.Throws("Linear: expected `x` with a last axis of 4 for weight [2, 4], got shape [2, 3]", () => tape.Linear(a, b));
        Messages.Throws("Linear: expected `bias` of shape [2], got [3]", () => tape.Linear(b, b, GradientCheck.Noise(1, 3)));
        Messages.Throws("AddBias: expected `bias` of shape [3], got [2, 3]", () => tape.AddBias(a, a));
        Messages.Throws("MultiplyRows: expected `weights` of shape [2], got [3]", () => tape.MultiplyRows(a, GradientCheck.Noise(1, 3)));
        Messages.Throws("Add: expected two tensors of the same shape, got [2, 3] and [2, 4]", () => tape.Add(a, b));
        Messages.Throws("Clamp: expected `low` at most `high`, got 1 and -1", () => tape.Clamp(a, 1, -1));
    }
}
