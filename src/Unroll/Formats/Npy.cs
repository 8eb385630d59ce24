using System.Buffers.Binary;
using System.Text;

namespace Unroll.Formats;

/// <summary>
/// NumPy's .npy files (numpy.org/doc/stable/reference/generated/numpy.lib.format.html): versions 1 to 3, little-endian
/// float32, float64, int16, int32, int64 and uint8 in C order. Pickled objects are refused, never run.
/// </summary>
public static class Npy
{
    private const int MaxHeader = 1 << 20;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a .npy file.</summary>
    /// <exception cref="UnrollException">It is missing, malformed, cut short, or of a type that is not read here.</exception>
    public static NpyArray Read(string path)
    {
        using FileStream stream = FileErrors.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads one array from the stream's position to its end; <paramref name="source"/> names it in messages.</summary>
    /// <exception cref="UnrollException">It is malformed, cut short, or of a type that is not read here.</exception>
    public static NpyArray Read(Stream stream, string source = "the npy data")
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            // A stream without a length (a zip entry, a pipe) is taken in first, as much as really comes.
            return ReadSeekable(stream.CanSeek ? stream : new MemoryStream(FileErrors.ReadToEnd(stream)), source);
        }
        catch (EndOfStreamException e)
        {
            throw new UnrollException($"{source} cannot be read as .npy: it ends in the header", e);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.CannotRead(source, e);
        }
    }

    /// <summary>Writes a .npy file, atomically.</summary>
    /// <exception cref="UnrollException">The file cannot be written; an old one is untouched.</exception>
    public static void Write(string path, NpyArray array) => AtomicFile.Write(path, stream => Write(stream, array));

    /// <summary>Writes an array to a stream, from its position on.</summary>
    public static void Write(Stream stream, NpyArray array)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(array);
        string text = NpyHeader.Format(array);
        // NumPy pads the header so that the data starts at a multiple of 64 bytes, and ends it with a line feed.
        int length = text.Length + 1 + (-(10 + text.Length + 1) & 63);
        Span<byte> prefix = stackalloc byte[10];
        Magic.CopyTo(prefix);
        prefix[6] = 1;
        prefix[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(prefix[8..], checked((ushort)length));
        stream.Write(prefix);
        stream.Write(Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n"));
        switch (array.Descr)
        {
            case "<f4": RawArray.Send((float[])array.Data, stream, null); break;
            case "<f8": RawArray.Send((double[])array.Data, stream, null); break;
            case "<i4": RawArray.Send((int[])array.Data, stream, null); break;
            case "<i8": RawArray.Send((long[])array.Data, stream, null); break;
            case "<i2": RawArray.Send((short[])array.Data, stream, null); break;
            default: RawArray.Send((byte[])array.Data, stream, null); break;
        }
    }

    private static NpyArray ReadSeekable(Stream stream, string source)
    {
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        if (!prefix.StartsWith(Magic) || prefix[6] is < 1 or > 3)
            throw new UnrollException($"{source} cannot be read as .npy: it does not start with NumPy's mark and a version from 1 to 3");
        Span<byte> lengthBytes = stackalloc byte[4];
        lengthBytes.Clear();
        stream.ReadExactly(lengthBytes[..(prefix[6] == 1 ? 2 : 4)]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > MaxHeader || length > stream.Length - stream.Position)
        {
            throw new UnrollException(
                $"{source} cannot be read as .npy: byte 8 claims a header of {length} bytes, more than there are or than 1 MB");
        }
        byte[] text = new byte[(int)length];
        stream.ReadExactly(text);
        NpyHeader header = NpyHeader.Parse(Encoding.Latin1.GetString(text), source);

        long expected = (long)header.Count * header.ElementSize;
        long found = stream.Length - stream.Position;
        if (expected != found)
        {
            throw new UnrollException(
                $"{source} cannot be read as .npy: its shape needs {expected} bytes of data, {found} follow the header");
        }
        Array data = header.Descr switch
        {
            "<f4" => RawArray.Receive<float>(stream, header.Count, null),
            "<f8" => RawArray.Receive<double>(stream, header.Count, null),
            "<i4" => RawArray.Receive<int>(stream, header.Count, null),
            "<i8" => RawArray.Receive<long>(stream, header.Count, null),
            "<i2" => RawArray.Receive<short>(stream, header.Count, null),
            _ => RawArray.Receive<byte>(stream, header.Count, null),
        };
        return new NpyArray(header.Shape, data);
    }
}
