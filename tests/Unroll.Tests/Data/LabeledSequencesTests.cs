using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class LabeledSequencesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadsRowsOfAnIdInOrderOfTime()
    {
        var data = Read("\uFEFFid,time,a,b,label\r\nu,0,1,2,x\r\nv,2,5,6,y\r\nu,1,3,-4e1,x\r\n\r\nv,1,7,.5,y\r\n");
        Assert.Equal(["a", "b"], data.FeatureNames);
        Assert.Equal(["x", "y"], data.Labels);
        Assert.Equal(["u", "v"], data.Select(s => s.Id));
        Assert.Equal([1, 2, 3, -40], data[0].Values);
        Assert.Equal([7, 0.5f, 5, 6], data[1].Values); // sorted
        Assert.Equal((2, 2, 1), (data[1].Steps, data[1].Features, data[1].Label));
        Assert.Equal([1, 1], data.CountByLabel());
    }

    [Fact]
    public void QuotesFollowRfc4180()
    {
        var data = Read("id,time,\"a, \"\"b\"\"\nc\",label\n\"u, 1\",0,\"1.5\",\"x\"\nv,0,2,\"\"\"y\"\"\"\n");
        Assert.Equal("a, \"b\"\nc", data.FeatureNames[0]);
        Assert.Equal("u, 1", data[0].Id);
        Assert.Equal("\"y\"", data.Labels[0]);
        Assert.Equal([1.5f], data[0].Values);
    }

    [Fact]
    public void TimesMayBeDatesAndEqualTimesInOrderAreKept()
    {
        var data = Read("ID,Time,a,Label\nu,2024-05-02T10:00:00Z,2,x\nu,2024-05-02T11:00:00+02:00,1,x\nv,2024-05-01,3,y\nv,2024-05-01,4,y\n");
        Assert.Equal([1, 2], data[0].Values);
        Assert.Equal([3, 4], data[1].Values);
    }

    [Theory]
    [InlineData("", ": the file is empty; expected a header id,time,<features...>,label")]
    [InlineData("id,time,a,label\n", ": no rows after the header; expected id,time,<features...>,label")]
    [InlineData("u,0,1,x\n", ":1: expected a header id,time,<features...>,label, got \"u,0,1,x\"")]
    [InlineData("id,time,label\n", ":1: expected a header id,time,<features...>,label, got \"id,time,label\"")]
    [InlineData("id,time,a,,label\n", ":1:11: a column without a name; name every column in the header")]
    [InlineData("id,time,a,a,label\n", ":1:9: the column \"a\" is there twice; give every column its own name")]
    [InlineData("id,time,a,label\nu,0,1\n", ":2: 3 columns; expected 4, as in the header")]
    [InlineData("id,time,a,label\nu,0,1,x\nu,1,abc,x\n", ":3:5: \"abc\" is not a finite number (column \"a\")")]
    [InlineData("id,time,a,label\nu,0,\"1,5\",x\n", ":2:5: \"1,5\" is not a finite number (column \"a\")")]
    [InlineData("id,time,a,label\nu,0,,x\n", ":2:5: \"\" is not a finite number (column \"a\")")]
    [InlineData("id,time,a,label\nu,0,NaN,x\n", ":2:5: \"NaN\" is not a finite number (column \"a\")")]
    [InlineData("id,time,a,label\nu,0,1e99,x\n", ":2:5: \"1e99\" is not a finite number (column \"a\")")]
    [InlineData("id,time,a,label\nu,soon,1,x\n", ":2:3: \"soon\" is not a time; expected a number or an ISO 8601 date")]
    [InlineData("id,time,a,label\nu,0,1,x\nu,2024-05-01,1,x\n", ":3:3: \"2024-05-01\" is a date, unlike the times before it")]
    [InlineData("id,time,a,label\n,0,1,x\n", ":2:1: empty id; expected the name or number of the sequence")]
    [InlineData("id,time,a,label\nu,0,1,\n", ":2:7: empty label; expected the class of the sequence")]
    [InlineData("id,time,a,label\nu,0,1,x\nu,1,1,y\n",
        ":3:7: the label \"y\" of id \"u\" contradicts \"x\" on line 2; a sequence has one label")]
    [InlineData("id,time,a,label\nu,0,1,x\nv,0,1,x\n", ": every row has the label \"x\"; expected at least two classes")]
    [InlineData("id,time,a,label\nu,1,1,x\nu,0,1,x\nu,1,1,x\nv,0,1,y\n",
        ":4: the time of id \"u\" is that of line 2 too, and its rows are not in order; sort the rows or give each its own time")]
    [InlineData("id,time,a,label\nu,0,\"1,x\nv,0,1,y\n", ":2:5: the quote that opens this field is never closed")]
    [InlineData("id,time,a,label\nu,0,1\"2,x\n",
        ":2:6: a quote inside a field; quote the whole field and double the quote")]
    [InlineData("id,time,a,label\nu,0,\"1\"2,x\n",
        ":2:8: expected a comma after the closing quote; a quote inside a field is doubled")]
    [InlineData("id,time,a,label\n\"u\nw\",0,z,x\n", ":3:6: \"z\" is not a finite number (column \"a\")")]
    public void NamesLineAndColumn(string text, string problem)
    {
        string path = _folder.File("bad.csv", text);
        Assert.Equal(path + problem, Assert.Throws<UnrollException>(() => LabeledSequences.Read(path)).Message);
    }

    [Fact]
    public void KnownLabelsAreKeptAndOthersRefused()
    {
        var known = new LabelSet(["y", "x"]);
        var data = LabeledSequences.Read(_folder.File("a.csv", "id,time,a,label\nu,0,1,x\n"), known);
        Assert.Equal(1, data[0].Label);
        string path = _folder.File("b.csv", "id,time,a,label\nu,0,1,q\n");
        Assert.Equal($"{path}:2:7: the label \"q\" was not seen in training; known labels: y, x",
            Assert.Throws<UnrollException>(() => LabeledSequences.Read(path, known)).Message);
    }

    [Fact]
    public void SplitsAndSubsetsKeepTheLabels()
    {
        var data = Read("id,time,a,label\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"{i},0,{i},{i % 2}\n")));
        var (train, test) = data.SplitStratified(1 / 3.0, seed: 1);
        Assert.Equal([2, 2], test.CountByLabel());
        Assert.Equal([4, 4], train.CountByLabel());
        Assert.Equal(data.Select(s => s.Id).Order(), train.Concat(test).Select(s => s.Id).Order());
        Assert.All(data.KFold(3, seed: 1), fold => Assert.Equal([2, 2], fold.Test.CountByLabel()));
        Assert.Equal(["3", "1"], data.Subset([3, 1]).Select(s => s.Id));
        Assert.Equal(5, data.Take(5).Count);
    }

    [Fact]
    public void RefusesValuesThatDoNotFit()
    {
        Assert.Throws<ArgumentException>(() => new LabeledSequence("a", [1, 2, 3], 2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LabeledSequence("a", [1], 0, 0));
        var item = new LabeledSequence("a", [1, 2], 1, 0);
        Assert.Throws<ArgumentException>(() => new LabeledSequences([item], ["one"], new LabelSet(["x"])));
        Assert.Throws<ArgumentException>(() => new LabeledSequences([item], ["one", "two"], new LabelSet([])));
    }

    private LabeledSequences Read(string text) => LabeledSequences.Read(_folder.File("data.csv", text));
}
