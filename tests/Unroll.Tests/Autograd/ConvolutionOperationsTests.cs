using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Autograd;

public sealed class ConvolutionOperationsTests
{
    [Theory]
    [InlineData(7, 3, 1, 0, 1)]
    [InlineData(7, 3, 2, 1, 1)]
    [InlineData(9, 2, 3, 2, 3)]
    [InlineData(4, 4, 1, 0, 1)]
    [InlineData(3, 5, 2, 4, 1)]
    [InlineData(2, 1, 1, 3, 1)]
    public void Convolution1DAgreesWithPlainLoops(int length, int size, int stride, int padding, int dilation)
    {
        Tensor x = GradientCheck.Noise(1, 3, 2, length), w = GradientCheck.Noise(2, 4, 2, size), b = GradientCheck.Noise(3, 4);
        double[] Reference(double[][] i) => Naive.Convolution(
            i[0], i[1], i.Length > 2 ? i[2] : null, (3, 2, 1, length), (4, 1, size), (1, stride), (0, padding), (1, dilation));
        GradientCheck.Run((t, i) => t.Convolution1D(i[0], i[1], i[2], stride, padding, dilation), Reference, x, w, b);
        GradientCheck.Run((t, i) => t.Convolution1D(i[0], i[1], null, stride, padding, dilation), Reference, x, w);
    }

    [Theory]
    [InlineData(5, 4, 3, 2, 1, 0, 1)]
    [InlineData(6, 5, 2, 3, 2, 2, 1)]
    [InlineData(5, 7, 2, 2, 1, 1, 3)]
    [InlineData(1, 1, 3, 3, 1, 1, 1)]
    public void Convolution2DAgreesWithPlainLoops(int height, int width, int kh, int kw, int stride, int padding, int dilation)
    {
        Tensor x = GradientCheck.Noise(1, 2, 3, height, width), w = GradientCheck.Noise(2, 2, 3, kh, kw), b = GradientCheck.Noise(3, 2);
        GradientCheck.Run(
            (t, i) => t.Convolution2D(i[0], i[1], i[2], stride, padding, dilation),
            i => Naive.Convolution(
                i[0], i[1], i[2], (2, 3, height, width), (2, kh, kw), (stride, stride), (padding, padding), (dilation, dilation)),
            x, w, b);
    }

    [Fact]
    public void ABatchInSeveralChunksEqualsItsItemsAlone()
    {
        // 16 * 9 * 900 unfolded floats an item: the limit of 2^20 cuts ten items in two.
        const int Items = 10;
        Tensor x = GradientCheck.Noise(1, Items, 16, 30, 30), w = GradientCheck.Noise(2, 4, 16, 3, 3);
        float[] weights = GradientCheck.Noise(3, Items * 4 * 900).ToArray();
        GradientCheck.Record((t, i) => t.Convolution2D(i[0], i[1], padding: 1), [x, w], _ => true, weights, out float[] whole);
        float[] dx = x.Gradient!.ToArray(), dw = w.Gradient!.ToArray();
        var sum = new double[w.Count];
        for (int n = 0; n < Items; n++)
        {
            Tensor one = Tensor.From(x.Span.Slice(n * 14400, 14400), 1, 16, 30, 30);
            GradientCheck.Record(
                (t, i) => t.Convolution2D(i[0], i[1], padding: 1), [one, w], _ => true, weights[(n * 3600)..((n + 1) * 3600)], out float[] alone);
            Assert.Equal(whole[(n * 3600)..((n + 1) * 3600)], alone);
            Assert.Equal(dx[(n * 14400)..((n + 1) * 14400)], one.Gradient!.ToArray());
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += w.Gradient![i];
            }
        }

