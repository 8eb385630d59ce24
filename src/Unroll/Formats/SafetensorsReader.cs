using System.Buffers.Binary;

namespace Unroll.Formats;

/// <summary>
/// Reads a safetensors file that may be hostile or damaged. Every claimed size is compared with what the file really
/// holds before anything of that size is allocated.
/// </summary>
internal sealed class SafetensorsReader
{
    private SafetensorsReader(List<RawArray> arrays, Dictionary<string, string> metadata, string? dataHash, bool headerChecked)
    {
        Arrays = arrays;
        Metadata = metadata;
        DataHash = dataHash;
        HeaderChecked = headerChecked;
    }

    public List<RawArray> Arrays { get; }

    public Dictionary<string, string> Metadata { get; }

    /// <summary>The verified hash of the data, or null if the file carries none.</summary>
    public string? DataHash { get; }

    /// <summary>Whether the file carried a hash of its header (verified).</summary>
    public bool HeaderChecked { get; }

    public static SafetensorsReader Read(Stream stream, string source, Func<string, bool> accepts)
    {
        try
        {
            // A pipe has no length to check against: take in what really comes.
            return ReadSeekable(stream.CanSeek ? stream : new MemoryStream(FileErrors.ReadToEnd(stream)), source, accepts);
        }
        catch (EndOfStreamException e)
        {
            throw BecameShorter(source, e);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.CannotRead(source, e);
        }
    }

    /// <summary>Reads and checks all that stands before the data; the stream stands at its first byte then.</summary>
    /// <exception cref="UnrollException">The file is malformed, damaged, or holds a dtype that is not accepted.</exception>
    public static SafetensorsContents ReadContents(Stream stream, string source, Func<string, bool> accepts)
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
        return new SafetensorsContents(entries, metadata, expected, headerChecked);
    }

    /// <summary>What is said of data that is not what was written.</summary>
    public static UnrollException Damaged(string source) =>
        new($"{source} is damaged: its data does not match its SHA-256; restore it from a copy or train again");

    /// <summary>What is said of a file that ended before its time.</summary>
    public static UnrollException BecameShorter(string source, Exception cause) =>
        new($"{source} became shorter while it was read; try again", cause);

    private static SafetensorsReader ReadSeekable(Stream stream, string source, Func<string, bool> accepts)
    {
        SafetensorsContents contents = ReadContents(stream, source, accepts);
        Sha256? hash = contents.DataHash is null ? null : new Sha256();
        List<RawArray> arrays = [.. contents.Entries.Select(entry => RawArray.Read(stream, entry, hash))];
        if (hash is not null && hash.Finish() != contents.DataHash)
            throw Damaged(source);
        return new SafetensorsReader(arrays, contents.Metadata, contents.DataHash, contents.HeaderChecked);
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
