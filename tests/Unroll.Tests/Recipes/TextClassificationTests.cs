using System.Text.Json;
using Unroll.Models;
using Unroll.Recipes;
using Unroll.Tests.Data;
using Unroll.Training;

namespace Unroll.Tests.Recipes;

public sealed class TextClassificationTests
{
    private static readonly RunOptions Small = new() { Quick = true, Units = 12, Embedding = 8, Epochs = 3, Batch = 16 };

    /// <summary>Numbers and words: a task that anything learns.</summary>
    private static string Write(TemporaryFolder folder, string name = "data.tsv") => folder.File(
        name, string.Concat(Enumerable.Range(0, 120).Select(i => i % 3 == 0 ? $"{i}{i * 7}\tnumber\n" : $"{(char)('a' + (i % 26))}{(char)('f' + (i % 17))}x\tword\n")));

    [Fact]
    public void AFileBecomesAModelWithMetricsAndAReport()
    {
        using var folder = new TemporaryFolder();
        string data = Write(folder), run = Path.Combine(folder.Path, "run");
        var output = new RecordedOutput();
        RunResult result = RecipeRun.New(run, c => TextClassification.Train(data, Small with { Epochs = 12, LearningRate = 0.01f }, c), output);
        Assert.Equal(1, RecipeRun.Metric(result.Metrics, "accuracy"));
        Assert.Equal(120, result.Data.Items);
        Assert.Equal("number", SequenceClassifier.Load(run).Predict("4711").Label);
        Assert.Contains(output.Logs, l => l.Contains("108 to train on, 12 held out", StringComparison.Ordinal));
        Assert.Contains("<h2>Classification</h2>", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal);

        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "config.json")));
        Assert.False(config.RootElement.TryGetProperty("recipe", out _));
        Assert.Equal(64, config.RootElement.GetProperty("data").GetProperty("sha256").GetString()!.Length);
        Assert.Equal(12, config.RootElement.GetProperty("training").GetProperty("epochs").GetInt32());
        Assert.StartsWith("adam:lr=0.01", config.RootElement.GetProperty("training").GetProperty("optimizer").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void FoldsAreTrainedAndTestedBesideTheModelAndCalibrationIsShown()
    {
        using var folder = new TemporaryFolder();
        string data = Write(folder), run = Path.Combine(folder.Path, "run");
        var output = new RecordedOutput();
        RunResult result = RecipeRun.New(
            run, c => TextClassification.Train(data, Small with { Epochs = 12, LearningRate = 0.01f, Splits = 3 }, c), output);
        Assert.InRange(RecipeRun.Metric(result.Metrics, "fold_accuracy"), 0.85, 1); // the most frequent class has 0.67
        Assert.InRange(RecipeRun.Metric(result.Metrics, "fold_accuracy_sd"), 0, 0.1);
        Assert.InRange(RecipeRun.Metric(result.Metrics, "calibration_error"), 0, 0.2);
        Assert.Contains(output.Results, r => r.Contains("3-fold cross-validation", StringComparison.Ordinal));
        Assert.Equal(3, Directory.GetDirectories(Path.Combine(run, "trainings")).Length);
        Assert.Contains("<h2>Calibration</h2>", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal);
        string message = Assert.Throws<UnrollException>(
            () => RecipeRun.New(Path.Combine(folder.Path, "many"), c => TextClassification.Train(data, Small with { Splits = 121 }, c))).Message;
        Assert.Contains("cannot be divided into 121 folds", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnInterruptedRunGoesOnToTheSameBitsAndNoticesChangedData()
    {
        using var folder = new TemporaryFolder();
        string data = Write(folder), whole = Path.Combine(folder.Path, "whole"), parts = Path.Combine(folder.Path, "parts");
        RecipeRun.New(whole, c => TextClassification.Train(data, Small, c));
        RecipeRun.Interrupted(parts, c => TextClassification.Train(data, Small, c), epoch: 1);

        byte[] before = File.ReadAllBytes(data);
        File.AppendAllText(data, "new\tword\n");
        string message = Assert.Throws<UnrollException>(() => RecipeRun.Again(parts, TextClassification.Resume)).Message;
        Assert.Contains("has changed since the run began", message, StringComparison.Ordinal);

        File.WriteAllBytes(data, before);
        RecipeRun.Again(parts, TextClassification.Resume);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(parts, "model.safetensors")));
    }

    [Fact]
    public void TheMinutesEndTrainingAndResumingGoesOn()
    {
        using var folder = new TemporaryFolder();
        string data = Write(folder), run = Path.Combine(folder.Path, "run");
        var output = new RecordedOutput();
        RunResult cut = RecipeRun.New(run, c => TextClassification.Train(data, Small with { Minutes = 1e-9 }, c), output);
        Assert.Contains(output.Logs, l => l.Contains("the run can be resumed", StringComparison.Ordinal));
        Assert.Equal(0, RecipeRun.Metric(cut.Metrics, "epochs"));
        Assert.Equal(3, RecipeRun.Metric(RecipeRun.Again(run, TextClassification.Resume).Metrics, "epochs"));
    }

    [Fact]
    public void AValidationFileIsHeldOutWhole()
    {
        using var folder = new TemporaryFolder();
        string data = Write(folder), valid = folder.File("valid.tsv", "12\tnumber\nabc\tword\n99\tnumber\n"), run = Path.Combine(folder.Path, "run");
        RecipeRun.New(run, c => TextClassification.Train(data, Small with { Valid = valid }, c));
        RunResult again = TextClassification.Evaluate(SequenceClassifier.Load(run), RunFolder.Open(run), null, new RunOptions(), new RecordedOutput());
        Assert.Equal(3, again.Data.Items);
    }

    [Fact]
    public void ALabelUnseenInTrainingIsNamed()
    {
        using var folder = new TemporaryFolder();
        string data = Write(folder), other = folder.File("other.tsv", "12\tnumber\nx\temoji\n"), run = Path.Combine(folder.Path, "run");
        RecipeRun.New(run, c => TextClassification.Train(data, Small with { Epochs = 1 }, c));
        string message = Assert.Throws<UnrollException>(() => TextClassification.Evaluate(
            SequenceClassifier.Load(run), null, other, new RunOptions(), new RecordedOutput())).Message;
        Assert.Contains("emoji", message, StringComparison.Ordinal);
        Assert.Throws<UnrollException>(() => TextClassification.Evaluate(SequenceClassifier.Load(run), null, null, new RunOptions(), new RecordedOutput()));
    }
}
