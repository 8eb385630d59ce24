namespace Unroll.Cli.Tests;

public sealed class SampleTests
{
    private static readonly Lazy<(Workplace Place, Outcome Training)> Model = new(() =>
    {
        var place = new Workplace();
        place.Write("words.txt", string.Concat(Enumerable.Range(0, 60).Select(i => $"{(char)('a' + (i % 5))}{(char)('k' + (i % 3))}o\n")));
        return (place, Cli.Run(place.Folder, "train", "generate", "words.txt", "--out", "run", "--epochs", "3", "--units", "16"));
    });

    private static Outcome Sample(params string[] arguments) => Cli.Run(Model.Value.Place.Folder, ["sample", "run", .. arguments]);

    [Fact]
    public void TrainingShowsSamplesFiguresAndBaseline()
    {
        Outcome training = Model.Value.Training;
        training.Succeeded();
        Assert.Contains("bits", training.Out, StringComparison.Ordinal);
        Assert.Contains("6-grams", training.Out, StringComparison.Ordinal);
        Assert.Contains("  epoch 3: ", training.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSameSeedWritesTheSameOnAnyNumberOfThreads()
    {
        Outcome one = Sample("--count", "20", "--seed", "3", "--threads", "1"), two = Sample("--count", "20", "--seed", "3", "--threads", "2");
        one.Succeeded();
        Assert.Equal(20, one.Out.TrimEnd('\n').Split('\n').Length);
        Assert.Equal(one.Out, two.Out);
        Assert.NotEqual(one.Out, Sample("--count", "20", "--seed", "4").Out);
        Assert.StartsWith(Sample("--seed", "3").Out, one.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void PrefixTemperatureAndCutsAreHeeded()
    {
        Outcome cold = Sample("--prefix", "bl", "--temperature", "0", "--count", "3");
        cold.Succeeded();
        string[] lines = cold.Out.TrimEnd('\n').Split('\n');
        Assert.All(lines, l => Assert.StartsWith("bl", l, StringComparison.Ordinal));
        Assert.Single(lines.Distinct());
        Assert.Equal(lines[0], Sample("--prefix", "bl", "--top-k", "1").Out.TrimEnd('\n'));
        Assert.Equal(lines[0], Sample("--prefix", "bl", "--top-p", "0.0001").Out.TrimEnd('\n'));
    }

    [Fact]
    public void APersonMayChoose()
    {
        Outcome chosen = Cli.Run(Model.Value.Place.Folder, "1\nx\n\nq\n"u8.ToArray(), "sample", "run", "--interactive", "--prefix", "b");
        chosen.Succeeded();
        Assert.StartsWith("b", chosen.Out, StringComparison.Ordinal);
        Assert.Equal(4, chosen.Out.Length);
        Assert.Contains("1:", chosen.Error, StringComparison.Ordinal);
        Assert.Contains("a number from 1 to", chosen.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void SamplesGoToAFileOrADocument()
    {
        Sample("--count", "4", "--out", "some.txt").Succeeded();
        Assert.Equal(4, File.ReadAllLines(Model.Value.Place["some.txt"]).Length);
        Outcome json = Sample("--count", "2", "--json");
        json.Succeeded();
        Assert.Contains("\"log_probability\"", json.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--top-p", "1.5")]
    [InlineData(2, "--temperature", "-1")]
    [InlineData(2, "--interactive", "--json")]
    [InlineData(1, "--prefix", "ü")]
    public void WhatIsWrongIsOneLine(int code, params string[] arguments)
    {
        Outcome outcome = Sample(arguments);
        Assert.Equal(code, outcome.Code);
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void PredictShowsTheLikeliestPieces()
    {
        Outcome predicted = Cli.Run(Model.Value.Place.Folder, "predict", "run", "--steps", "--top", "2", "blo");
        predicted.Succeeded();
        Assert.Contains("next:", predicted.Out, StringComparison.Ordinal);
    }
}
