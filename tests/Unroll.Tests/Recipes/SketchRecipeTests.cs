using Unroll.Recipes;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

public sealed class SketchRecipeTests
{
    private static readonly SketchRecipe Recipe = new();

    private static readonly RunOptions Small = new() { Quick = true, Compare = true, Data = "sample", Epochs = 1, Units = 16 };

    [Fact]
    public void DrawingsReconstructionsAndRealSketchesAreJudgedAndResumingMeasuresTheSameAgain()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        RunResult first = RecipeRun.New(run, c => Recipe.Run(Small, c));
        foreach (string share in (string[])["recognised", "recognised_reconstructions", "recognised_real", "samples_ended", "reconstructions_ended"])
        {
            Assert.InRange(RecipeRun.Metric(first.Metrics, share), 0, 1);
        }

        // Houses, fish and flowers are easy to tell apart, where people can see them at all.
        Assert.True(RecipeRun.Metric(first.Metrics, "recognised_real") > 0.9);
        Assert.Contains("drawn from the latent vectors of test sketches", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal);
        var output = new RecordedOutput();
        RunResult again = RecipeRun.Again(run, Recipe.Resume, output);
        Assert.Equal(first.Metrics.Where(m => m.Key != "training_seconds"), again.Metrics.Where(m => m.Key != "training_seconds"));
        Assert.IsType<SavedSketch>(ModelKinds.Load(Path.Combine(run, "no-encoder")));
    }

    [Fact]
    public void AFinishedRunOfBeforeTheDecoderAloneWasKeptIsMeasuredWithoutIt()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        RunResult first = RecipeRun.New(run, c => Recipe.Run(Small, c));
        Directory.Delete(Path.Combine(run, "no-encoder"), recursive: true);
        var output = new RecordedOutput();
        RunResult again = RecipeRun.Again(run, Recipe.Resume, output);
        Assert.Contains(output.Logs, l => l.Contains("its figure is left out", StringComparison.Ordinal));
        Assert.DoesNotContain(again.Metrics, m => m.Key == "gain_of_encoder");
        Assert.Equal(RecipeRun.Metric(first.Metrics, "test_reconstruction"), RecipeRun.Metric(again.Metrics, "test_reconstruction"));
        Assert.False(Directory.Exists(Path.Combine(run, "no-encoder")));
    }
}
