using System.Text;
using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class TreeReaderTests
{
    private static LabeledTrees Read(string text, LabelSet? known = null) =>
        TreeReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "trees.txt", known);

    [Fact]
    public void ATreeIsReadChildrenFirst()
    {
        LabeledTrees trees = Read("\uFEFF(3 (2 a) (4 (2 -LRB-) (1 triumph\\/x)))\r\n\r\n(0 bad)");
        Assert.Equal(2, trees.Count);
        Assert.Equal(["a", "(", "triumph/x"], trees[0].Words);
        Assert.Equal(["2", "2", "1", "4", "3"], trees[0].Nodes.Select(n => trees.Labels[n.Label]));
        Assert.Equal([0, 0, 0, 1, 2], trees[0].Heights);
        Assert.Equal("(3 (2 a) (4 (2 -LRB-) (1 triumph/x)))", trees[0].ToString(trees.Labels));
        Assert.Equal(["(", "triumph/x"], trees[0].WordsOf(3));
    }

    [Theory]
    [InlineData("", "trees.txt: the file is empty")]
    [InlineData("(1 a) b", "trees.txt:1: byte 7: text after the end of the tree")]
    [InlineData("(1 (0 a) (1 b)", "trees.txt:1: byte 15: 1 brackets are not closed")]
    [InlineData("(1 a))", "trees.txt:1: byte 6: text after the end of the tree")]
    [InlineData(")", "trees.txt:1: byte 1: a bracket is closed that was not opened")]
    [InlineData("a", "trees.txt:1: byte 1: no opening bracket")]
    [InlineData("(1)", "trees.txt:1: byte 3: neither a word nor trees after the label")]
    [InlineData("()", "trees.txt:1: byte 2: empty brackets")]
    [InlineData("(1 ä b)", "trees.txt:1: byte 7: a word where a bracket is expected")]
    [InlineData("(1 a (0 b))", "trees.txt:1: byte 6: a word and a tree in one pair of brackets")]
    [InlineData("(1 (0 a) b)", "trees.txt:1: byte 10: a word where a bracket is expected")]
    [InlineData("(1 a)\n\n(x", "trees.txt:3: byte 3: 1 brackets are not closed")]
    [InlineData("(1 a)\n(1 b)", "every node has the label \"1\"")]
    public void WhatIsNotATreeIsNamedWithItsByte(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<UnrollException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void EndlessBracketsAreRefused() => Assert.Contains(
        "more than 1000 brackets within each other", Assert.Throws<UnrollException>(() => Read(new string('(', 100_000))).Message, StringComparison.Ordinal);

    [Fact]
    public void AnUnknownLabelIsNamed() => Assert.Contains("trees.txt:1: the label \"7\" was not seen in training", Assert.Throws<UnrollException>(
        () => Read("(7 a)", new LabelSet(["0", "1"]))).Message, StringComparison.Ordinal);

    [Fact]
    public void TreesWithoutLabelsAreParsedToo()
    {
        LabeledTree tree = TreeReader.Parse("((very) ((good) (film)))");
        Assert.Equal(["very", "good", "film"], tree.Words);
        Assert.All(tree.Nodes, n => Assert.Equal(-1, n.Label));
        Assert.Equal(tree.Words, LabeledTree.RightBranching(["very", "good", "film"]).Words);
        Assert.Throws<UnrollException>(() => TreeReader.Parse("(()"));
    }

    [Fact]
    public void NodesThatAreNoTreeAreRefused()
    {
        Assert.Throws<ArgumentException>(() => new LabeledTree([]));
        Assert.Throws<ArgumentException>(() => new LabeledTree([new(0, "a", []), new(0, "b", [])]));
        Assert.Throws<ArgumentException>(() => new LabeledTree([new(0, "a", []), new(0, null, [0]), new(0, null, [0, 1])]));
        Assert.Throws<ArgumentException>(() => new LabeledTree([new(0, null, [])]));
    }
}
