using System.IO.Compression;
using System.Text;
using Unroll.Formats;

namespace Unroll.Data.Strokes;

/// <summary>
/// Reads sketch-rnn's .npz: a zip of train.npy, valid.npy and test.npy, each an array of objects that Python has pickled, and each object
/// an array of int16 or float numbers of three columns.
/// </summary>
internal static class SketchArchive
{
    private const long LargestEntry = 1L << 30;

    public static Sketches Read(string path)
    {
        byte[] file = FileErrors.ReadAllBytes(path);
        if (!file.AsSpan().StartsWith("PK\u0003\u0004"u8))
        {
            throw new UnrollException($"{path}: byte 0: not a whole .npz file: expected a zip archive, which begins with PK");
        }

        try
        {
            using var zip = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);
            return new Sketches(Part(zip, "train", path), Part(zip, "valid", path), Part(zip, "test", path));
        }
        catch (InvalidDataException e)
        {
            throw new UnrollException($"{path}: not a whole .npz file of {file.Length} bytes, was it cut off? {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static List<Sketch> Part(ZipArchive zip, string part, string path)
    {
        ZipArchiveEntry entry = zip.GetEntry(part + ".npy") ?? throw new UnrollException($"{path}: there is no {part}.npy inside");
        if (entry.Length > LargestEntry)
        {
            throw new UnrollException($"{path}: {part}.npy has {entry.Length} bytes; too many for sketches");
        }

        var bytes = new MemoryStream();
        using (Stream stream = entry.Open())
        {
            stream.CopyTo(bytes);
        }

        return Parse(bytes.ToArray(), $"{path}, {part}.npy");
    }

    /// <summary>The sketches of one .npy of objects.</summary>
    internal static List<Sketch> Parse(byte[] bytes, string name)
    {
        ReadOnlySpan<byte> magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];
        if (bytes.Length < 12 || !bytes.AsSpan(0, 6).SequenceEqual(magic))
        {
            throw new UnrollException($"{name}: byte 0: not a .npy array");
        }

        bool first = bytes[6] == 1;
        int start = first ? 10 : 12;
        int length = first ? BitConverter.ToUInt16(bytes, 8) : (int)Math.Min(BitConverter.ToUInt32(bytes, 8), int.MaxValue - 16);
        if (length > bytes.Length - start)
        {
            throw new UnrollException($"{name}: byte 8: the header says that it has {length} bytes; the file was cut off");
        }

        string header = Encoding.Latin1.GetString(bytes, start, length);
        if (!header.Contains("|O", StringComparison.Ordinal))
        {
            throw new UnrollException($"{name}: byte {start}: expected an array of objects (|O), got {Quote.Text(header.Trim())}");
        }

        var sketches = new List<Sketch>();
        foreach (PickledArray array in new PickleReader(bytes, start + length, name).ReadArrays())
        {
            float[] values = array.ToSingles(name);
            if (array.Columns != 3)
            {
                throw new UnrollException($"{name}: sketch {sketches.Count} has {array.Columns} columns; expected dx, dy and the pen's lift");
            }

            var points = new StrokePoint[values.Length / 3];
            for (int i = 0; i < points.Length; i++)
            {
                points[i] = new StrokePoint(values[i * 3], values[(i * 3) + 1], values[(i * 3) + 2] > 0.5f);
            }

            sketches.Add(new Sketch(points));
        }

        return sketches;
    }
}
