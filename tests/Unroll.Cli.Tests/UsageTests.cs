namespace Unroll.Cli.Tests;

/// <summary>Wrong usage: exit code 2, one line that helps, and nothing done.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("unknown command `predct` (did you mean `predict`?)", "predct", "x")]
    [InlineData("unknown command `frobnicate`; see `unroll --help`", "frobnicate")]
    [InlineData("unknown command `lst` (did you mean `list`?); see `unroll data --help`", "data", "lst")]
    [InlineData("expected one of: list, get, path", "data")]
    [InlineData("unknown option `--unts` (did you mean `--units`?); see `unroll train --help`", "train", "classify", "names.tsv", "--unts", "3")]
    [InlineData("unknown option `--frobnicate`", "predict", "run", "Satoshi", "--frobnicate")]
    [InlineData("expected a positive integer for `--units`, got -3", "train", "classify", "names.tsv", "--units", "-3")]
    [InlineData("expected a positive integer for `--units`, got many", "train", "classify", "names.tsv", "--units", "many")]
    [InlineData("expected a positive integer for `--batch`, got 99999999999", "train", "classify", "names.tsv", "--batch", "99999999999")]
    [InlineData("expected a probability in [0, 1) for `--dropout`, got 2", "train", "classify", "names.tsv", "--dropout", "2")]
    [InlineData("expected a positive number for `--lr`, got NaN", "train", "classify", "names.tsv", "--lr", "NaN")]
    [InlineData("expected an integer of at least 0 for `--seed`, got -1", "train", "classify", "names.tsv", "--seed", "-1")]
    [InlineData("unknown value `lstmm` for `--cell` (did you mean `lstm`?)", "train", "classify", "names.tsv", "--cell", "lstmm")]
    [InlineData("did you mean `adam`?", "train", "classify", "names.tsv", "--optimizer", "adm")]
    [InlineData("unknown setting \"speed\"", "train", "classify", "names.tsv", "--optimizer", "sgd:speed=3")]
    [InlineData("`--units` needs a value", "train", "classify", "names.tsv", "--units")]
    [InlineData("`--units` is given twice", "train", "classify", "names.tsv", "--units", "3", "--units", "4")]
    [InlineData("`more.tsv` is one argument too many", "train", "classify", "names.tsv", "more.tsv")]
    [InlineData("the data is given twice", "train", "classify", "names.tsv", "--data", "more.tsv")]
    [InlineData("unknown task `frobnicate`; there is: classify", "train", "frobnicate", "names.tsv")]
    [InlineData("TASK is missing", "train")]
    [InlineData("DATA is missing", "train", "classify")]
    [InlineData("MODEL is missing", "predict")]
    [InlineData("INPUT 2 is empty", "predict", "run", "Satoshi", " ")]
    [InlineData("RECIPE is missing", "run")]
    [InlineData("unknown recipe `surname`", "run", "surname")]
    [InlineData("unknown value `onnx` for `--format`; known: safetensors", "export", "run", "--format", "onnx", "file")]
    [InlineData("`memorizer` keeps its activations: run it without `--recompute`", "run", "memorizer", "--recompute")]
    [InlineData("expected a path for `--out`, got an empty one", "train", "classify", "names.tsv", "--out", "")]
    [InlineData("expected at most 1024 for `--threads`, got 5000", "predict", "run", "Satoshi", "--threads", "5000")]
    [InlineData("unknown data set `surname` (did you mean `surnames`?)", "data", "get", "surname")]
    public void IsExplainedInOneLine(string expected, params string[] arguments)
    {
        using var place = new Workplace();
        place.Write("names.tsv", Names.Table(60));

        Cli.Run(place.Folder, arguments).FailedWith(2, expected);

        place.AssertUntouched();
    }

    [Fact]
    public void RecipesRefuseUnknownSettingsAndNameTheKnown()
    {
        using var place = new Workplace();

        string line = Cli.Run(place.Folder, "run", "surnames", "--set", "layer-nrm=1").FailedWith(2, "`surnames` has no setting `layer-nrm`");

        Assert.Contains("known: ", line, StringComparison.Ordinal);
        place.AssertUntouched();
    }
}
