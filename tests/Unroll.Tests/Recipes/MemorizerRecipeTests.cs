using System.Text.Json;
using Unroll.Models;
using Unroll.Recipes;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

public sealed class MemorizerRecipeTests
{
    private static readonly MemorizerRecipe Recipe = new();

    private static RunOptions Options(params (string Key, string Value)[] set) => new() { Set = set.ToDictionary(s => s.Key, s => s.Value) };

    [Fact]
    public void TwoDigitsAreLearnedAndTheRunAnswersLikeAnyClassifier()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        var output = new RecordedOutput();
        RunResult result = RecipeRun.New(run, c => Recipe.Run(
            Options(("lengths", "2,3"), ("cells", "elman"), ("steps", "200"), ("clipping", "yes"), ("embedding", "one-hot,learned")), c), output);
        Assert.Equal(2, result.Models.Count);
        Assert.Equal(3, RecipeRun.Metric(result.Metrics, "longest_elman"));
        Assert.Equal("7", SequenceClassifier.Load(run).Predict("719").Label);
        Assert.Contains(output.Results, r => r.Contains("tested at other lengths", StringComparison.Ordinal));
        Assert.All(["Result", "Trained short, tested long", "Loss curves"], heading => Assert.Contains(
            $"<h2>{heading}</h2>", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal));
        Assert.NotEmpty(JsonSerializer.Serialize(result));
    }

    [Fact]
    public void AnInterruptedRunGoesOnToTheSameBits()
    {
        using var folder = new TemporaryFolder();
        string whole = Path.Combine(folder.Path, "whole"), parts = Path.Combine(folder.Path, "parts");
        var options = Options(("lengths", "3,5"), ("cells", "gru,lstm"), ("steps", "150"), ("clipping", "yes"), ("embedding", "one-hot"));
        RecipeRun.New(whole, c => Recipe.Run(options, c));
        RecipeRun.Interrupted(parts, c => Recipe.Run(options, c), epoch: 2);
        RecipeRun.Again(parts, Recipe.Resume);
        Assert.Equal(File.ReadAllText(Path.Combine(whole, "metrics.jsonl")), File.ReadAllText(Path.Combine(parts, "metrics.jsonl")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(parts, "model.safetensors")));
    }

    [Theory]
    [InlineData("lengths", "5,x", "expected positive integers for `lengths`, got x")]
    [InlineData("cells", "elman,nope", "unknown cell `nope`")]
    [InlineData("steps", "0", "expected a positive integer for `steps`, got 0")]
    [InlineData("clipping", "perhaps", "expected yes or no for `clipping`, got perhaps")]
    public void AWrongSettingIsOneClearLine(string key, string value, string message)
    {
        using var folder = new TemporaryFolder();
        UnrollException e = Assert.Throws<UnrollException>(
            () => RecipeRun.New(Path.Combine(folder.Path, "run"), c => Recipe.Run(Options((key, value)), c)));
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOptionThatMeansNothingHereIsRefused()
    {
        using var folder = new TemporaryFolder();
        UnrollException e = Assert.Throws<UnrollException>(
            () => RecipeRun.New(Path.Combine(folder.Path, "run"), c => Recipe.Run(new RunOptions { Epochs = 3, Valid = "x.tsv" }, c)));
        Assert.StartsWith("the memorizer has no --epochs, --valid; it has --set lengths", e.Message, StringComparison.Ordinal);
    }
}
