using System.Buffers.Binary;

namespace Unroll.Formats;

/// <summary>
/// Reads a safetensors file that may be hostile or damaged. Every claimed size is compared with what the file really
/// holds before anything of that size is allocated.
/// </summary>
internal sealed class SafetensorsReader
{
    private readonly string source;

    private SafetensorsReader(string source, RawArray[] arrays, Dictionary<string, string> metadata, string? dataHash, bool headerChecked)
    {
        this.source = source;
        Arrays = arrays;
        Metadata = metadata;
        DataHash = dataHash;
        HeaderChecked = headerChecked;
    }

    public IReadOnlyList<RawArray> Arrays { get; }

    public Dictionary<string, string> Metadata { get; }

    /// <summary>The hash of the data, which <see cref="Check"/> verifies, or null if the file carries none.</summary>
    public string? DataHash { get; }

    /// <summary>Whether the file carried a hash of its header (verified).</summary>
    public bool HeaderChecked { get; }

    /// <summary>Reads everything and checks it.</summary>
    /// <exception cref="UnrollException">The file is malformed, damaged, or holds a dtype that is not accepted.</exception>
    public static SafetensorsReader Read(Stream stream, string source, Func<string, bool> accepts)
    {
        SafetensorsReader file = ReadUnchecked(stream, source, accepts);
        file.Check();
        return file;
    }

    /// <summary>Reads everything and checks all but the hash of the data: <see cref="Check"/> is up to the caller.</summary>
    /// <exception cref="UnrollException">The file is malformed, damaged, or holds a dtype that is not accepted.</exception>
    public static SafetensorsReader ReadUnchecked(Stream stream, string source, Func<string, bool> accepts)
    {
        try
        {
            // A pipe has no length to check against: take in what really comes.
            return ReadSeekable(stream.CanSeek ? stream : new MemoryStream(FileErrors.ReadToEnd(stream)), source, accepts);
        }
        catch (EndOfStreamException e)
        {
            throw new UnrollException($"{source} became shorter while it was read; try again", e);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.CannotRead(source, e);
        }
    }

    /// <summary>Compares the data with its hash, which takes longer than reading it.</summary>
    /// <exception cref="UnrollException">The data is damaged.</exception>
    public void Check()
    {
        if (DataHash is null)
            return;
        var hash = new Sha256();
        foreach (RawArray array in Arrays)
            array.CopyTo(null, hash);
        if (hash.Finish() != DataHash)
            throw new UnrollException($"{source} is damaged: its data does not match its SHA-256; restore it from a copy or train again");
    }

    private static SafetensorsReader ReadSeekable(Stream stream, string source, Func<string, bool> accepts)
    {
        long length = stream.Length - stream.Position;
        if (length < 8)
            throw new UnrollException($"{source} is not a safetensors file: {length} bytes, the header length alone takes 8");
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > SafetensorsHeader.MaxLength)
        {
            throw new UnrollException(
                $"{source} is not a safetensors file: byte 0 claims a header of {headerLength} bytes, the limit is 100 MB");
        }
        if (headerLength > (ulong)(length - 8))
        {
            throw new UnrollException(
                $"{source} is cut short or not a safetensors file: byte 0 claims a header of {headerLength} bytes, {length - 8} follow");
        }
        byte[] json = new byte[(int)headerLength];
        stream.ReadExactly(json);
        (List<SafetensorsEntry> entries, Dictionary<string, string> metadata) = SafetensorsHeaderParser.Parse(json, source);
        foreach (SafetensorsEntry entry in entries.Where(entry => !accepts(entry.Dtype)))
        {
            string dtype = FileErrors.Quote(entry.Dtype);
            throw new UnrollException(
                $"{source}: tensor {FileErrors.Quote(entry.Name)} has dtype {dtype}, which cannot be read here; save it as F32");
        }
        entries = SafetensorsHeader.Tile(entries, length - 8 - json.Length, source);
        bool headerChecked = CheckHeader(entries, metadata, source);

        metadata.Remove(SafetensorsHeader.DataHashKey, out string? expected);
        metadata.Remove(SafetensorsHeader.HeaderHashKey);
        RawArray[] arrays = [.. entries.Select(entry => RawArray.Read(stream, entry))];
        return new SafetensorsReader(source, arrays, metadata, expected, headerChecked);
    }

    /// <summary>
    /// Our files always carry both hashes, and each guards the presence of the other: the header hash covers the key of the
    /// data hash, and a file of our format with a data hash alone lost its header hash to damage.
    /// </summary>
    private static bool CheckHeader(List<SafetensorsEntry> entries, Dictionary<string, string> metadata, string source)
    {
        if (metadata.TryGetValue(SafetensorsHeader.HeaderHashKey, out string? expected))
        {
            if (SafetensorsHeader.Hash(entries, metadata) != expected)
            {
                throw new UnrollException(
                    $"{source} is damaged: its header does not match its SHA-256; restore it from a copy or train again");
            }
            return true;
        }
        if (metadata.GetValueOrDefault("format") == "unroll")
            throw new UnrollException($"{source} is damaged: the SHA-256 of its header is missing; restore it from a copy or train again");
        return false;
    }
}
