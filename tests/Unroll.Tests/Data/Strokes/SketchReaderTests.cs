using System.IO.Compression;
using System.Text;
using Unroll.Data.Strokes;

namespace Unroll.Tests.Data.Strokes;

public sealed class SketchReaderTests
{
    private static readonly Sketch Corner = new([new(2, -4, false), new(0, 3, true), new(5, 5, true)]);

    [Fact]
    public void Stroke5IsStroke3WithAnEnd()
    {
        float[] rows = Corner.ToStroke5();
        Assert.Equal([2, -4, 1, 0, 0, 0, 3, 0, 1, 0, 5, 5, 0, 1, 0, 0, 0, 0, 0, 1], rows);
        Assert.Equal(Corner.Points, Sketch.OfStroke5(rows).Points);
        Assert.Throws<ArgumentException>(() => Sketch.OfStroke5([1, 2]));
    }

    [Fact]
    public void LinesAreMovementsFromPointToPoint()
    {
        Assert.Equal([[(2, -4), (2, -1)], [(7, 4)]], Corner.Lines().Select(l => l.ToArray()));
        Assert.Equal(Corner.Points, Sketch.OfLines(Corner.Lines()).Points);
    }

    [Fact]
    public void TheDeviationIsThatOfAllMovements()
    {
        double[] all = [2, -4, 0, 3, 5, 5];
        double mean = all.Average(), deviation = Math.Sqrt(all.Average(v => (v - mean) * (v - mean)));
        Assert.Equal(deviation, Sketches.Deviation([Corner]), 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void JsonLinesAreRead(bool packed)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "a.stroke3.jsonl" + (packed ? ".gz" : ""));
        byte[] text = "{\"split\":\"train\",\"strokes\":[[2,-4,0],[0,3,1]]}\n\n{\"strokes\":[[1,1,1]],\"split\":\"test\"}\n"u8.ToArray();
        using (Stream file = File.Create(path))
        using (Stream target = packed ? new GZipStream(file, CompressionLevel.Fastest) : file)
        {
            target.Write(text);
        }

        Sketches read = SketchReader.Read(path);
        Assert.Equal([new StrokePoint(2, -4, false), new StrokePoint(0, 3, true)], Assert.Single(read.Train).Points);
        Assert.Empty(read.Valid);
        Assert.Single(read.Test);
    }

