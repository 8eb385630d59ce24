using Unroll.Models;
using Unroll.Recipes;

namespace Unroll.Tests.Recipes;

/// <summary>The values that the assignment prints (deeplearning.ai course 5, week 1).</summary>
public sealed class DinosaursTests
{
    private static CourseNetwork Drawn(uint seed, double[]? before)
    {
        var network = new CourseNetwork(100, 27);
        var random = new NumpyRandom(seed);
        foreach (double[] values in (double[][])[before ?? [], network.Wax, network.Waa, network.Wya, network.B, network.By])
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = random.NextNormal();
            }
        }

        return network;
    }

    [Fact]
    public void TheSamplerDrawsTheCoursesIndices() =>
        Assert.Equal([12, 17, 24, 14, 13, 9, 10, 22], Drawn(2, null).Sample(0).Take(8));

    [Fact]
    public void AStepGivesTheCoursesLossAndGradients()
    {
        var before = new double[100];
        CourseNetwork network = Drawn(1, before);
        double loss = network.Learn([12, 3, 5, 11, 22, 3], [4, 14, 11, 22, 25, 26], before, 0.01);
        Assert.Equal(126.503975722, loss, 1e-8);
        Assert.Equal(0.194709315347, Math.Clamp(network.GradientWaa[(1 * 100) + 2], -5, 5), 1e-10);
        double[] clipped = [.. network.GradientWax.Select(g => Math.Clamp(g, -5, 5))];
        Assert.Equal(93, Array.IndexOf(clipped, clipped.Max()));
        Assert.Equal(-0.007773876032, Math.Clamp(network.GradientWya[(1 * 100) + 2], -5, 5), 1e-10);
        Assert.Equal(-0.06809825, network.GradientB[4], 1e-8);
        Assert.Equal(0.01538192, network.GradientBy[1], 1e-8);
        Assert.Equal(-1, before[4], 1e-6);
    }

    [Fact]
    public void TheGradientsAreThoseOfCentralDifferences()
    {
        var network = new CourseNetwork(5, 4);
        var random = new NumpyRandom(3);
        double[][] weights = [network.Wax, network.Waa, network.Wya, network.B, network.By];
        double[][] gradients = [network.GradientWax, network.GradientWaa, network.GradientWya, network.GradientB, network.GradientBy];
        foreach (double[] values in weights)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = 0.5 * random.NextNormal();
            }
        }

        int[] x = [-1, 2, 1, 3], y = [2, 1, 3, 0];
        double[] start = [0.1, -0.2, 0.3, 0, 0.5];
        double Loss() => network.Learn(x, y, [.. start], 0);
        Loss();
        double[][] taken = [.. gradients.Select(g => (double[])g.Clone())];
        for (int w = 0; w < weights.Length; w++)
        {
            for (int i = 0; i < weights[w].Length; i++)
            {
                double kept = weights[w][i];
                weights[w][i] = kept + 1e-5;
                double above = Loss();
                weights[w][i] = kept - 1e-5;
                double below = Loss();
                weights[w][i] = kept;
                Assert.Equal((above - below) / 2e-5, taken[w][i], 1e-6);
            }
        }
    }

    [Fact]
    public void TheModelOfTheFilesIsTheNetworkOfTheLoop()
    {
        string[] names = [.. DinosaurMaker.Make(1, 60).Select(n => n.ToLowerInvariant())];
        var course = new CourseRun(names);
        double last = 0;
        course.Train(1501, (_, loss, _) => last = loss, CancellationToken.None);
        LanguageModel model = course.ToModel();
        double loss = CorpusRecord.Score(model, Corpus.OfLines(names)).Nats / names.Length;

        // The smoothed loss lags behind; a model read wrongly would be near 40.
        Assert.InRange(loss, 8, last + 1);
    }

    [Fact]
    public void NumpysShuffleIsAPermutationAndItsFirstDrawsAreThoseOfTheMask()
    {
        int[] items = [.. Enumerable.Range(0, 10)];
        NumpyDraws.Shuffle(new NumpyRandom(0), items);

        // numpy: np.random.seed(0); x = np.arange(10); np.random.shuffle(x)
        Assert.Equal([2, 8, 4, 9, 1, 6, 7, 3, 0, 5], items);
    }
}
