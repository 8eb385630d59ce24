using Unroll.Numerics;
using Unroll.Recipes;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

public sealed class CourseMeasurementTests
{
    private static Dictionary<string, string> Set(params (string Key, string Value)[] set) => set.ToDictionary(s => s.Key, s => s.Value);

    /// <summary>Rectified units from the identity times g, all of them alive, pass on g of the gradient at each step: the closed form.</summary>
    [Theory]
    [InlineData(0.8f)]
    [InlineData(1f)]
    [InlineData(1.1f)]
    public void AnIdentityTimesAGainPassesOnThatGain(float gain)
    {
        var network = new VanishingNetwork(Cell.ElmanRelu, 16, "identity", gain, 3);

        // Positive inputs through positive weights keep every unit alive.
        Tensor weights = network.Parameters().Single(p => p.Name == "rnn.weight_ih_l0").Parameter.Value;
        for (int i = 0; i < weights.Count; i++)
        {
            weights[i] = Math.Abs(weights[i]);
        }

        weights.MarkChanged();
        (double[] input, double[] hidden) = network.GradientByDistance(12, 8, 3);
        for (int k = 0; k < 12; k++)
        {
            Assert.Equal(Math.Pow(gain, k), hidden[k], 1e-4 * Math.Pow(gain, k));
            Assert.Equal(Math.Pow(gain, k), input[k], 1e-4 * Math.Pow(gain, k));
        }
    }

    [Fact]
    public void TheMarkedNumbersAreSummed()
    {
        const int length = 9, rows = 50;
        Tensor input = Tensor.Zeros(length * rows, 2), target = Tensor.Zeros(rows, 1);
        VanishingNetwork.Draw(new RngSequence(5, RandomPurpose.Data), length, input, target);
        for (int r = 0; r < rows; r++)
        {
            double sum = 0, marks = 0;
            for (int t = 0; t < length; t++)
            {
                sum += input[(t * rows) + r, 0] * input[(t * rows) + r, 1];
                marks += input[(t * rows) + r, 1];
            }

            Assert.Equal(2, marks);
            Assert.Equal(sum, target[r, 0], 1e-6);
        }
    }

    [Fact]
    public void AnInterruptedMeasurementGoesOnToTheSameNumbers()
    {
        using var folder = new TemporaryFolder();
        string whole = Path.Combine(folder.Path, "whole"), parts = Path.Combine(folder.Path, "parts");
        var recipe = new VanishingRecipe();
        var options = new RunOptions { Units = 8, Batch = 8, Set = Set(("length", "8"), ("steps", "20"), ("seeds", "2"), ("trained", "elman/glorot,lstm/orthogonal")) };
        RunResult result = RecipeRun.New(whole, c => recipe.Run(options, c));
        RecipeRun.Interrupted(parts, c => recipe.Run(options, c), epoch: 40);
        RecipeRun.Again(parts, recipe.Resume);
        Assert.Equal(File.ReadAllText(Path.Combine(whole, "metrics.jsonl")), File.ReadAllText(Path.Combine(parts, "metrics.jsonl")));
        Assert.Contains(result.Metrics, m => m.Key == "reach_after_lstm_orthogonal_sd");
        Assert.All(["Result", "Before training", "The scale of the matrix", "Exploding gradients"], heading => Assert.Contains(
            $"<h2>{heading}</h2>", File.ReadAllText(Path.Combine(whole, "report.html")), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("length", "3", "expected a length from 4 to 2000 for `length`, got 3")]
    [InlineData("trained", "lstm", "expected cell/initialisation with one of orthogonal, identity, glorot for `trained`, got lstm")]
    [InlineData("trained", "lstn/glorot", "unknown cell `lstn`")]
    public void AWrongSettingIsOneClearLine(string key, string value, string message)
    {
        using var folder = new TemporaryFolder();
        UnrollException e = Assert.Throws<UnrollException>(() => RecipeRun.New(
            Path.Combine(folder.Path, "run"), c => new VanishingRecipe().Run(new RunOptions { Set = Set((key, value)) }, c)));
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheFiveToysLearnAndTheirGraphsAreThoseExpected()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        RunResult result = RecipeRun.New(run, c => new ShapesRecipe().Run(new RunOptions { Quick = true }, c));
        Assert.Equal(10, result.Models.Count);
        Assert.InRange(RecipeRun.Metric(result.Metrics, "accuracy_many_to_one_one_hot"), 0.5, 1);
        string html = File.ReadAllText(Path.Combine(run, "report.html"));
        Assert.DoesNotContain("DIFFERENT", html, StringComparison.Ordinal);
        Assert.Equal(5, html.Split("written down by hand: the same.").Length - 1);
    }
}
