using Unroll.Data;
using Unroll.Metrics;

namespace Unroll.Tests.Data;

public sealed class TagSchemeTests
{
    [Theory]
    [InlineData(TagScheme.Plain, "NOUN", "VERB")]
    [InlineData(TagScheme.Plain, "O")]
    [InlineData(TagScheme.Plain, "O", "B-x", "X")]
    [InlineData(TagScheme.Bio, "O", "B-per", "I-per", "B-creative-work")]
    [InlineData(TagScheme.Iobes, "O", "B-per", "I-per", "E-per", "S-per")]
    [InlineData(TagScheme.Iobes, "O", "B-per", "L-per", "U-per")]
    public void TheSchemeIsSeenFromTheTags(TagScheme expected, params string[] tags) => Assert.Equal(expected, SpanTag.SchemeOf(tags));

    [Fact]
    public void BioForbidsWhatGoesOnWithoutABeginning()
    {
        string[] tags = ["O", "B-x", "I-x", "B-y", "I-y"];
        TagConstraints rules = TagConstraints.Of(tags, TagScheme.Bio);
        string Row(int before) => string.Concat(Enumerable.Range(0, 5).Select(j => rules.Follows(before, j) ? "x" : "-"));
        Assert.Equal(["xx-x-", "xxxx-", "xxxx-", "xx-xx", "xx-xx"], Enumerable.Range(0, 5).Select(Row));
        Assert.Equal([true, true, false, true, false], Enumerable.Range(0, 5).Select(rules.Starts));
        Assert.All(Enumerable.Range(0, 5), j => Assert.True(rules.Ends(j)));
        Assert.Equal(rules.ToLines(), TagConstraints.FromLines(rules.ToLines()).ToLines());
    }

    [Fact]
    public void IobesSpansMustEnd()
    {
        string[] tags = ["O", "B-x", "I-x", "E-x", "S-x", "E-y"];
        TagConstraints rules = TagConstraints.Of(tags, TagScheme.Iobes);
        string Row(int before) => string.Concat(Enumerable.Range(0, 6).Select(j => rules.Follows(before, j) ? "x" : "-"));
        Assert.Equal(["xx--x-", "--xx--", "--xx--", "xx--x-", "xx--x-", "xx--x-"], Enumerable.Range(0, 6).Select(Row));
        Assert.Equal([true, true, false, false, true, false], Enumerable.Range(0, 6).Select(rules.Starts));
        Assert.Equal([true, false, false, true, true, true], Enumerable.Range(0, 6).Select(rules.Ends));
    }

    [Fact]
    public void DataThatBreaksItsSchemeIsAllowedWhatItDoes()
    {
        TagConstraints rules = TagConstraints.Of(["O", "B-x", "I-x"], TagScheme.Bio);
        Assert.False(rules.Follows(0, 2));
        TagConstraints wider = rules.Allowing([[2, 0, 2]]);
        Assert.True(wider.Follows(0, 2) && wider.Starts(2));
        Assert.False(rules.Follows(0, 2));
    }

    /// <summary>Worked by hand from conlleval's rules for where a chunk starts and ends.</summary>
    [Theory]
    [InlineData("O O", "")]
    [InlineData("B-x I-x O B-x", "0+2x 3+1x")]
    [InlineData("B-x B-x", "0+1x 1+1x")]
    [InlineData("I-x I-x O", "0+2x")]
    [InlineData("O I-x I-y", "1+1x 2+1y")]
    [InlineData("B-x I-y I-y", "0+1x 1+2y")]
    [InlineData("B-x I-x E-x S-x", "0+3x 3+1x")]
    [InlineData("E-x E-x", "0+1x 1+1x")]
    [InlineData("E-x I-x", "0+1x 1+1x")]
    [InlineData("B-x L-x U-y", "0+2x 2+1y")]
    public void SpansAreFoundAsConllevalFindsChunks(string tags, string expected) => Assert.Equal(
        expected, string.Join(' ', TaggedSpan.Find(tags.Split(' ')).Select(s => $"{s.Start}+{s.Length}{s.Type}")));

    [Fact]
    public void EntitiesCountWhole()
    {
        // True: x at 0-1, y at 3, x at 5. Found: x at 0 (too short), y at 3 (right), x at 5-6 (too long), y at 8 (nothing there).
        var report = new SpanReport(
            [["B-x", "I-x", "O", "B-y", "O", "B-x", "O", "O", "O"]], [["B-x", "O", "O", "B-y", "O", "B-x", "I-x", "O", "B-y"]]);
        Assert.Equal((3, 4, 1), (report.Spans, report.Found, report.Correct));
        Assert.Equal(1.0 / 4, report.All.Precision);
        Assert.Equal(1.0 / 3, report.All.Recall);
        Assert.Equal(2.0 / 7, report.All.F1, 1e-12);
        (string type, AveragedMetrics y, int support) = report.Types[1];
        Assert.Equal(("y", 0.5, 1.0, 1), (type, y.Precision, y.Recall, support));
        Assert.Contains("all", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void NothingToFindIsZeroAndNotNotANumber()
    {
        var report = new SpanReport([["O"]], [["O"]]);
        Assert.Equal((0.0, 0.0, 0.0), (report.All.Precision, report.All.Recall, report.All.F1));
    }
}