    [Theory]
    [InlineData("a.jsonl", "{\"split\":\"train\",\"strokes\":[[2,-4]]}", ":1: expected points [dx,dy,lift] with a lift of 0 or 1, got \"[2,-4]\"")]
    [InlineData("a.jsonl", "{\"split\":\"train\",\"strokes\":[]}\n{\"split\":\"train\",\"strokes\":[[2,-4,2]]}", ":2: expected points [dx,dy,lift]")]
    [InlineData("a.jsonl", "{\"split\":\"other\",\"strokes\":[]}", ":1: expected {\"split\":\"train\"")]
    [InlineData("a.jsonl", "\n{\"split\":", ":2: not JSON at byte 9 of the line")]
    [InlineData("a.jsonl.gz", "no gzip", ": not a whole gzip file")]
    [InlineData("a.jsonl.gz", "", ": not a whole gzip file")]
    [InlineData("a.npz", "no zip", ": byte 0: not a whole .npz file")]
    [InlineData("a.npz", "PK\u0003\u0004 cut", ": not a whole .npz file of 8 bytes, was it cut off?")]
    [InlineData("a.npz", "", ": byte 0: not a whole .npz file")]
    [InlineData("a.txt", "x", ": expected a file of sketches: .npz, .ndjson, .jsonl or .jsonl.gz")]
    [InlineData("a.ndjson", "[]", ":1: expected {\"drawing\":[[[x,...],[y,...]],...]}")]
    [InlineData("a.ndjson", "{\"drawing\":[[[1,2],[1]]]}", ":1: a stroke of 2 x and 1 y")]
    [InlineData("a.ndjson", "{\"drawing\":[[[1]]]}", ":1: expected a stroke [[x,...],[y,...]], got \"[[1]]\"")]
    [InlineData("a.ndjson", "{\"drawing\":[[[1,\"a\"],[1,2]]]}", ":1: expected a number, got \"\"a\"\"")]
    public void AMalformedFileIsNamedByItsLine(string name, string text, string message)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, text);
        UnrollException e = Assert.Throws<UnrollException>(() => SketchReader.Read(path));
        Assert.StartsWith(path + message, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void DrawingsAreScaledThinnedOutAndKeptOnlyWhenRecognised()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "a.ndjson");
        File.WriteAllText(path,
            "{\"drawing\":[[[10,15,20,20],[10,10.01,10,30],[0,1,2,3]]],\"recognized\":true}\n{\"recognized\":false,\"drawing\":[[[1,2],[1,2]]]}\n");
        Sketch sketch = Assert.Single(QuickDrawReader.ReadAll(path));

        // Twenty high becomes 255; the point in the middle of the first line goes.
        Assert.Equal([(0, 0), (127.5f, 0), (127.5f, 255)], sketch.Lines().Single());
    }

    [Fact]
    public void ArraysOfPython2ArePickedOutOfTheirPickle()
    {
        Sketch sketch = Assert.Single(SketchArchive.Parse(Npy(Pickle("numpy.core.multiarray")), "x"));
        Assert.Equal([new StrokePoint(1, -2, false), new StrokePoint(300, 4, true)], sketch.Points);
    }

    [Fact]
    public void AnArchiveOfThemIsRead()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "a.npz");
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (string part in new[] { "train", "valid", "test" })
            {
                using Stream entry = zip.CreateEntry(part + ".npy").Open();
                entry.Write(Npy(Pickle("numpy.core.multiarray")));
            }
        }

        Assert.Equal(2, SketchReader.Read(path).Valid.Single().Length);
    }

    [Fact]
    public void APickleThatAsksForAnythingElseIsRefused()
    {
        UnrollException e = Assert.Throws<UnrollException>(() => SketchArchive.Parse(Npy(Pickle("os")), "x"));
        Assert.Contains("the file asks for \"os._reconstruct\", which is no part of a file of sketches", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ACutOrChangedPickleIsRefusedByItsByteOrReadButNeverCrashes()
    {
        byte[] good = Npy(Pickle("numpy.core.multiarray"));
        for (int i = 0; i < good.Length; i++)
        {
            Assert.Throws<UnrollException>(() => SketchArchive.Parse(good[..i], "x"));
            for (int value = 0; value < 256; value += 15)
            {
                byte[] changed = [.. good];
                changed[i] = (byte)value;
                try
                {
                    SketchArchive.Parse(changed, "x");
                }
                catch (UnrollException e)
                {
                    Assert.StartsWith("x: ", e.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public void TheRealFilesAreReadAlikeInBothForms()
    {
        string? root = Environment.GetEnvironmentVariable("UNROLL_DATA");
        string folder = Path.Combine(root ?? "", "sketch_rnn");
        Assert.SkipWhen(root is null || !Directory.Exists(folder), "UNROLL_DATA has no sketch_rnn");
        Sketches lines = SketchReader.Read(Path.Combine(folder, "aaron_sheep.stroke3.jsonl.gz")), archive = SketchReader.Read(Path.Combine(folder, "aaron_sheep.npz"));
        Assert.Equal((7400, 300, 300), (lines.Train.Count, lines.Valid.Count, lines.Test.Count));
        Assert.Equal(lines.Test.Select(s => s.Points), archive.Test.Select(s => s.Points));
        Assert.Equal(lines.Train.Select(s => s.Points), archive.Train.Select(s => s.Points));
    }

    [Fact]
    public void TheRealDrawingsOfQuickDrawAreRead()
    {
        string? root = Environment.GetEnvironmentVariable("UNROLL_DATA");
        string path = Path.Combine(root ?? "", "quickdraw_sample", "cat.ndjson");
        Assert.SkipWhen(root is null || !File.Exists(path), "UNROLL_DATA has no quickdraw_sample");
        IReadOnlyList<Sketch> cats = QuickDrawReader.ReadAll(path);
        Assert.True(cats.Count > 10);
        Assert.All(cats, c => Assert.InRange(c.Length, 5, 400));
    }

    private static byte[] Npy(byte[] pickle)
    {
        byte[] header = Encoding.ASCII.GetBytes("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. pickle];
    }

    /// <summary>What Python 2 writes for numpy.array([numpy.array([[1, -2, 0], [300, 4, 1]], 'int16')], 'O').</summary>
    private static byte[] Pickle(string module) =>
    [
        0x80, 2, (byte)'c', .. Encoding.ASCII.GetBytes(module), .. "\n_reconstruct\nq\u0001cnumpy\nndarray\nq\u0002"u8, (byte)'K', 0, 0x85, (byte)'U', 1, (byte)'b', 0x87, (byte)'R',
        (byte)'q', 3, (byte)'(', (byte)'K', 1, (byte)'K', 1, 0x85, .. "cnumpy\ndtype\nq\u0004U\u0002O8"u8, (byte)'K', 0, (byte)'K', 1, 0x87, (byte)'R', (byte)'(', (byte)'K', 3,
        .. "U\u0001|NNN"u8, (byte)'J', 255, 255, 255, 255, (byte)'J', 255, 255, 255, 255, (byte)'K', 63, (byte)'t', (byte)'b', 0x89, (byte)']',
        (byte)'h', 1, (byte)'h', 2, (byte)'K', 0, 0x85, (byte)'U', 1, (byte)'b', 0x87, (byte)'R', (byte)'(', (byte)'K', 1, (byte)'K', 2, (byte)'K', 3, 0x86,
        (byte)'h', 4, .. "U\u0002i2"u8, (byte)'K', 0, (byte)'K', 1, 0x87, (byte)'R', (byte)'(', (byte)'K', 3, .. "U\u0001<NNN"u8, (byte)'J', 255, 255, 255, 255, (byte)'J', 255, 255, 255, 255,
        (byte)'K', 0, (byte)'t', (byte)'b', 0x89, (byte)'U', 12, 1, 0, 0xFE, 0xFF, 0, 0, 44, 1, 4, 0, 1, 0, (byte)'t', (byte)'b', (byte)'a', (byte)'t', (byte)'b', (byte)'.',
    ];
}
