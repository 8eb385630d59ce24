using Unroll.Benchmarks.Peers;

namespace Unroll.Tests.Benchmarks;

/// <summary>The file of earlier ratios that the benchmarks compare with.</summary>
public sealed class BaselineTests
{
    [Fact]
    public void Names_the_rows_that_lost_over_a_tenth_deepest_first()
    {
        var baseline = new Baseline("here");
        baseline.Merge([Row("a", 2.0), Row("b", 2.0), Row("c", 2.0), Row("d", 2.0)]);

        var fallen = baseline.Fallen([Row("a", 1.79), Row("b", 1.81), Row("c", 1.0), Row("d", 3.0), Row("new", 0.1)]);

        Assert.Equal([("c", 2.0, 1.0), ("a", 2.0, 1.79)], fallen.Select(f => (f.Now.Row, f.Before.Ratio, f.Now.Ratio)));
    }

    [Fact]
    public void Compares_only_rows_of_as_many_threads()
    {
        var baseline = new Baseline("here");
        baseline.Merge([Row("a", 2.0)]);

        Assert.Empty(baseline.Fallen([Row("a", 1.0) with { Threads = 1 }]));
    }

    [Fact]
    public void Keeps_of_two_measures_the_one_whose_peer_was_faster()
    {
        var baseline = new Baseline("here");
        baseline.Merge([Row("a", 2.0) with { PeerMs = 3 }, Row("b", 2.0) with { PeerMs = 3 }]);

        baseline.MergeQuieter([Row("a", 9.0) with { PeerMs = 4 }, Row("b", 1.5) with { PeerMs = 2 }, Row("new", 1.0)]);

        Assert.Equal([2.0, 1.5, 1.0], new[] { "a", "b", "new" }.Select(n => baseline.Find(n, 2)!.Ratio));
    }

    [Fact]
    public void Merges_rows_into_the_file_in_the_given_order()
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("n"), "baseline.json");
        try
        {
            var first = new Baseline("a machine");
            first.Merge([Row("gru", 3.0), Row("lstm", 2.0)]);
            first.Write(path, ["lstm", "gru"]);
            Baseline second = Baseline.Read(path);
            second.Merge([Row("gru", 4.0), Row("gone", 1.0)]);
            second.Write(path, ["lstm", "gru"]);

            Baseline read = Baseline.Read(path);
            Assert.Equal("a machine", read.Machine);
            Assert.Equal([2.0, 4.0, 1.0], new[] { "lstm", "gru", "gone" }.Select(n => read.Find(n, 2)!.Ratio));
            string text = File.ReadAllText(path);
            Assert.Equal(["lstm", "gru", "gone"], new[] { "lstm", "gru", "gone" }.OrderBy(n => text.IndexOf($"\"{n}\"", StringComparison.Ordinal)));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"machine":"m"}""")]
    [InlineData("""{"machine":"m","rows":[null]}""")]
    [InlineData("""{"machine":"m","rows":[{"row":"a","ratio":0}]}""")]
    public void Refuses_what_is_no_baseline_in_one_line(string text)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            UnrollException error = Assert.Throws<UnrollException>(() => Baseline.Read(path));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Says_how_to_write_a_file_that_is_missing()
    {
        UnrollException error = Assert.Throws<UnrollException>(() => Baseline.Read("no/such.json"));
        Assert.Contains("--save-baseline no/such.json", error.Message, StringComparison.Ordinal);
    }

    private static BaselineRow Row(string name, double ratio) => new(name, 2, ratio, 1, ratio, 100, 60, 0, "2026-01-01 00:00");
}
