using System.IO.Compression;

namespace Unroll.Formats;

/// <summary>NumPy's .npz files: a zip of .npy files. Read whole and checked against the zip's checksums.</summary>
public static class Npz
{
    /// <summary>The most an entry may unpack to; guards against a small file that unpacks without end.</summary>
    private const long MaxEntry = 1L << 30;

    /// <summary>Every zip entry carries this time, so that the same arrays give the same bytes.</summary>
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads all arrays of a .npz file, by name (without <c>.npy</c>), in the order of the file.</summary>
    /// <exception cref="UnrollException">It is missing, malformed, damaged, or holds a type that is not read here.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(string path)
    {
        using FileStream stream = FileErrors.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads all arrays from a seekable stream; <paramref name="source"/> names it in messages.</summary>
    /// <exception cref="UnrollException">It is malformed, damaged, or holds a type that is not read here.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(Stream stream, string source = "the npz data")
    {
        var arrays = new OrderedDictionary<string, NpyArray>(StringComparer.Ordinal);
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                string name = entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? entry.FullName[..^4] : entry.FullName;
                string where = $"{source}, entry {FileErrors.Quote(name)},";
                using var bytes = new MemoryStream(Unpack(entry, where), writable: false);
                if (!arrays.TryAdd(name, Npy.Read(bytes, where)))
                    throw new UnrollException($"{where} stands twice; save the arrays again with different names");
            }
        }
        // What the zip reader throws for damaged bytes differs from fault to fault.
        catch (Exception e) when (FileErrors.IsFileError(e) || e is InvalidDataException or ArgumentException or OverflowException)
        {
            throw new UnrollException(
                $"{source} cannot be read as .npz: it is no zip file, or a damaged one ({e.Message.Split('\n')[0].Trim()})", e);
        }
        return arrays;
    }

    /// <summary>Writes arrays as a compressed .npz file, atomically, in the order given.</summary>
    /// <exception cref="ArgumentException">Two arrays share a name.</exception>
    /// <exception cref="UnrollException">The file cannot be written; an old one is untouched.</exception>
    public static void Write(string path, IReadOnlyList<KeyValuePair<string, NpyArray>> arrays) =>
        AtomicFile.Write(path, stream => Write(stream, arrays));

    /// <summary>Writes arrays as a compressed .npz to a stream, in the order given.</summary>
    /// <exception cref="ArgumentException">Two arrays share a name.</exception>
    public static void Write(Stream stream, IReadOnlyList<KeyValuePair<string, NpyArray>> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, NpyArray array) in arrays)
        {
            if (!names.Add(name))
                throw new ArgumentException($"expected different array names, got `{name}` twice", nameof(arrays));
            ZipArchiveEntry entry = zip.CreateEntry(name + ".npy");
            entry.LastWriteTime = Epoch;
            using Stream content = entry.Open();
            Npy.Write(content, array);
        }
    }

    private static byte[] Unpack(ZipArchiveEntry entry, string where)
    {
        using var all = new MemoryStream();
        using Stream content = entry.Open();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            if (all.Length + read > MaxEntry)
                throw new UnrollException($"{where} unpacks to more than 1 GB; save it as a .npy file");
            all.Write(buffer, 0, read);
        }
        byte[] bytes = all.ToArray();
        if (bytes.Length != entry.Length || Crc32.Of(bytes) != entry.Crc32)
            throw new UnrollException($"{where} is damaged: it does not match its checksum");
        return bytes;
    }
}
