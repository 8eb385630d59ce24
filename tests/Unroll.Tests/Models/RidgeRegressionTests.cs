using Unroll.Models;

namespace Unroll.Tests.Models;

public sealed class RidgeRegressionTests
{
    [Fact]
    public void WithoutAPenaltyALinearFunctionIsFound()
    {
        var ridge = new RidgeRegression(2, 2);
        var random = new Random(1);
        for (int i = 0; i < 20; i++)
        {
            float a = random.NextSingle(), b = random.NextSingle();
            ridge.Add([a, b], [(2 * a) - b + 3, b / 2]);
        }

        (double[] weights, double[] intercepts) = ridge.Solve(0);
        double[] expected = [2, -1, 0, 0.5];
        for (int i = 0; i < 4; i++)
            Assert.Equal(expected[i], weights[i], 1e-5);
        Assert.Equal(3, intercepts[0], 1e-5);
        Assert.Equal(0, intercepts[1], 1e-5);
    }

    [Fact]
    public void TheSolutionIsWhereTheGradientVanishes()
    {
        var ridge = new RidgeRegression(3, 1);
        var random = new Random(2);
        float[][] x = [.. Enumerable.Range(0, 10).Select(_ => new[] { random.NextSingle(), random.NextSingle(), random.NextSingle() })];
        float[] y = [.. x.Select(_ => random.NextSingle())];
        for (int i = 0; i < 10; i++)
            ridge.Add(x[i], [y[i]]);
        (double[] w, double[] c) = ridge.Solve(0.7);
        for (int f = 0; f < 3; f++)
            Assert.Equal(0, x.Select((r, i) => (r.Zip(w, (v, k) => v * k).Sum() + c[0] - y[i]) * r[f]).Sum() + (0.7 * w[f]), 1e-9);
        Assert.Equal(0, x.Select((r, i) => r.Zip(w, (v, k) => v * k).Sum() + c[0] - y[i]).Sum(), 1e-9);
    }

    [Fact]
    public void DependentColumnsNeedAPenalty()
    {
        var ridge = new RidgeRegression(2, 1);
        for (int i = 0; i < 5; i++)
            ridge.Add([i, 2 * i], [i]);
        Assert.Contains("penalty", Assert.Throws<UnrollException>(() => ridge.Solve(0)).Message, StringComparison.Ordinal);
        Assert.All(ridge.Solve(1e-3).Weights, w => Assert.True(double.IsFinite(w)));
        Assert.Throws<UnrollException>(() => new RidgeRegression(1, 1).Solve(1));
    }
}
