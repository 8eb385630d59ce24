using Unroll.Decoding;
using Unroll.Reports.Charts;
using Unroll.Reports.Terminal;

namespace Unroll.Tests.Decoding;

public sealed class BeamTraceTests
{
    public static TheoryData<int, int, int, double> Searches => new()
    {
        { 1, 1, 0, 0 }, { 3, 2, 0, 0 }, { 4, 4, 2, 0 }, { 5, 3, 0, 0.4 },
    };

    [Theory]
    [MemberData(nameof(Searches))]
    public void Recording_changes_nothing_and_the_nodes_kept_lead_to_the_result(int width, int best, int block, double coverage)
    {
        for (int seed = 0; seed < 6; seed++)
        {
            var traces = new BeamTrace?[5];
            var plain = new BeamOptions { Width = width, Best = best, MaxLength = s => 3 + s, BlockRepeats = block, Coverage = coverage };
            IReadOnlyList<Hypothesis>[] expected = BeamSearch.Run(new TableDecoder(5, 6, seed), plain);
            IReadOnlyList<Hypothesis>[] found = BeamSearch.Run(new TableDecoder(5, 6, seed), plain with { Traced = (s, t) => traces[s] = t });
            for (int s = 0; s < 5; s++)
            {
                Assert.Equal(expected[s].Select(h => (h.LogProbability, h.Score, h.Ended)), found[s].Select(h => (h.LogProbability, h.Score, h.Ended)));
                Assert.Equal(expected[s].Select(h => string.Join(' ', h.Tokens)), found[s].Select(h => string.Join(' ', h.Tokens)));
                Check(traces[s]!, found[s], width);
            }
        }
    }

    [Fact]
    public void Each_source_of_a_part_is_told_under_its_own_number()
    {
        var told = new Dictionary<int, BeamTrace>();
        BeamOptions part = new BeamOptions { MaxLength = s => s, Traced = told.Add }.ForSome([7, 3]);
        BeamSearch.Run(new TableDecoder(2, 4, 1), part);
        Assert.Equal([3, 7], told.Keys.Order());
        Assert.True(told[7].Steps <= 8);
        Assert.True(told[3].Steps <= 4);
    }

    [Fact]
    public void The_tree_is_drawn_with_every_sequence_returned()
    {
        BeamTrace? trace = null;
        IReadOnlyList<Hypothesis> found = BeamSearch.Run(
            new TableDecoder(1, 6, 2), new BeamOptions { Width = 4, Best = 3, MaxLength = _ => 8, Traced = (_, t) => trace = t })[0];
        string text = BeamTreeText.Draw(trace!, id => $"{id}");
        for (int i = 1; i <= found.Count; i++)
        {
            Assert.Single(text.Split('\n'), l => l.Contains($"= {i}", StringComparison.Ordinal) && l.Contains('¶', StringComparison.Ordinal));
        }

        Assert.StartsWith($"beam: {trace!.Steps} steps, ", text, StringComparison.Ordinal);
        var svg = System.Xml.Linq.XElement.Parse(new BeamChart(trace, id => $"{id}").ToSvg());
        int marks = svg.Descendants().Count(e => e.Name.LocalName is "circle" or "path" && e.Attribute("class")?.Value.Contains("dot", StringComparison.Ordinal) == true);
        Assert.True(marks >= trace.Nodes.Count, $"{marks} marks for {trace.Nodes.Count} nodes");
        Assert.DoesNotContain('\u001b', BeamTreeText.Draw(trace, _ => "\u001b[31m"));
    }

    private static void Check(BeamTrace trace, IReadOnlyList<Hypothesis> found, int width)
    {
        Assert.Equal(found.Count, trace.Best.Count);
        for (int i = 0; i < found.Count; i++)
        {
            Assert.Equal(found[i].Tokens, trace.Tokens(trace.Best[i]));
            Assert.Equal(found[i].LogProbability, trace.Nodes[trace.Best[i]].LogProbability);
            Assert.Equal(found[i].Score, trace.Nodes[trace.Best[i]].Score, 9);
        }

        for (int n = 1; n < trace.Nodes.Count; n++)
        {
            BeamNode node = trace.Nodes[n], before = trace.Nodes[node.Before];
            Assert.True(node.Before < n);
            Assert.Equal(node.Step, before.Step + 1);
            Assert.Equal(BeamFate.Kept, before.Fate);
            Assert.True(node.LogProbability <= before.LogProbability);
            Assert.True(node.Fate != BeamFate.Finished || node.Token == trace.End);
        }

        foreach (IGrouping<int, BeamNode> step in trace.Nodes.Skip(1).GroupBy(n => n.Step))
        {
            double[] logs = [.. step.Select(n => n.LogProbability)];
            Assert.Equal(logs.OrderDescending(), logs);
            Assert.InRange(step.Count(), 1, 2 * width);
            Assert.InRange(step.Count(n => n.Fate == BeamFate.Kept), 0, width);
            // Nothing that could be gone on with is dropped while there is room.
            Assert.True(step.Count(n => n.Fate == BeamFate.Kept) == width || step.All(n => n.Fate != BeamFate.Dropped || n.Token == trace.End));
        }
    }
}
