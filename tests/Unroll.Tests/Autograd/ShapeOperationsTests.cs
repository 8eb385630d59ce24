using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Autograd;

public sealed class ShapeOperationsTests
{
    [Fact]
    public void ReshapeSharesMemoryAndPassesTheGradient()
    {
        Tensor x = GradientCheck.Noise(1, 2, 6);
        GradientCheck.Run((t, i) => t.Reshape(i[0], 3, -1), i => i[0], x);
        GradientCheck.Run((t, i) => t.Exp(t.Reshape(t.Exp(i[0]), 4, 3)), i => Array.ConvertAll(i[0], v => Math.Exp(Math.Exp(v))), x);
        var tape = new Tape();
        Tensor y = tape.Reshape(x, -1, 2, 2);
        Assert.Equal(new Shape(3, 2, 2), y.Shape);
        y[0] = 42;
        Assert.Equal(42, x[0]);
    }

    [Fact]
    public void TransposeAgreesWithPlainLoops()
    {
        foreach ((int b, int r, int c) in new[] { (1, 3, 5), (2, 9, 17), (3, 1, 4), (2, 8, 8) })
        {
            double[] Reference(double[][] i) =>
                [.. from s in Enumerable.Range(0, b) from y in Enumerable.Range(0, c) from x in Enumerable.Range(0, r) select i[0][(((s * r) + x) * c) + y]];
            GradientCheck.Run((t, i) => t.Transpose(i[0]), Reference, GradientCheck.Noise(1, b, r, c));
        }

        Assert.Equal(new Shape(2, 3, 5, 4), new Tape().Transpose(GradientCheck.Noise(1, 2, 3, 4, 5)).Shape);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(0, 0, 2)]
    [InlineData(1, 1, 3)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 3, 2)]
    [InlineData(-1, 0, 1)]
    public void SliceAgreesWithPlainLoops(int axis, int start, int length)
    {
        int[] extents = [2, 4, 5];
        int at = axis < 0 ? 2 : axis;
        int outer = extents[..at].Aggregate(1, (p, e) => p * e), inner = extents[(at + 1)..].Aggregate(1, (p, e) => p * e);
        GradientCheck.Run(
            (t, i) => t.Slice(i[0], axis, start, length),
            i => Naive.Along(i[0], outer, extents[at], inner, v => v[start..(start + length)]), GradientCheck.Noise(1, extents));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void ConcatenatePutsBackWhatSliceTookApart(int axis)
    {
        int[] extents = [4, 5, 6];
        GradientCheck.Run(
            (t, i) => t.Concatenate([t.Slice(i[0], axis, 0, 1), t.Slice(i[0], axis, 1, 3)], axis),
            i => Naive.Along(
                i[0], axis == 0 ? 1 : axis == 1 ? 4 : 20, axis == 0 ? 4 : axis == 1 ? 5 : 6, axis == 0 ? 30 : axis == 1 ? 6 : 1, v => v[..4]),
            GradientCheck.Noise(1, extents));
    }

    [Fact]
    public void ConcatenateAgreesWithPlainLoops() => GradientCheck.Run(
        (t, i) => t.Concatenate([i[0], i[1], i[0]], 1),
        i => [.. Enumerable.Range(0, 2).SelectMany(r => i[0][(r * 3)..((r + 1) * 3)].Concat(i[1][(r * 10)..((r + 1) * 10)]).Concat(i[0][(r * 3)..((r + 1) * 3)]))],
        GradientCheck.Noise(1, 2, 3), GradientCheck.Noise(2, 2, 10));

    [Fact]
    public void StackAgreesWithPlainLoops()
    {
        GradientCheck.Run((t, i) => t.Stack([i[0], i[1]]), i => [.. i[0], .. i[1]], GradientCheck.Noise(1, 9), GradientCheck.Noise(2, 9));
        Assert.Equal(new Shape(2, 3, 4), new Tape().Stack([GradientCheck.Noise(1, 3, 4), GradientCheck.Noise(1, 3, 4)]).Shape);
    }

    [Fact]
    public void GatherAndEmbeddingAgreeWithPlainLoops()
    {
        int[] ids = [3, 0, 3, 3, 1];
        double[] Rows(double[][] i, int width) => [.. ids.SelectMany(id => i[0][(id * width)..((id + 1) * width)])];
        GradientCheck.Run((t, i) => t.Embedding(i[0], ids), i => Rows(i, 9), GradientCheck.Noise(1, 4, 9));
        GradientCheck.Run((t, i) => t.Gather(i[0], ids), i => Rows(i, 6), GradientCheck.Noise(1, 4, 2, 3));
        GradientCheck.Run((t, i) => t.Gather(i[0], ids), i => Rows(i, 1), GradientCheck.Noise(1, 4));
        Assert.Equal(new Shape(0, 9), new Tape().Embedding(GradientCheck.Noise(1, 4, 9), []).Shape);
    }

    [Fact]
    public void IdsAreCopied()
    {
        Tensor table = GradientCheck.Noise(1, 3, 2);
        table.RequiresGradient = true;
        var tape = new Tape { Recording = true };
        int[] ids = [2, 2];
        Tensor loss = tape.Sum(tape.Embedding(table, ids));
        ids[0] = ids[1] = 0;
        tape.Backward(loss);
        Assert.Equal([0, 0, 0, 0, 2, 2], table.Gradient!.ToArray());
    }

    [Fact]
    public void SegmentsAgreeWithPlainLoops()
    {
        int[] ids = [2, 0, 2, 4, 0, 2];
        const int Segments = 5, Width = 3;
        double[] Sum(double[] x, bool mean)
        {
            var y = new double[Segments * Width];
            for (int i = 0; i < x.Length; i++)
            {
                y[(ids[i / Width] * Width) + (i % Width)] += x[i] / (mean ? ids.Count(id => id == ids[i / Width]) : 1);
            }

            return y;
        }

        GradientCheck.Run((t, i) => t.SegmentSum(i[0], ids, Segments), i => Sum(i[0], false), GradientCheck.Noise(1, 6, Width));
        GradientCheck.Run((t, i) => t.SegmentMean(i[0], ids, Segments), i => Sum(i[0], true), GradientCheck.Noise(1, 6, Width));
    }

    [Fact]
    public void HostileShapesAreNamed()
    {
        var tape = new Tape();
        Tensor x = GradientCheck.Noise(1, 2, 6);
        Messages.Throws("Reshape: 12 elements of shape [2, 6] do not fit into [5, -1]", () => tape.Reshape(x, 5, -1));
        Messages.Throws("Reshape: expected extents of 0 or more and at most one -1, got -1 on axis 1", () => tape.Reshape(x, -1, -1));
        Messages.Throws("Transpose: expected `x` with at least 2 axes, got shape [3]", () => tape.Transpose(GradientCheck.Noise(1, 3)));
        Messages.Throws("Slice: positions 4 to 7 are not within axis 1 of shape [2, 6]", () => tape.Slice(x, 1, 4, 3));
        Messages.Throws("Slice: positions -1 to 2 are not within axis 1 of shape [2, 6]", () => tape.Slice(x, 1, -1, 3));
        Messages.Throws("Slice: a tensor of shape [2, 6] has no axis 2", () => tape.Slice(x, 2, 0, 1));
        Messages.Throws("Concatenate: expected at least one tensor", () => tape.Concatenate([]));
        Messages.Throws(
            "Concatenate: expected shapes that differ on axis 0 only, got [2, 6] and [2, 5]", () => tape.Concatenate([x, GradientCheck.Noise(1, 2, 5)], 0));
        Messages.Throws("Stack: expected two tensors of the same shape, got [2, 6] and [2, 5]", () => tape.Stack([x, GradientCheck.Noise(1, 2, 5)]));
        Messages.Throws("Embedding: expected `ids` from 0 to 1, got 2 at position 1", () => tape.Embedding(x, [0, 2]));
        Messages.Throws("Gather: expected `ids` from 0 to 1, got -1 at position 0", () => tape.Gather(x, [-1]));
        Messages.Throws("SegmentSum: expected 2 entries in `ids`, got 3", () => tape.SegmentSum(x, [0, 0, 0], 1));
        Messages.Throws("SegmentMean: expected `ids` from 0 to 0, got 1 at position 1", () => tape.SegmentMean(x, [0, 1], 1));
    }
}
