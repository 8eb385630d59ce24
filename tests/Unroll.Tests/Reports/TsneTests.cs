using Unroll.Reports.Projection;

namespace Unroll.Tests.Reports;

public sealed class TsneTests
{
    private const int Columns = 10;

    [Fact]
    public void SeparatedBlobsStaySeparated()
    {
        var (data, blobs) = Blobs(4, 40);
        var map = Tsne.Fit(data, blobs.Length, Columns, new() { Perplexity = 15, Iterations = 500 }, cancellation: TestContext.Current.CancellationToken);

        // Centres 10 standard deviations apart: every one of the 5 nearest neighbours should be of the point's own blob.
        var pure = 0;
        for (var i = 0; i < blobs.Length; i++)
        {
            pure += Enumerable.Range(0, blobs.Length).Where(j => j != i)
                .OrderBy(j => Math.Pow(map.X[i] - map.X[j], 2) + Math.Pow(map.Y[i] - map.Y[j], 2))
                .Take(5).Count(j => blobs[j] == blobs[i]);
        }

        Assert.True(pure >= 0.99 * 5 * blobs.Length, $"only {pure} of {5 * blobs.Length} neighbours share the blob");
        Assert.All(map.X.Concat(map.Y), v => Assert.True(double.IsFinite(v)));
        Assert.Equal(0, map.X.Average(), 9);
    }

    [Fact]
    public void DescentLowersTheDivergence()
    {
        var (data, blobs) = Blobs(3, 25);
        var start = Tsne.Fit(data, blobs.Length, Columns, new() { Perplexity = 10, Iterations = 0 }, cancellation: TestContext.Current.CancellationToken);
        var end = Tsne.Fit(data, blobs.Length, Columns, new() { Perplexity = 10, Iterations = 400 }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(end.KlDivergence > 0);
        Assert.True(end.KlDivergence < 0.5 * start.KlDivergence, $"{start.KlDivergence} to {end.KlDivergence}");
    }

    [Fact]
    public void TheSameSeedGivesTheSameBitsAndAnotherDoesNot()
    {
        var (data, blobs) = Blobs(3, 21);
        TsneResult Run(ulong seed) => Tsne.Fit(data, blobs.Length, Columns, new() { Perplexity = 8, Iterations = 120, Seed = seed });
        var first = Run(5);
        Assert.Equal(first.X, Run(5).X);
        Assert.Equal(first.Y, Run(5).Y);
        Assert.NotEqual(first.X, Run(6).X);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public void EveryRowHasThePerplexityAskedFor(double perplexity)
    {
        var (data, blobs) = Blobs(3, 25);
        var p = Affinities.Conditional([.. data.Select(v => (double)v)], blobs.Length, Columns, perplexity, TestContext.Current.CancellationToken);
        for (var i = 0; i < blobs.Length; i++)
        {
            var row = p.AsSpan(i * blobs.Length, blobs.Length).ToArray();
            Assert.Equal(0, row[i]);
            Assert.Equal(1, row.Sum(), 12);
            var entropy = -row.Where(v => v > 0).Sum(v => v * Math.Log(v));

            // The search stops at 1e-9 in entropy, that is a relative 1e-9 of the perplexity.
            Assert.Equal(perplexity, Math.Exp(entropy), 1e-7 * perplexity);
        }
    }

    [Fact]
    public void GradientIsThatOfTheDivergence()
    {
        const int Points = 13;
        var (data, _) = Blobs(1, Points);
        var p = Affinities.Conditional([.. data.Select(v => (double)v)], Points, Columns, 4, TestContext.Current.CancellationToken);
        Affinities.Symmetrize(p, Points);
        var random = new Random(3);
        double[] x = [.. Enumerable.Range(0, Points).Select(_ => random.NextDouble())], y = [.. Enumerable.Range(0, Points).Select(_ => random.NextDouble())];
        double[] gx = new double[Points], gy = new double[Points];
        var gradient = new TsneGradient(p, Points);
        gradient.Compute(x, y, 1, gx, gy, TestContext.Current.CancellationToken);
        for (var i = 0; i < Points; i++)
        {
            // Central differences with h = 1e-5 err by about h^2 + 1e-16 / h, well below 1e-8.
            Assert.Equal(Slope(x, i, () => gradient.Divergence(x, y, default)), gx[i], 1e-8);
            Assert.Equal(Slope(y, i, () => gradient.Divergence(x, y, default)), gy[i], 1e-8);
        }
    }

    [Fact]
    public void FewAndEqualPointsAreFine()
    {
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Empty(Tsne.Fit([], 0, 3, cancellation: cancellation).X);
        Assert.Equal([0.0], Tsne.Fit([1, 2, 3], 1, 3, cancellation: cancellation).X);
        foreach (var data in new float[][] { [1, 2, 3, 4], [1, 1, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1, 5, 5, 9, 9] })
        {
            var map = Tsne.Fit(data, data.Length / 2, 2, new() { Iterations = 300 }, cancellation: TestContext.Current.CancellationToken);
            Assert.All(map.X.Concat(map.Y), v => Assert.True(double.IsFinite(v)));
        }
    }

    [Fact]
    public void CancellationAndBadInputAreHeard()
    {
        var (data, blobs) = Blobs(2, 20);
        using var source = new CancellationTokenSource();
        var heard = new CancelAtFirst(source);
        Assert.Throws<OperationCanceledException>(() => Tsne.Fit(data, blobs.Length, Columns, progress: heard, cancellation: source.Token));
        Assert.Equal(1, heard.Reports);
        Assert.Throws<ArgumentException>(() => Tsne.Fit([1, float.NaN], 1, 2, cancellation: source.Token));
        Assert.Throws<ArgumentException>(() => Tsne.Fit([1, 2, 3], 2, 2, cancellation: source.Token));
        Assert.Throws<ArgumentException>(() => Tsne.Fit([1, 2], 1, 2, new() { Perplexity = 0.5 }, cancellation: source.Token));
    }

    private static double Slope(double[] at, int i, Func<double> value)
    {
        const double H = 1e-5;
        var middle = at[i];
        at[i] = middle + H;
        var above = value();
        at[i] = middle - H;
        var below = value();
        at[i] = middle;
        return (above - below) / (2 * H);
    }

    private static (float[] Data, int[] Blob) Blobs(int blobs, int each)
    {
        var random = new Random(11);
        var data = new float[blobs * each * Columns];
        var blob = new int[blobs * each];
        for (var i = 0; i < blob.Length; i++)
        {
            blob[i] = i % blobs;
            for (var c = 0; c < Columns; c++)
            {
                var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                data[i * Columns + c] = (float)(normal + (c == blob[i] ? 10 : 0));
            }
        }

        return (data, blob);
    }

    private sealed class CancelAtFirst(CancellationTokenSource source) : IProgress<int>
    {
        internal int Reports { get; private set; }

        public void Report(int value)
        {
            Reports++;
            source.Cancel();
        }
    }
}
