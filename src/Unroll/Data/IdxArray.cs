using System.Buffers.Binary;
using System.IO.Compression;

namespace Unroll.Data;

/// <summary>Bytes of an IDX file, the format of MNIST: a magic number, big-endian extents, and the values.</summary>
/// <param name="Extents">The extents; images are [count, rows, columns].</param>
/// <param name="Values">The values, row-major.</param>
public sealed record IdxArray(int[] Extents, byte[] Values)
{
    private const byte UnsignedBytes = 8;

    /// <summary>Reads a file of unsigned bytes, gzip-compressed or not.</summary>
    /// <exception cref="UnrollException">The file cannot be read, is damaged, or holds another type.</exception>
    public static IdxArray Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = Formats.FileErrors.ReadAllBytes(path);
        return Parse(bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? Unpack(bytes, path) : bytes, path);
    }

    /// <summary>The same from unpacked bytes.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="UnrollException">The bytes are not such a file.</exception>
    public static IdxArray Parse(ReadOnlySpan<byte> bytes, string source)
    {
        if (bytes.Length < 4 || bytes[0] != 0 || bytes[1] != 0 || bytes[3] == 0)
        {
            throw new UnrollException($"{source}: not an IDX file: it does not begin with two zeros, a type and a number of extents");
        }

        if (bytes[2] != UnsignedBytes)
        {
            throw new UnrollException($"{source}, byte 2: values of type {bytes[2]}; expected unsigned bytes (8)");
        }

        int header = 4 + (4 * bytes[3]);
        if (bytes.Length < header)
        {
            throw new UnrollException($"{source}: {bytes.Length} bytes, but a header of {header}; the file is cut off");
        }

        var extents = new int[bytes[3]];
        long count = 1;
        for (int i = 0; i < extents.Length; i++)
        {
            uint extent = BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 + (4 * i))..]);
            count = extent <= int.MaxValue && count <= int.MaxValue ? count * extent : long.MaxValue;
            extents[i] = (int)Math.Min(extent, int.MaxValue);
        }

        return count == bytes.Length - header
            ? new IdxArray(extents, bytes[header..].ToArray())
            : throw new UnrollException(
                $"{source}: extents {string.Join(" x ", extents)} do not fit the {bytes.Length - header} values that follow; the file is damaged");
    }

    private static byte[] Unpack(byte[] bytes, string path)
    {
        try
        {
            using var packed = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            using var unpacked = new MemoryStream();
            packed.CopyTo(unpacked);
            return unpacked.ToArray();
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new UnrollException($"{path}: not a gzip file that can be unpacked: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
