using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Autograd;

public sealed class ReductionOperationsTests
{
    public static TheoryData<int> Axes => [0, 1, 2, -1, -2];

    [Theory]
    [MemberData(nameof(Axes))]
    public void ReductionsOfAnAxisAgreeWithPlainLoops(int axis)
    {
        int[] extents = [3, 4, 17];
        Tensor x = GradientCheck.Noise(1, extents);
        int at = axis < 0 ? axis + 3 : axis;
        int outer = extents[..at].Aggregate(1, (p, e) => p * e), inner = extents[(at + 1)..].Aggregate(1, (p, e) => p * e);
        double[] Along(double[] v, Func<double[], double> f) => Naive.Along(v, outer, extents[at], inner, g => [f(g)]);
        GradientCheck.Run((t, i) => t.Sum(i[0], axis), i => Along(i[0], g => g.Sum()), x);
        GradientCheck.Run((t, i) => t.Mean(i[0], axis), i => Along(i[0], g => g.Average()), x);
        GradientCheck.Run((t, i) => t.Max(i[0], axis), i => Along(i[0], g => g.Max()), x);
        Assert.Equal(2, new Tape().Sum(x, axis).Shape.Rank);
    }

    [Fact]
    public void ReductionsOfEverythingAgreeWithPlainLoops()
    {
        Tensor x = GradientCheck.Noise(1, 3, 4, 5);
        GradientCheck.Run((t, i) => t.Sum(i[0]), i => [i[0].Sum()], x);
        GradientCheck.Run((t, i) => t.Mean(i[0]), i => [i[0].Average()], x);
        GradientCheck.Run((t, i) => t.Max(i[0]), i => [i[0].Max()], x);
        GradientCheck.Run((t, i) => t.GlobalMaxPool(i[0]), i => Naive.Along(i[0], 12, 5, 1, g => [g.Max()]), x);
        Assert.Equal(0, new Tape().Sum(Tensor.Zeros(0, 3)).Scalar);
        Assert.Equal([0, 0, 0], new Tape().Sum(Tensor.Zeros(0, 3), 0).ToArray());
    }

    [Fact]
    public void SumsAreAccumulatedInDouble()
    {
        // One float32 accumulator would stop at 2^24.
        Tensor x = Tensor.Zeros((1 << 24) + 11);
        x.Span.Fill(1);
        x[0] = 6;
        var tape = new Tape();
        Assert.Equal((1 << 24) + 16, tape.Sum(x).Scalar);
    }

    [Fact]
    public void TheGradientOfAMaximumGoesToTheFirst()
    {
        Tensor x = Tensor.From([1, 3, 3, 2, 5, 5], 2, 3);
        GradientCheck.Record((t, i) => t.Max(i[0], 1), [x], _ => true, [1, 2], out float[] values);
        Assert.Equal([3, 5], values);
        Assert.Equal([0, 1, 0, 0, 2, 0], x.Gradient!.ToArray());
        Assert.Equal(float.NaN, new Tape().Max(Tensor.From([1, float.NaN, 2], 3)).Scalar);
    }

    [Fact]
    public void SoftmaxAndItsKinAgreeWithPlainLoops()
    {
        foreach (int width in new[] { 1, 5, 8, 19, 43 })
        {
            Tensor x = GradientCheck.Noise(1, new Shape(2, 3, width), -5, 5);
            double[] Rows(double[] v, Func<double[], double[]> f) => Naive.Along(v, 6, width, 1, f);
            GradientCheck.Run((t, i) => t.Softmax(i[0]), i => Rows(i[0], Naive.Softmax), x);
            GradientCheck.Run((t, i) => t.LogSoftmax(i[0]), i => Rows(i[0], g => [.. g.Select(v => v - Naive.LogSumExp(g))]), x);
            GradientCheck.Run((t, i) => t.LogSumExp(i[0]), i => Rows(i[0], g => [Naive.LogSumExp(g)]), x);
        }
    }

