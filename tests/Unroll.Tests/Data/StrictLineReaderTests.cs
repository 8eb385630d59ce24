using System.Text;
using CsCheck;
using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class StrictLineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\r\nb\r\n", new[] { "a", "b" })]
    [InlineData("\uFEFFa\nb", new[] { "a", "b" })]
    [InlineData("\uFEFF", new string[0])]
    [InlineData("\uFEFF\n", new[] { "" })]
    [InlineData("\n\na", new[] { "", "", "a" })]
    [InlineData("a\rb\n", new[] { "a\rb" })]
    [InlineData("a\n\uFEFFb", new[] { "a", "\uFEFFb" })] // a mark counts at the beginning only
    public void SplitsLines(string text, string[] expected) => Assert.Equal(expected, Lines(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void LinesMeetBlocksAnywhere() =>
        Gen.Int[0, 70_000].Array[1, 5].Sample(
            lengths =>
            {
                string[] lines = [.. lengths.Select((length, i) => new string((char)('a' + i), length) + "\u00E9")];
                Assert.Equal(lines, Lines(Encoding.UTF8.GetBytes(string.Join("\n", lines))));
            },
            iter: 50);

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', (byte)'b', 0xFF }, 2, 3, "0xFF")]
    [InlineData(new byte[] { 0xC3, (byte)'\n' }, 1, 0, "0xC3")] // cut off by the end of the line
    [InlineData(new byte[] { (byte)'x', 0xED, 0xA0, 0x80 }, 1, 1, "0xED")] // a surrogate
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'a', 0xC0, 0x80 }, 1, 4, "0xC0")] // overlong, after a mark
    public void NamesLineAndByteOfInvalidUtf8(byte[] bytes, int line, int offset, string value)
    {
        string message = Assert.Throws<UnrollException>(() => Lines(bytes)).Message;
        Assert.StartsWith($"test:{line}: byte {offset} ({value}) is not valid UTF-8", message);
    }

    [Fact]
    public void RecognisesUtf16() =>
        Assert.Contains("UTF-16", Assert.Throws<UnrollException>(() => Lines([0xFF, 0xFE, (byte)'a', 0])).Message);

    [Fact]
    public void TakesLinesUpToTheLimit()
    {
        byte[] longest = Encoding.UTF8.GetBytes(new string('a', StrictLineReader.LongestLine));
        Assert.Equal(StrictLineReader.LongestLine, Lines(longest).Single().Length);
        byte[] longer = [.. "first\n"u8, .. longest, (byte)'a'];
        Assert.Equal("test:2: the line is longer than 1048576 bytes; expected one item a line",
            Assert.Throws<UnrollException>(() => Lines(longer)).Message);
    }

    [Fact]
    public void RefusesAnEndlessLineAfterReadingLittleOfIt()
    {
        using var endless = new EndlessStream();
        using var reader = new StrictLineReader(endless, "test");
        Assert.Throws<UnrollException>(reader.ReadLine);
        Assert.InRange(endless.BytesRead, StrictLineReader.LongestLine, StrictLineReader.LongestLine + (1 << 17));
    }

    [Fact]
    public void SaysWhatIsWrongWithAPath()
    {
        using var folder = new TemporaryFolder();
        string missing = Path.Combine(folder.Path, "no", "such.tsv");
        Assert.Equal($"{missing}: no such file; check the path", Assert.Throws<UnrollException>(() => StrictLineReader.Open(missing)).Message);
        Assert.Equal($"{folder.Path}: this is a folder; expected a file",
            Assert.Throws<UnrollException>(() => StrictLineReader.Open(folder.Path)).Message);
    }

    [Fact]
    public void TextLinesLeaveBlankLinesOutAndCompose()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(["caf\u00E9", " b"], TextLines.Read(folder.File("a.txt", "\uFEFFcafe\u0301\r\n\r\n \t\n b\n")));
        string empty = folder.File("b.txt", "\n \n");
        Assert.Equal($"{empty}: the file is empty; expected one item a line", Assert.Throws<UnrollException>(() => TextLines.Read(empty)).Message);
    }

    private static List<string> Lines(byte[] bytes)
    {
        using var reader = new StrictLineReader(new MemoryStream(bytes), "test");
        var lines = new List<string>();
        while (reader.ReadLine() is string line)
            lines.Add(line);
        Assert.Equal(lines.Count, reader.LineNumber);
        return lines;
    }

    private sealed class EndlessStream : Stream
    {
        public long BytesRead { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => BytesRead; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'a');
            BytesRead += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
