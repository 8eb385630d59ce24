namespace Unroll.Formats;

/// <summary>
/// Weights as safetensors (github.com/huggingface/safetensors): an 8-byte little-endian length, a JSON header with dtype,
/// shape and offsets of each tensor, then the raw data. Float32; F16, BF16 and F64 are converted on reading.
/// Files written here carry in <c>__metadata__</c> a <c>sha256</c> of the data and a <c>header_sha256</c> of everything else
/// (names, shapes, offsets, metadata), so that a damaged file is refused and never loads as something else.
/// Files without them load too. The same tensors give the same bytes.
/// </summary>
public static class Safetensors
{
    /// <summary>Writes a file, atomically: it appears when it is complete.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="tensors">The tensors, written in this order; names must differ.</param>
    /// <param name="metadata">More entries of <c>__metadata__</c>; <c>format</c> is <c>unroll</c> unless given.</param>
    /// <exception cref="ArgumentException">Two tensors share a name, or a name is empty or not valid Unicode.</exception>
    /// <exception cref="UnrollException">The file cannot be written; an old one is untouched.</exception>
    public static void Write(string path, IReadOnlyList<NamedArray> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        RawArray[] raw = ToRaw(tensors);
        AtomicFile.Write(path, stream => SafetensorsWriter.Write(stream, raw, metadata, "unroll"));
    }

    /// <summary>Writes to a stream, from its position on.</summary>
    /// <exception cref="ArgumentException">Two tensors share a name, or a name is empty or not valid Unicode.</exception>
    public static void Write(Stream stream, IReadOnlyList<NamedArray> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SafetensorsWriter.Write(stream, ToRaw(tensors), metadata, "unroll");
    }

    /// <summary>The content of such a file as an array.</summary>
    /// <exception cref="ArgumentException">Two tensors share a name, or a name is empty or not valid Unicode.</exception>
    public static byte[] ToBytes(IReadOnlyList<NamedArray> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        Write(stream, tensors, metadata);
        return stream.ToArray();
    }

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="UnrollException">It is missing, malformed, damaged, or holds a dtype that is not a float.</exception>
    public static SafetensorsFile Read(string path)
    {
        using FileStream stream = FileErrors.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads and checks a file in memory; <paramref name="source"/> names it in messages.</summary>
    /// <exception cref="UnrollException">It is malformed, damaged, or holds a dtype that is not a float.</exception>
    public static SafetensorsFile Read(byte[] bytes, string source = "the safetensors data")
    {
        using var stream = new MemoryStream(bytes, writable: false);
        return Read(stream, source);
    }

    /// <summary>Reads from the stream's position to its end; <paramref name="source"/> names it in messages.</summary>
    /// <exception cref="UnrollException">It is malformed, damaged, or holds a dtype that is not a float.</exception>
    public static SafetensorsFile Read(Stream stream, string source = "the safetensors data")
    {
        ArgumentNullException.ThrowIfNull(stream);
        SafetensorsReader file = SafetensorsReader.Read(stream, source, IsFloat);
        NamedArray[] tensors = [.. file.Arrays.Select(array => new NamedArray(array.Name, array.Shape, ToSingles(array.Data)))];
        return new SafetensorsFile(source, tensors, file.Metadata, file.DataHash);
    }

    private static RawArray[] ToRaw(IReadOnlyList<NamedArray> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return [.. tensors.Select(tensor => new RawArray(tensor.Name, tensor.Shape, tensor.Data))];
    }

    /// <summary>Whether values of a dtype can be read as float32.</summary>
    internal static bool IsFloat(string dtype) => dtype is "F32" or "F16" or "BF16" or "F64";

    /// <summary>The values of an array that was read from a dtype of floats.</summary>
    internal static float[] ToSingles(Array data) =>
        data is double[] doubles ? Array.ConvertAll(doubles, value => (float)value) : (float[])data;
}
