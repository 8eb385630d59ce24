using System.Runtime.InteropServices;

namespace Unroll.Formats;

/// <summary>An array of any supported element type on its way to or from a safetensors file; little-endian there on any machine.</summary>
internal sealed class RawArray
{
    /// <summary>Elements moved at a time: keeps byte spans far below 2 GB however large the array is.</summary>
    private const int Chunk = 1 << 18;

    public RawArray(string name, int[] shape, Array data)
    {
        Name = name;
        Shape = shape;
        Data = data;
        Dtype = data switch
        {
            float[] => "F32",
            double[] => "F64",
            int[] => "I32",
            // The CLR sees long[] and ulong[] as each other in a pattern, so the exact type decides.
            _ when data.GetType() == typeof(long[]) => "I64",
            _ when data.GetType() == typeof(ulong[]) => "U64",
            _ => "U8",
        };
    }

    public string Name { get; }

    public int[] Shape { get; }

    public Array Data { get; }

    public string Dtype { get; }

    public long Bytes => (long)Data.Length * SizeOf(Dtype);

    /// <summary>Bytes of one element, or 0 for a dtype that is not known here.</summary>
    public static int SizeOf(string dtype) => dtype switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" => 4,
        "F16" or "BF16" => 2,
        "U8" => 1,
        _ => 0,
    };

    /// <exception cref="ArgumentException">The shape is negative or does not hold exactly <paramref name="count"/> values.</exception>
    public static void CheckShape(string name, int[] shape, long count)
    {
        ArgumentNullException.ThrowIfNull(shape);
        long product = 1;
        foreach (int extent in shape)
        {
            if (extent < 0)
                throw new ArgumentException($"expected extents of 0 or more for `{name}`, got [{string.Join(", ", shape)}]");
            // A product beyond any array stays beyond it, except that a later 0 makes the array empty.
            product = product > Array.MaxLength && extent > 0 ? product : product * extent;
        }
        if (product != count)
            throw new ArgumentException($"expected {product} values for `{name}` of shape [{string.Join(", ", shape)}], got {count}");
    }

    /// <summary>Sends the little-endian bytes to the stream, the hash or both.</summary>
    public void CopyTo(Stream? stream, Sha256? hash)
    {
        if (Data is float[] singles)
            Send(singles, stream, hash);
        else if (Data is double[] doubles)
            Send(doubles, stream, hash);
        else if (Dtype == "I32")
            Send((int[])Data, stream, hash);
        else if (Dtype is "I64")
            Send((long[])Data, stream, hash);
        else if (Dtype is "U64")
            Send((ulong[])Data, stream, hash);
        else
            Send((byte[])Data, stream, hash);
    }

    /// <summary>Reads what <paramref name="entry"/> describes; the caller has checked that the stream holds that many bytes.</summary>
    public static RawArray Read(Stream stream, SafetensorsEntry entry, Sha256? hash)
    {
        int count = (int)entry.Count;
        Array data = entry.Dtype switch
        {
            "F32" => Receive<float>(stream, count, hash),
            "F64" => Receive<double>(stream, count, hash),
            "I32" => Receive<int>(stream, count, hash),
            "I64" => Receive<long>(stream, count, hash),
            "U64" => Receive<ulong>(stream, count, hash),
            "F16" => Array.ConvertAll(Receive<ushort>(stream, count, hash), bits => (float)BitConverter.UInt16BitsToHalf(bits)),
            "BF16" => Array.ConvertAll(Receive<ushort>(stream, count, hash), bits => BitConverter.Int32BitsToSingle(bits << 16)),
            _ => Receive<byte>(stream, count, hash),
        };
        return new RawArray(entry.Name, entry.Shape, data);
    }

    internal static void Send<T>(T[] data, Stream? stream, Sha256? hash)
        where T : unmanaged
    {
        for (int start = 0; start < data.Length; start += Chunk)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(data.AsSpan(start, Math.Min(Chunk, data.Length - start)));
            if (!BitConverter.IsLittleEndian)
                bytes = Swapped<T>(bytes.ToArray());
            hash?.Append(bytes);
            stream?.Write(bytes);
        }
    }

    internal static T[] Receive<T>(Stream stream, int count, Sha256? hash)
        where T : unmanaged
    {
        T[] data = GC.AllocateUninitializedArray<T>(count);
        for (int start = 0; start < count; start += Chunk)
        {
            Span<byte> bytes = MemoryMarshal.AsBytes(data.AsSpan(start, Math.Min(Chunk, count - start)));
            stream.ReadExactly(bytes);
            hash?.Append(bytes);
            if (!BitConverter.IsLittleEndian)
                Swapped<T>(bytes);
        }
        return data;
    }

    private static Span<byte> Swapped<T>(Span<byte> bytes)
        where T : unmanaged
    {
        int size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        for (int i = 0; i < bytes.Length; i += size)
            bytes.Slice(i, size).Reverse();
        return bytes;
    }
}
