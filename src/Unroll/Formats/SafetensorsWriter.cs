using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Unroll.Formats;

/// <summary>Writes safetensors of any supported element type; the order given is the order in the file.</summary>
internal static class SafetensorsWriter
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Write(
        Stream stream, IReadOnlyList<RawArray> arrays, IReadOnlyDictionary<string, string>? metadata, string format)
    {
        var entries = new List<SafetensorsEntry>(arrays.Count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var dataHash = new Sha256();
        long offset = 0;
        foreach (RawArray array in arrays)
        {
            if (array.Name.Length == 0 || array.Name == SafetensorsHeader.MetadataKey)
                throw new ArgumentException($"expected a tensor name, got '{array.Name}'", nameof(arrays));
            if (!names.Add(array.Name))
                throw new ArgumentException($"expected different tensor names, got `{array.Name}` twice", nameof(arrays));
            CheckUnicode(array.Name);
            // A shape is checked again here because the caller may have changed the array after building the tensor.
            RawArray.CheckShape(array.Name, array.Shape, array.Data.Length);
            entries.Add(new(array.Name, array.Dtype, array.Shape, array.Data.Length, offset, offset + array.Bytes));
            offset += array.Bytes;
            array.CopyTo(null, dataHash);
        }

        var all = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["format"] = format };
        foreach ((string key, string value) in metadata ?? new Dictionary<string, string>())
        {
            CheckUnicode(key);
            CheckUnicode(value);
            all[key] = value;
        }
        all[SafetensorsHeader.DataHashKey] = dataHash.Finish();
        all[SafetensorsHeader.HeaderHashKey] = SafetensorsHeader.Hash(entries, all);

        byte[] header = Header(entries, all);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (RawArray array in arrays)
            array.CopyTo(stream, null);
    }

    /// <summary>The JSON, padded with spaces so that the data section starts at a multiple of 8 bytes.</summary>
    private static byte[] Header(List<SafetensorsEntry> entries, SortedDictionary<string, string> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(SafetensorsHeader.MetadataKey);
            foreach ((string key, string value) in metadata)
                json.WriteString(key, value);
            json.WriteEndObject();
            foreach (SafetensorsEntry entry in entries)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", entry.Dtype);
                json.WriteStartArray("shape");
                foreach (int extent in entry.Shape)
                    json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(entry.Begin);
                json.WriteNumberValue(entry.End);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        int padding = -buffer.WrittenCount & 7;
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        if (buffer.WrittenCount > SafetensorsHeader.MaxLength)
            throw new UnrollException($"a safetensors header of {buffer.WrittenCount} bytes is beyond the format's limit of 100 MB");
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="ArgumentException">A lone surrogate, which JSON in UTF-8 cannot carry.</exception>
    private static void CheckUnicode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            Strict.GetByteCount(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"expected valid Unicode, got {FileErrors.Quote(text)} with a lone surrogate", nameof(text), e);
        }
    }
}
