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