        // Sums of 9,000 products of order 0.3, hence about 30 in size, taken in another order: 100 roundings of 2e-6.
        Assert.All(sum.Zip(dw), p => Assert.Equal(p.First, p.Second, 1e-3));
    }

    [Theory]
    [InlineData(8, 2, 2, 0)]
    [InlineData(8, 3, 1, 1)]
    [InlineData(9, 3, 2, 1)]
    [InlineData(5, 5, 5, 0)]
    public void PoolingAgreesWithPlainLoops(int extent, int size, int stride, int padding)
    {
        Tensor line = GradientCheck.Noise(1, 2, 3, extent), picture = GradientCheck.Noise(2, 2, 3, extent, 6);
        double[] Line(double[] x, Func<List<double>, double> f) => Naive.Pool(x, 6, 1, extent, (1, size), (1, stride), (0, padding), f);
        double[] Picture(double[] x, Func<List<double>, double> f) =>
            Naive.Pool(x, 6, extent, 6, (size, size), (stride, stride), (padding, padding), f);
        GradientCheck.Run((t, i) => t.MaxPool1D(i[0], size, stride, padding), i => Line(i[0], v => v.Max()), line);
        GradientCheck.Run((t, i) => t.AveragePool1D(i[0], size, stride, padding), i => Line(i[0], v => v.Sum() / size), line);
        GradientCheck.Run((t, i) => t.MaxPool2D(i[0], size, stride, padding), i => Picture(i[0], v => v.Max()), picture);
        GradientCheck.Run(
            (t, i) => t.AveragePool2D(i[0], size, stride, padding), i => Picture(i[0], v => v.Sum() / (size * size)), picture);
    }

    [Fact]
    public void TheGradientOfAMaximumGoesToTheFirst()
    {
        Tensor x = Tensor.From([1, 3, 3, 3, 2, 0], 1, 1, 6);
        GradientCheck.Record((t, i) => t.MaxPool1D(i[0], 3), [x], _ => true, [1, 2], out float[] values);
        Assert.Equal([3, 3], values);
        Assert.Equal([0, 1, 0, 2, 0, 0], x.Gradient!.ToArray());
    }

    [Fact]
    public void TheStrideOfPoolingIsItsSize() =>
        Assert.Equal([2, 4], new Tape().MaxPool1D(Tensor.From([1, 2, 3, 4, 5], 1, 1, 5), 2).ToArray());

    [Fact]
    public void HostileArgumentsAreNamed()
    {
        var tape = new Tape();
        Tensor x = GradientCheck.Noise(1, 2, 3, 5), w = GradientCheck.Noise(1, 4, 3, 2);
        Messages.Throws(
            "Convolution1D: expected `x` with 2 channels for weight [4, 2, 2], got shape [2, 3, 5]",
            () => tape.Convolution1D(x, GradientCheck.Noise(1, 4, 2, 2)));
        Messages.Throws("Convolution1D: expected a positive integer for `stride`, got 0", () => tape.Convolution1D(x, w, stride: 0));
        Messages.Throws("Convolution1D: expected zero or a positive integer for `padding`, got -1", () => tape.Convolution1D(x, w, padding: -1));
        Messages.Throws("Convolution1D: expected a positive integer for `dilation`, got -2", () => tape.Convolution1D(x, w, dilation: -2));
        Messages.Throws(
            "Convolution1D: a window of [1, 2] with dilation 5 does not fit into [1, 5] with padding 0", () => tape.Convolution1D(x, w, dilation: 5));
        Messages.Throws("Convolution1D: expected `bias` of shape [4], got [3]", () => tape.Convolution1D(x, w, GradientCheck.Noise(1, 3)));
        Messages.Throws("Convolution2D: expected `x` with 4 axes, got shape [2, 3, 5]", () => tape.Convolution2D(x, w));
        Messages.Throws("MaxPool1D: expected a positive integer for `size`, got 0", () => tape.MaxPool1D(x, 0));
        Messages.Throws("MaxPool1D: expected `padding` of at most half the size 3, got 2", () => tape.MaxPool1D(x, 3, 1, 2));
        Messages.Throws("AveragePool2D: expected `x` with 4 axes, got shape [2, 3, 5]", () => tape.AveragePool2D(x, 2));
        Messages.Throws("GlobalMaxPool: expected `x` with 3 axes, got shape []", () => tape.GlobalMaxPool(Tensor.FromScalar(1)));
    }
}
