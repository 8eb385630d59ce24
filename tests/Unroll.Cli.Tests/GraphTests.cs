using System.Xml.Linq;

namespace Unroll.Cli.Tests;

/// <summary><c>unroll inspect --graph</c>.</summary>
public sealed class GraphTests
{
    [Fact]
    public void TheGraphOfAShippedModelGoesIntoAFile()
    {
        using var place = new Workplace();
        Cli.Run(place.Folder, "inspect", "--pretrained", "surnames", "--graph", "model.svg", "--unroll", "4").Succeeded();
        Assert.Equal("svg", XDocument.Load(place["model.svg"]).Root!.Name.LocalName);
        Cli.Run(place.Folder, "inspect", "--pretrained", "surnames", "--graph", "model.dot").Succeeded();
        Assert.Contains("\"rnn\" -> \"rnn\" [label=\"h, c [N, 40]\", style=dashed", File.ReadAllText(place["model.dot"]), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(place.Folder).Length);
    }

    [Fact]
    public void WithoutAFileItIsDotOnStandardOutput()
    {
        using var place = new Workplace();
        Assert.StartsWith(
            "digraph \"pretrained:surnames\" {", Cli.Run(place.Folder, "inspect", "--pretrained", "surnames", "--graph").Succeeded(), StringComparison.Ordinal);
    }

    /// <summary>A model whose config spells its shape out at the top is loaded and drawn like any other; so is its tree of parts.</summary>
    [Fact]
    public void ARunOfAnyKindOfModelIsDrawn()
    {
        using var place = new Workplace();
        Cli.Run(place.Folder, "run", "jazz", "--quick", "--data", "sample", "--epochs", "1", "--units", "4", "--out", "run").Succeeded();
        Assert.Contains("\"rnn\" -> \"rnn\" [label=\"h, c [N, 4]\", style=dashed", Cli.Run(place.Folder, "inspect", "run", "--graph").Succeeded(), StringComparison.Ordinal);
        Assert.Contains("├─ rnn: lstm", Cli.Run(place.Folder, "inspect", "run").Succeeded(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "expected a file that ends in .svg or .dot for `--graph`, got model.txt", "--graph", "model.txt")]
    [InlineData(2, "--unroll goes with --graph", "--unroll", "3")]
    [InlineData(2, "expected at most 200 for `--unroll`, got 500", "--graph", "model.svg", "--unroll", "500")]
    [InlineData(1, "cannot write `no/such/folder/model.svg`", "--graph", "no/such/folder/model.svg")]
    public void WhatCannotBeDrawnIsOneClearLine(int code, string message, params string[] arguments)
    {
        using var place = new Workplace();
        place.Remember();
        Cli.Run(place.Folder, ["inspect", "--pretrained", "surnames", .. arguments]).FailedWith(code, message);
        place.AssertUntouched();
    }
}
