using System.Text.Json;
using Unroll.Data;
using Unroll.Models;
using Unroll.Recipes;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

public sealed class SurnamesRecipeTests
{
    private static readonly SurnamesRecipe Recipe = new();

    private static readonly RunOptions Quick = new() { Quick = true, Data = "sample", Units = 16, Epochs = 3 };

    [Fact]
    public void AQuickRunLeavesAWholeFolderAndAResultThatIsJson()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        var output = new RecordedOutput();
        RunResult result = RecipeRun.New(run, c => Recipe.Run(Quick, c), output);

        foreach (string file in (string[])["config.json", "metrics.jsonl", "model.safetensors", "report.html", "checkpoint/state.safetensors"])
        {
            Assert.True(new FileInfo(Path.Combine(run, file)).Length > 0, file);
        }

        Assert.Equal(run, result.Run);
        Assert.Equal(2160, result.Data.Items);
        Assert.All(result.Metrics, m => Assert.True(double.IsFinite(m.Value), m.Key));
        Assert.Equal("n-grams", result.Baseline!.Name);
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(result));
        Assert.True(json.RootElement.GetProperty("Metrics").GetArrayLength() > 10);
        Assert.Contains(output.Logs, l => l.Contains("parameters", StringComparison.Ordinal) && l.Contains("at the peak", StringComparison.Ordinal));
        Assert.Contains(output.Results, r => r.Contains("report.html", StringComparison.Ordinal));
        Assert.Contains(output.Results, r => r.Contains("the baseline `n-grams`", StringComparison.Ordinal));

        string page = File.ReadAllText(Path.Combine(run, "report.html"));
        Assert.All(
            ["Result", "Comparison", "Class distribution", "Training", "Classification", "Character by character", "Map", "Wrong and certain", "Configuration"],
            heading => Assert.Contains($"<h2>{heading}</h2>", page, StringComparison.Ordinal));
        Assert.Contains("Satoshi", page, StringComparison.Ordinal);

        var evaluated = TextClassification.Evaluate(
            SequenceClassifier.Load(run), Unroll.Training.RunFolder.Open(run), null, new RunOptions(), new RecordedOutput());
        Assert.Equal(RecipeRun.Metric(result.Metrics, "accuracy"), RecipeRun.Metric(evaluated.Metrics, "accuracy"));
    }

    [Fact]
    public void AnInterruptedRunGoesOnToTheSameBits()
    {
        using var folder = new TemporaryFolder();
        string whole = Path.Combine(folder.Path, "whole"), parts = Path.Combine(folder.Path, "parts");
        var options = Quick with { Epochs = 4, Dropout = 0.3f, Schedule = "cosine" };
        RunResult expected = RecipeRun.New(whole, c => Recipe.Run(options, c));
        RecipeRun.Interrupted(parts, c => Recipe.Run(options, c), epoch: 2);
        Assert.False(File.Exists(Path.Combine(parts, "model.safetensors")));
        RunResult resumed = RecipeRun.Again(parts, Recipe.Resume);

        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(parts, "model.safetensors")));
        Assert.Equal(File.ReadAllText(Path.Combine(whole, "metrics.jsonl")), File.ReadAllText(Path.Combine(parts, "metrics.jsonl")));
        Assert.Equal(RecipeRun.Metric(expected.Metrics, "accuracy"), RecipeRun.Metric(resumed.Metrics, "accuracy"));

        var output = new RecordedOutput();
        RecipeRun.Again(parts, Recipe.Resume, output);
        Assert.Contains(output.Logs, l => l.Contains("finished already", StringComparison.Ordinal));
    }

    [Fact]
    public void AComparisonTrainsEveryModelOnBothSplitsAndAveragesOverSplits()
    {
        using var folder = new TemporaryFolder();
        var options = Quick with { Compare = true, Epochs = 1, Splits = 2 };
        RunResult result = RecipeRun.New(Path.Combine(folder.Path, "run"), c => Recipe.Run(options, c));
        string[] models = ["best", "elman", "lstm", "lstm-dropout", "bilstm", "gru"];
        Assert.Equal([.. models, "most frequent", "n-grams"], result.Models.Select(m => m.Name));
        foreach (RunModel model in result.Models)
        {
            string[] names = [.. model.Metrics.Select(m => m.Key)];
            Assert.All(["accuracy", "accuracy_sd", "macro_f1", "group_accuracy", "group_macro_f1_sd"], n => Assert.Contains(n, names));
        }

        // The run's own training, five more models, two splits, two kinds.
        Assert.Equal((6 * 4) - 1, Directory.GetDirectories(Path.Combine(folder.Path, "run", "trainings")).Length);
    }

    [Fact]
    public void SplittingBySpellingLeavesNoNameOnBothSides()
    {
        LabeledText names = SurnamesData.LoadSample();
        var (train, test) = new SplitRecord("group", 0.3, 42).Divide(names);
        Assert.Equal(0, SpellingOverlap.Share(train, test));
        var (stratifiedTrain, stratifiedTest) = new SplitRecord("stratified", 0.3, 42).Divide(names);
        Assert.True(SpellingOverlap.Share(stratifiedTrain, stratifiedTest) > 0);
        Assert.Equal(names.Count, train.Count + test.Count);
    }

    [Fact]
    public void TuningNeverSeesTheTestPart()
    {
        LabeledText names = SurnamesData.LoadSample();
        HashSet<LabeledItem> test = [.. names.SplitStratified(0.3, 42).Test];
        test.ExceptWith(names.SplitStratified(0.3, 42).Train); // items that the data has twice
        var (fit, chosenOn) = new SplitRecord("tune", 0.3, 42).Divide(names);
        Assert.DoesNotContain(fit.Concat(chosenOn), test.Contains);
    }

    [Fact]
    public void PatienceHoldsOutAPartOfTheTrainingNames()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        RecipeRun.New(run, c => Recipe.Run(Quick with { Patience = 1, Epochs = 2 }, c));
        Assert.Contains("valid_accuracy", File.ReadAllText(Path.Combine(run, "metrics.jsonl")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(run, "checkpoint", "best.safetensors")));
    }

    [Theory]
    [InlineData("no-such", null, null, "unknown model `no-such`")]
    [InlineData(null, "random", null, "unknown split `random`")]
    [InlineData(null, null, "dropout-befor", "unknown setting `dropout-befor`")]
    public void AWrongChoiceIsOneClearLineAndLeavesNoConfig(string? model, string? split, string? key, string message)
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        var options = Quick with { Model = model, Split = split, Set = key is null ? new Dictionary<string, string>() : new() { [key] = "1" } };
        UnrollException e = Assert.Throws<UnrollException>(() => RecipeRun.New(run, c => Recipe.Run(options, c)));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        Assert.False(File.Exists(Path.Combine(run, "config.json")));
    }
}
