using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class LabeledTextTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadsTextsAndLabels()
    {
        var data = LabeledText.Read(_folder.File("a.tsv", "\uFEFFNovak\tCzech\r\n\r\n\U0001F600\tEmoji\r\n Dvor\u030Ca\u0301k \t Czech "));
        Assert.Equal(["Czech", "Emoji"], data.Labels);
        Assert.Equal([new LabeledItem("Novak", 0), new("\U0001F600", 1), new(" Dvo\u0159\u00E1k ", 0)], data);
        Assert.Equal([2, 1], data.CountByLabel());
        Assert.Single(data.Vocabulary.Encode("\U0001F600"));
        Assert.Same(data.Vocabulary, data.Vocabulary);
    }

    [Theory]
    [InlineData("", "the file is empty; expected text<TAB>label on each line", 0)]
    [InlineData(" \n\n", "the file is empty; expected text<TAB>label on each line", 0)]
    [InlineData("a\tx\nb\n", "no tab; expected text<TAB>label", 2)]
    [InlineData("a\tx\n\nb\tx\ty\n", "more than one tab; expected text<TAB>label", 3)]
    [InlineData("a\tx\n \ty\n", "empty text; expected text<TAB>label", 2)]
    [InlineData("a\tx\nb\t \n", "empty label; expected text<TAB>label", 2)]
    [InlineData("\t\n", "empty text; expected text<TAB>label", 1)]
    [InlineData("a\tx\nb\tx\n", "every line has the label \"x\"; expected at least two classes", 0)]
    public void NamesTheLineThatIsWrong(string text, string problem, int line)
    {
        string path = _folder.File("bad.tsv", text);
        string where = line == 0 ? path : $"{path}:{line}";
        Assert.Equal($"{where}: {problem}", Assert.Throws<UnrollException>(() => LabeledText.Read(path)).Message);
    }

    [Fact]
    public void InvalidUtf8NamesTheFile()
    {
        string path = _folder.File("latin1.tsv", [.. "ok\tx\nM"u8, 0xFC, .. "ller\ty\n"u8]);
        Assert.Equal($"{path}:2: byte 6 (0xFC) is not valid UTF-8; save the file as UTF-8",
            Assert.Throws<UnrollException>(() => LabeledText.Read(path)).Message);
    }

    [Fact]
    public void KnownLabelsAreKeptAndOthersRefused()
    {
        var known = new LabelSet(["z", "x"]);
        var data = LabeledText.Read(_folder.File("test.tsv", "a\tx\n"), known); // one class is enough to be tested on
        Assert.Same(known, data.Labels);
        Assert.Equal(1, data[0].Label);

        string path = _folder.File("unseen.tsv", "a\tx\nb\tKlingon\n");
        Assert.Equal($"{path}:2: the label \"Klingon\" was not seen in training; known labels: z, x",
            Assert.Throws<UnrollException>(() => LabeledText.Read(path, known)).Message);
    }

    [Fact]
    public void MessagesStayOneShortLine()
    {
        string path = _folder.File("odd.tsv", $"a\t{new string('x', 500)}\u0007\u2028\n");
        string message = Assert.Throws<UnrollException>(() => LabeledText.Read(path, new LabelSet(["x", "y"]))).Message;
        Assert.DoesNotContain(message, c => char.IsControl(c) || c == '\u2028');
        Assert.Contains(new string('x', 40) + "...\"", message);
        Assert.DoesNotContain(new string('x', 41), message);
    }

    [Fact]
    public void FoldersHaveAFileForEachClass()
    {
        _folder.File("set/b.txt", "two\nthree\n");
        _folder.File("set/A.txt", "one\n");
        _folder.File("set/SOURCE.md", "not data");
        var data = LabeledText.ReadFolder(Path.Combine(_folder.Path, "set"));
        Assert.Equal(["A", "b"], data.Labels);
        Assert.Equal([new LabeledItem("one", 0), new("two", 1), new("three", 1)], data);
    }

    [Fact]
    public void FoldersAreCheckedToo()
    {
        string Message(string folder) => Assert.Throws<UnrollException>(() => LabeledText.ReadFolder(folder)).Message;

        string file = _folder.File("one/x.txt", "a");
        string one = Path.Combine(_folder.Path, "one"), none = Path.Combine(_folder.Path, "none"), empty = Path.Combine(_folder.Path, "empty");
        Directory.CreateDirectory(empty);
        Assert.Equal($"{one}: x.txt is the only class; expected one <Label>.txt for each class, and at least two", Message(one));
        Assert.Equal($"{none}: no such folder; check the path", Message(none));
        Assert.Equal($"{empty}: the folder has no .txt file; expected one <Label>.txt for each class", Message(empty));
        Assert.Equal($"{file}: this is a file; expected a folder", Message(file));
        string blank = _folder.File("one/y.txt", "");
        Assert.Equal($"{blank}: the file is empty; expected one item a line", Message(one));
    }

    [Fact]
    public void SubsetsKeepTheLabels()
    {
        var data = LabeledText.Read(_folder.File("a.tsv", "a\tx\nb\ty\nc\tz\n"));
        Assert.Equal(["c", "a"], data.Subset([2, 0]).Select(i => i.Text));
        Assert.Equal(["a", "b"], data.Take(2).Select(i => i.Text));
        Assert.Equal(3, data.Take(10).Count);
        Assert.Same(data.Labels, data.Take(1).Labels);
        Assert.Equal([1, 0, 0], data.Take(1).CountByLabel());
        Assert.Throws<ArgumentException>(() => new LabeledText([new("a", 3)], data.Labels));
    }

    [Fact]
    public void SplitsCarryTheItems()
    {
        var data = LabeledText.Read(_folder.File("a.tsv", "a\tx\nA\ty\na\u0301\tx\n\u00C1\ty\nb\tx\nc\ty\n"));
        var (train, test) = data.SplitGrouped(0.5, seed: 1);
        Assert.Equal(data.Order(Comparer), train.Concat(test).Order(Comparer));
        foreach (string pair in new[] { "aA", "\u00E1\u00C1" }) // in one case and in the other, composed or not
            Assert.Equal(pair.Length, Math.Max(train.Count(i => pair.Contains(i.Text)), test.Count(i => pair.Contains(i.Text))));

        (train, test) = data.SplitStratified(1 / 3.0, seed: 1);
        Assert.Equal([1, 1], test.CountByLabel());
        Assert.Equal([2, 2], train.CountByLabel());
        Assert.Equal(3, data.KFold(3, seed: 1).Count);
        Assert.Equal("cannot split by spelling: all items have the same one",
            Assert.Throws<UnrollException>(() => data.Take(2).SplitGrouped(0.5, 1)).Message);
    }

    private static Comparer<LabeledItem> Comparer { get; } =
        Comparer<LabeledItem>.Create((a, b) => string.CompareOrdinal(a.Text, b.Text));
}