    [Fact]
    public void SoftmaxSurvivesLargeLogits()
    {
        var tape = new Tape();
        Tensor x = Tensor.From([1000, 1001, -1000, float.NegativeInfinity], 1, 4);
        double high = 1 / (1 + Math.Exp(-1));
        float[] y = tape.Softmax(x).ToArray();
        Assert.Equal([1 - high, high, 0, 0], Array.ConvertAll(y, v => (double)v), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(Math.Log(high), tape.LogSoftmax(x)[1], 1e-6);
        Assert.Equal(1001 - Math.Log(high), tape.LogSumExp(x)[0], 1e-4);
        x.Span.Fill(float.NegativeInfinity);
        GradientCheck.Record((t, i) => t.LogSumExp(i[0]), [x], _ => true, [1], out float[] nothing);
        Assert.Equal([float.NegativeInfinity], nothing);
        Assert.Equal([0, 0, 0, 0], x.Gradient!.ToArray());
    }

    [Fact]
    public void MaskedSoftmaxLooksAtWhatIsKeptOnly()
    {
        const int Width = 11;
        bool[] keep = [.. Enumerable.Range(0, 4 * Width).Select(i => i / Width != 2 && i % 3 != 1)];
        double[] Reference(double[] x, Func<int, bool> kept) =>
        [
            .. Enumerable.Range(0, x.Length).Select(i =>
            {
                int[] row = [.. Enumerable.Range(i / Width * Width, Width).Where(kept)];
                return kept(i) ? Math.Exp(x[i]) / row.Sum(j => Math.Exp(x[j])) : 0;
            }),
        ];
        Tensor x = GradientCheck.Noise(1, new Shape(2, 2, Width), -3, 3);
        GradientCheck.Run((t, i) => t.MaskedSoftmax(i[0], keep), i => Reference(i[0], j => keep[j]), x);
        Tensor numbers = Tensor.From([.. keep.Select(k => k ? 0.5f : 0)], 4, Width);
        GradientCheck.Run((t, i) => t.MaskedSoftmax(i[0], numbers), i => Reference(i[0], j => keep[j]), x);
        GradientCheck.Run((t, i) => t.MaskedSoftmax(i[0], keep.AsSpan(0, Width)), i => Reference(i[0], j => keep[j % Width]), x);

        // What is masked does not matter at all, were it NaN.
        x[(2 * Width) + 1] = float.NaN;
        Assert.DoesNotContain(float.NaN, new Tape().MaskedSoftmax(x, keep).ToArray());
    }

    [Fact]
    public void RaggedSoftmaxEqualsEachSegmentAlone()
    {
        int[] offsets = [0, 3, 3, 4, 13];
        foreach (int width in new[] { 1, 3 })
        {
            double[] Reference(double[][] i) => [.. Enumerable.Range(0, 4).Where(s => offsets[s] < offsets[s + 1]).SelectMany(s => Naive.Along(
                i[0][(offsets[s] * width)..(offsets[s + 1] * width)], 1, offsets[s + 1] - offsets[s], width, Naive.Softmax))];
            GradientCheck.Run((t, i) => t.RaggedSoftmax(i[0], offsets), Reference, GradientCheck.Noise(1, new Shape(13, width), -3, 3));
        }

        GradientCheck.Run(
            (t, i) => t.RaggedSoftmax(i[0], [0, 9]), i => Naive.Softmax(i[0]), GradientCheck.Noise(1, new Shape(9), -3, 3));
    }

    [Fact]
    public void HostileArgumentsAreNamed()
    {
        var tape = new Tape();
        Tensor x = GradientCheck.Noise(1, 2, 3), none = Tensor.Zeros(2, 0);
        Messages.Throws("Sum: a tensor of shape [2, 3] has no axis -3", () => tape.Sum(x, -3));
        Messages.Throws("Mean: axis 1 of shape [2, 0] has no elements", () => tape.Mean(none, 1));
        Messages.Throws("Mean: a tensor of shape [2, 0] has no elements", () => tape.Mean(none));
        Messages.Throws("Max: nothing to take the maximum of in shape [2, 0]", () => tape.Max(none));
        Messages.Throws("Softmax: expected `x` with at least 1 axis, got shape []", () => tape.Softmax(Tensor.FromScalar(1)));
        Messages.Throws("MaskedSoftmax: expected a mask of 6 or 3 entries for shape [2, 3], got 2", () => tape.MaskedSoftmax(x, new bool[2]));
        Messages.Throws("RaggedSoftmax: expected `offsets` from 0 to 2 for shape [2, 3]", () => tape.RaggedSoftmax(x, [0, 1]));
        Messages.Throws("RaggedSoftmax: `offsets` go back from 2 to 1 at position 2", () => tape.RaggedSoftmax(x, [0, 2, 1, 2]));
    }
}
