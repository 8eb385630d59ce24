using Unroll.Numerics;
using Unroll.Recipes;
using Unroll.Reports.Graphs;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

public sealed class Chapter10Tests
{
    [Fact]
    public void EveryArchitectureIsTrainedDrawnAndMeasured()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        RunResult result = RecipeRun.New(run, c => new Chapter10Recipe().Run(
            new RunOptions { Set = new Dictionary<string, string> { ["steps"] = "2" } }, c));
        Assert.Equal(Chapter10Recipe.Toys.Count, result.Models.Count);
        Assert.All(result.Models, m => Assert.True(double.IsFinite(m.Metrics[0].Value), m.Name));
        string html = File.ReadAllText(Path.Combine(run, "report.html"));
        Assert.All(result.Models, m => Assert.Contains($"graph of {m.Name}", html, StringComparison.Ordinal));
    }

    [Fact]
    public void RidgeRegressionIsTheClosedForm()
    {
        // One column: w = sum(x y) / (sum(x x) + lambda).
        double[] one = RidgeRegression.Solve([[1], [2], [3]], [2, 4, 7], 0.5);
        Assert.Equal((2 + 8 + 21) / 14.5, one[0], 1e-12);

        // Without noise and with a small penalty the weights come back.
        double[][] x = [[1, 2, 1], [0, 1, 1], [3, 1, 1], [2, 5, 1], [1, 1, 1]];
        double[] w = RidgeRegression.Solve(x, [.. x.Select(r => (2 * r[0]) - r[1] + 0.5)], 1e-10);
        Assert.Equal(2, w[0], 1e-6);
        Assert.Equal(-1, w[1], 1e-6);
        Assert.Equal(0.5, w[2], 1e-6);
    }

    [Fact]
    public void AnEchoStateNetworkPredictsNarmaWithoutTraining()
    {
        var toy = new EchoStateToy(1);
        toy.Fit(new RngSequence(1, RandomPurpose.Data));
        Assert.InRange(toy.Measure(new RngSequence(2, RandomPurpose.Data)), 0, 0.4);
    }

    [Fact]
    public void OutputRecurrenceFeedsBackItsOutputOnly()
    {
        IReadOnlyList<string> graph = GraphBuilder.Unrolled(new OutputRecurrenceToy(1), 2).Structure;
        Assert.Contains("parity@1 -> hidden@2 : [N, 1]", graph);
        Assert.DoesNotContain(graph, e => e.StartsWith("hidden@1 -> hidden@2", StringComparison.Ordinal));
    }
}
