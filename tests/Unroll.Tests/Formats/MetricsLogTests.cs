using System.Globalization;
using CsCheck;
using Unroll.Training;

namespace Unroll.Tests.Formats;

public sealed class MetricsLogTests
{
    [Fact]
    public void Records_are_lines_of_json_in_any_culture()
    {
        using var folder = new TempFolder();
        CultureInfo before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = comma;
        try
        {
            using MetricsLog log = MetricsLog.Open(folder.File("m"));
            log.Append(1, ("epoch", 1), ("loss", 0.1), ("big", 1e300));
            log.Append(2, ("loss", double.NaN), ("up", double.PositiveInfinity), ("down", double.NegativeInfinity));
            log.Append(3);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        Assert.Equal(
            """
            {"step":1,"epoch":1,"loss":0.1,"big":1E+300}
            {"step":2,"loss":"NaN","up":"Infinity","down":"-Infinity"}
            {"step":3}

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(folder.File("m")));
        IReadOnlyList<MetricsLogRecord> records = MetricsLog.Read(folder.File("m"));
        Assert.Equal([1, 2, 3], records.Select(record => record.Step));
        Assert.Equal(1e300, records[0]["big"]);
        Assert.Equal([double.NaN, double.PositiveInfinity, double.NegativeInfinity], records[1].Values.Values);
        Assert.Null(records[2]["loss"]);
    }

    [Fact]
    public void Values_come_back_to_the_bit()
    {
        using var folder = new TempFolder();
        Gen.Double.Array[1, 20].Sample(values =>
        {
            File.Delete(folder.File("m"));
            using (MetricsLog log = MetricsLog.Open(folder.File("m")))
            {
                foreach (double value in values)
                    log.Append(1, ("v", value));
            }
            Assert.Equal(values, MetricsLog.Read(folder.File("m")).Select(record => record["v"]!.Value));
        }, iter: 50, threads: 1);
    }

    [Fact]
    public void A_reader_sees_each_record_at_once()
    {
        using var folder = new TempFolder();
        using MetricsLog log = MetricsLog.Open(folder.File("m"));
        for (int step = 1; step <= 3; step++)
        {
            log.Append(step, ("loss", step));
            Assert.Equal(step, MetricsLog.Read(folder.File("m")).Count);
        }
        log.FlushToDisk();
    }

    [Fact]
    public void Killed_at_any_byte_and_resumed_the_log_equals_an_uninterrupted_one()
    {
        using var folder = new TempFolder();
        string path = folder.File("m");
        WriteSteps(path, 1, 6);
        byte[] whole = File.ReadAllBytes(path);
        int checkpointed = Array.IndexOf(whole, (byte)'\n', Array.IndexOf(whole, (byte)'\n') + 1); // Step 2 but for its line feed.
        for (int length = checkpointed; length <= whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            MetricsLog.TruncateAfter(path, 2);
            WriteSteps(path, 3, 6);
            Assert.Equal(whole, File.ReadAllBytes(path));
        }
        Assert.Equal(["m"], folder.Names());
    }

    [Fact]
    public void Opening_drops_a_half_written_line_and_keeps_a_whole_one()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("m"), "{\"step\":1}\n{\"step\":2,\"lo");
        Assert.Single(MetricsLog.Read(folder.File("m")));
        WriteSteps(folder.File("m"), 2, 2);
        Assert.Equal("{\"step\":1}\n{\"step\":2,\"loss\":2}\n", File.ReadAllText(folder.File("m")));
        File.WriteAllText(folder.File("m"), "{\"step\":1}");
        WriteSteps(folder.File("m"), 2, 2);
        Assert.Equal("{\"step\":1}\n{\"step\":2,\"loss\":2}\n", File.ReadAllText(folder.File("m")));
    }

    [Fact]
    public void An_untouched_log_is_not_rewritten()
    {
        using var folder = new TempFolder();
        WriteSteps(folder.File("m"), 1, 3);
        DateTime old = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(folder.File("m"), old);
        MetricsLog.TruncateAfter(folder.File("m"), 3);
        Assert.Equal(old, File.GetLastWriteTimeUtc(folder.File("m")));
        MetricsLog.TruncateAfter(folder.File("none"), 3);
        Assert.Equal(["m"], folder.Names());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{\"loss\":1}")]
    [InlineData("{\"step\":1.5}")]
    [InlineData("{\"step\":1,\"step\":1}")]
    [InlineData("{\"step\":1,\"a\":1,\"a\":1}")]
    [InlineData("{\"step\":1,\"a\":null}")]
    [InlineData("{\"step\":1,\"a\":\"x\"}")]
    [InlineData("{\"step\":1,\"a\":[1]}")]
    [InlineData("{\"step\":1} {}")]
    public void Malformed_lines_are_named(string line)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("m"), "{\"step\":1}\n" + line + "\n{\"step\":2}\n");
        Assert.StartsWith($"{folder.File("m")}, line 2: ", OneLine.Of(() => MetricsLog.Read(folder.File("m"))), StringComparison.Ordinal);
        OneLine.Of(() => MetricsLog.TruncateAfter(folder.File("m"), 1));
        OneLine.Of(() => MetricsLog.Open(folder.File("m")));
    }

    [Fact]
    public void Repeated_keys_and_bad_places_are_refused()
    {
        using var folder = new TempFolder();
        using MetricsLog log = MetricsLog.Open(folder.File("m"));
        Assert.Throws<ArgumentException>(() => log.Append(1, ("a", 1), ("a", 2)));
        Assert.Throws<ArgumentException>(() => log.Append(1, ("step", 1)));
        log.Append(1, ("a", 1));
        Assert.Equal("{\"step\":1,\"a\":1}\n", File.ReadAllText(folder.File("m")));
        OneLine.Of(() => MetricsLog.Open(folder.File("none/m")));
        OneLine.Of(() => MetricsLog.Open(folder.Path));
        OneLine.Of(() => MetricsLog.Read(folder.File("none")));
    }

    private static void WriteSteps(string path, int first, int last)
    {
        using MetricsLog log = MetricsLog.Open(path);
        for (int step = first; step <= last; step++)
            log.Append(step, ("loss", step));
    }
}
