using System.IO.Compression;
using Unroll.Data;
using Unroll.Numerics;
using Unroll.Recipes;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

public sealed class SignalRecipesTests
{
    private static readonly SpeechRecipe Speech = new();
    private static readonly PixelsRecipe Pixels = new();

    private static RunOptions Options(params (string Key, string Value)[] set) =>
        new() { Set = set.ToDictionary(s => s.Key, s => s.Value), Quick = true, Data = "sample", Units = 16 };

    [Fact]
    public void SpeechLearnsTonesAndItsRunHearsAFile()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run"), wav = Path.Combine(folder.Path, "said.wav");
        RunResult result = RecipeRun.New(run, c => Speech.Run(
            Options(("digit-epochs", "6"), ("string-epochs", "2"), ("strings", "64"), ("folds", "2")) with { Layers = 1, LearningRate = 0.01f }, c));
        Assert.InRange(RecipeRun.Metric(result.Metrics, "takes_accuracy"), 0.5, 1);
        Assert.InRange(RecipeRun.Metric(result.Metrics, "speakers_accuracy"), 0.2, 1);
        Assert.InRange(RecipeRun.Metric(result.Metrics, "takes_label_error_rate"), 0, 1.5);
        (float[] sound, _) = new SpeechStrings(ToneDigits.Make()).Draw(new RngSequence(1, RandomPurpose.Data));
        File.WriteAllBytes(wav, new WavAudio(8000, sound).ToBytes());
        ISavedModel model = ModelKinds.Load(run);
        Assert.StartsWith(wav + ": ", Assert.Single(model.Predict([wav], new PredictRequest(2, false, false))).Text, StringComparison.Ordinal);
        File.WriteAllBytes(wav, []);
        Assert.StartsWith(wav + ": not a WAV file", Assert.Throws<UnrollException>(() => model.Predict([wav], new PredictRequest(1, false, false))).Message, StringComparison.Ordinal);
        Assert.All(["Result", "Single digits", "A string as the network hears it", "Training"], heading => Assert.Contains(
            $"<h2>{heading}</h2>", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal));
    }

    [Fact]
    public void WhatIsHeldOutWasNeverHeard()
    {
        var data = SpeechData.Load("sample");
        Assert.Empty(data.HeldOutTakes.Intersect(data.TrainingTakes));
        Assert.Equal(data.Takes.Count, data.HeldOutTakes.Count() + data.TrainingTakes.Count());
        Assert.Equal(600, data.Takes.Count);
        var strings = new SpeechStrings(data.HeldOutTakes);
        var random = new RngSequence(4, RandomPurpose.Data);
        for (int i = 0; i < 50; i++)
        {
            (float[] sound, int[] digits) = strings.Draw(random);
            Assert.InRange(digits.Length, 1, 7);
            Assert.InRange(sound.Length, 1000, 60_000);
            Assert.All(strings.Hear(sound, null), v => Assert.True(float.IsFinite(v)));
        }
    }

    [Fact]
    public void AFolderAZipAndWhatIsWrongWithThem()
    {
        using var folder = new TemporaryFolder();
        SpokenDigit[] takes = [.. ToneDigits.Make().Where(t => t.Take < 5)];
        foreach (SpokenDigit t in takes)
        {
            File.WriteAllBytes(Path.Combine(folder.Path, $"{t.Digit}_{t.Speaker}_{t.Take}.wav"), new WavAudio(8000, t.Samples).ToBytes());
        }

        using var other = new TemporaryFolder();
        string zip = Path.Combine(other.Path, "digits.zip");
        ZipFile.CreateFromDirectory(folder.Path, zip);
        foreach (string path in new[] { folder.Path, zip, other.Path })
        {
            var data = SpeechData.Load(path);
            Assert.Equal(takes.Length, data.Takes.Count);
            Assert.Equal(["voice1", "voice2", "voice3", "voice4"], data.Speakers);
        }

        File.WriteAllBytes(Path.Combine(folder.Path, "noname.wav"), new WavAudio(8000, [0, 0]).ToBytes());
        Assert.Contains("expected a name such as 7_jackson_12.wav", Assert.Throws<UnrollException>(() => SpeechData.Load(folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(zip, [1, 2, 3]);
        Assert.StartsWith(zip, Assert.Throws<UnrollException>(() => SpeechData.Load(zip)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PixelsLearnsDrawnDigitsInBothOrders()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        RunResult result = RecipeRun.New(run, c => Pixels.Run(Options(("order", "sequential,permuted")) with { Units = 32, LearningRate = 0.01f }, c));
        Assert.InRange(RecipeRun.Metric(result.Metrics, "sequential_accuracy"), 0.6, 1);
        Assert.InRange(RecipeRun.Metric(result.Metrics, "permuted_accuracy"), 0.3, 1);
        Assert.StartsWith("digits of 28 by 28 pixels", ModelKinds.Load(run).Summary, StringComparison.Ordinal);
        Assert.All(["Result", "Confusion", "Training", "What the network reads"], heading => Assert.Contains(
            $"<h2>{heading}</h2>", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal));
    }

    [Fact]
    public void AnImageIsReadInItsOrderAndShifted()
    {
        byte[] image = new byte[784];
        image[(3 * 28) + 5] = 255;
        int[] plain = [.. Enumerable.Range(0, 784)], reversed = [.. plain.Reverse()];
        Assert.Equal((3 * 28) + 5, Array.IndexOf(PixelsRecipe.Read(image, plain, 0, 0), 1f));
        Assert.Equal((4 * 28) + 7, Array.IndexOf(PixelsRecipe.Read(image, plain, 2, 1), 1f));
        Assert.Equal(783 - ((3 * 28) + 5), Array.IndexOf(PixelsRecipe.Read(image, reversed, 0, 0), 1f));
        Assert.Equal(0, PixelsRecipe.Read(image, plain, 28, 0).Max());
    }

    [Theory]
    [InlineData("speech")]
    [InlineData("pixels")]
    public void AnInterruptedRunGoesOnToTheSameBits(string recipe)
    {
        using var folder = new TemporaryFolder();
        string whole = Path.Combine(folder.Path, "whole"), parts = Path.Combine(folder.Path, "parts");
        RunOptions options = recipe == "pixels"
            ? Options(("order", "permuted,sequential")) with { Epochs = 1, Units = 8 }
            : Options(("digit-epochs", "1"), ("string-epochs", "1"), ("strings", "20")) with { Units = 8, Layers = 1 };
        IRecipe found = RecipeCatalog.Find(recipe);
        RecipeRun.New(whole, c => found.Run(options, c));
        RecipeRun.Interrupted(parts, c => found.Run(options, c), epoch: 1);
        RecipeRun.Again(parts, found.Resume);
        Assert.Equal(File.ReadAllText(Path.Combine(whole, "metrics.jsonl")), File.ReadAllText(Path.Combine(parts, "metrics.jsonl")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(parts, "model.safetensors")));
    }

    [Theory]
    [InlineData("pixels", "steps", "columns", "expected rows or pixels for `steps`, got columns")]
    [InlineData("pixels", "order", "any", "expected sequential or permuted for `order`, got any")]
    [InlineData("speech", "folds", "-1", "expected a positive integer for `folds`, got -1")]
    [InlineData("speech", "units", "3", "unknown setting `units`")]
    public void AWrongSettingIsOneClearLine(string recipe, string key, string value, string message)
    {
        using var folder = new TemporaryFolder();
        UnrollException e = Assert.Throws<UnrollException>(
            () => RecipeRun.New(Path.Combine(folder.Path, "run"), c => RecipeCatalog.Find(recipe).Run(Options((key, value)), c)));
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }
}
