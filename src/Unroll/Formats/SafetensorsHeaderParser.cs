using System.Text.Json;

namespace Unroll.Formats;

/// <summary>
/// Parses the JSON of a safetensors header token by token. It goes down only where the format goes down (three levels), so
/// no nesting, however deep, reaches the stack, and every fault is reported with the byte where it stands.
/// </summary>
internal ref struct SafetensorsHeaderParser
{
    private readonly string source;
    private Utf8JsonReader json;

    private SafetensorsHeaderParser(ReadOnlySpan<byte> header, string source)
    {
        this.source = source;
        json = new Utf8JsonReader(header);
    }

    public static (List<SafetensorsEntry> Entries, Dictionary<string, string> Metadata) Parse(ReadOnlySpan<byte> header, string source)
    {
        var parser = new SafetensorsHeaderParser(header, source);
        try
        {
            return parser.Header();
        }
        // InvalidOperationException is what the reader throws for text that is not valid UTF-8 or UTF-16.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new UnrollException(
                $"{source} is not a safetensors file: its header is not valid JSON near byte {8 + parser.json.BytesConsumed}", e);
        }
    }

    private (List<SafetensorsEntry> Entries, Dictionary<string, string> Metadata) Header()
    {
        var entries = new List<SafetensorsEntry>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        json.Read();
        Expect(JsonTokenType.StartObject, "an object");
        while (NextProperty(out string name))
        {
            if (!names.Add(name))
                throw Fault($"the name {FileErrors.Quote(name)} stands twice");
            json.Read();
            Expect(JsonTokenType.StartObject, $"an object for {FileErrors.Quote(name)}");
            if (name == SafetensorsHeader.MetadataKey)
                Metadata(metadata);
            else
                entries.Add(Tensor(name));
        }
        json.Read(); // Only white space may follow; anything else throws.
        return (entries, metadata);
    }

    private void Metadata(Dictionary<string, string> metadata)
    {
        while (NextProperty(out string key))
        {
            json.Read();
            Expect(JsonTokenType.String, $"a string for metadata {FileErrors.Quote(key)}");
            if (!metadata.TryAdd(key, json.GetString()!))
                throw Fault($"the metadata key {FileErrors.Quote(key)} stands twice");
        }
    }

    private SafetensorsEntry Tensor(string name)
    {
        string? dtype = null;
        int[]? shape = null;
        long[]? offsets = null;
        string shown = FileErrors.Quote(name);
        while (NextProperty(out string key))
        {
            json.Read();
            if (key == "dtype" && dtype is null)
            {
                Expect(JsonTokenType.String, $"a string for the dtype of tensor {shown}");
                dtype = json.GetString()!;
            }
            else if (key == "shape" && shape is null)
            {
                shape = Array.ConvertAll(Integers($"shape of tensor {shown}", int.MaxValue), extent => (int)extent);
            }
            else if (key == "data_offsets" && offsets is null)
            {
                offsets = Integers($"data_offsets of tensor {shown}", long.MaxValue);
            }
            else
            {
                throw Fault($"tensor {shown} has an unknown or repeated key {FileErrors.Quote(key)}");
            }
        }
        if (dtype is null || shape is null || offsets is not [long begin, long end] || end < begin)
            throw Fault($"tensor {shown} lacks a dtype, a shape or two rising data_offsets");
        return Check(new SafetensorsEntry(name, dtype, shape, Count(shape), begin, end));
    }

    /// <summary>An unknown dtype passes here: the reader refuses it by name.</summary>
    private readonly SafetensorsEntry Check(SafetensorsEntry entry)
    {
        int size = RawArray.SizeOf(entry.Dtype);
        if (size == 0)
            return entry;
        string shown = FileErrors.Quote(entry.Name);
        if (entry.Count > Array.MaxLength)
            throw Fault($"tensor {shown} has more than {Array.MaxLength} values");
        if (entry.Count * size != entry.End - entry.Begin)
            throw Fault($"tensor {shown} needs {entry.Count * size} bytes for its shape, its data_offsets span {entry.End - entry.Begin}");
        return entry;
    }

    /// <summary>The number of values, or <see cref="long.MaxValue"/> where that overflows.</summary>
    private static long Count(int[] shape)
    {
        long product = 1;
        foreach (int extent in shape)
            product = extent == 0 ? 0 : product > long.MaxValue / extent ? long.MaxValue : product * extent;
        return product;
    }

    private long[] Integers(string what, long limit)
    {
        Expect(JsonTokenType.StartArray, $"an array for the {what}");
        var values = new List<long>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long value) || value < 0 || value > limit)
                throw Fault($"the {what} holds something other than an integer from 0 to {limit}");
            values.Add(value);
        }
        return [.. values];
    }

    private bool NextProperty(out string name)
    {
        json.Read();
        bool found = json.TokenType == JsonTokenType.PropertyName;
        name = found ? json.GetString()! : "";
        return found;
    }

    private readonly void Expect(JsonTokenType type, string what)
    {
        if (json.TokenType != type)
            throw Fault($"expected {what}");
    }

    private readonly UnrollException Fault(string what) =>
        new($"{source} is not a valid safetensors file: {what} (byte {8 + json.TokenStartIndex})");
}
