namespace Unroll.Formats;

/// <summary>
/// All that is needed to go on with a training run bit for bit: named arrays, counters, numbers and strings in one file.
/// Values keep their exact bits (NaN payloads and all 64 bits of an integer included): the file is a safetensors file whose
/// entries are F32, F64, I32, I64, U64 and U8, with both checksums, written atomically. Killed while saving, the previous
/// checkpoint stands. The same state gives the same bytes. Names are shared by all kinds: one name, one value.
/// </summary>
public sealed class CheckpointState
{
    private const string Format = "unroll-checkpoint";
    private const string TextPrefix = "text/";
    private readonly OrderedDictionary<string, RawArray> arrays = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, string> texts = new(StringComparer.Ordinal);
    private string source = "the checkpoint";

    /// <summary>The names of all values: arrays and numbers in the order in which they were set, then strings.</summary>
    public IEnumerable<string> Names => [.. arrays.Keys, .. texts.Keys];

    /// <summary>Whether there is a value of that name.</summary>
    public bool Contains(string name) => arrays.ContainsKey(name) || texts.ContainsKey(name);

    /// <summary>Sets a float32 array with a shape. Arrays are kept, not copied: they are read when the state is saved.</summary>
    public void SetArray(NamedArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        Set(array.Name, array.Shape, array.Data);
    }

    /// <summary>Sets an array of float32 values.</summary>
    public void SetSingles(string name, float[] values) => Set(name, null, values);

    /// <summary>Sets an array of double values.</summary>
    public void SetDoubles(string name, double[] values) => Set(name, null, values);

    /// <summary>Sets an array of 32-bit integers.</summary>
    public void SetInt32s(string name, int[] values) => Set(name, null, values);

    /// <summary>Sets an array of 64-bit integers.</summary>
    public void SetInt64s(string name, long[] values) => Set(name, null, values);

    /// <summary>Sets an array of unsigned 64-bit integers, such as the state of a random stream.</summary>
    public void SetUInt64s(string name, ulong[] values) => Set(name, null, values);

    /// <summary>Sets a block of bytes.</summary>
    public void SetBytes(string name, byte[] values) => Set(name, null, values);

    /// <summary>Sets one double.</summary>
    public void SetDouble(string name, double value) => Set(name, [], new[] { value });

    /// <summary>Sets one 64-bit integer.</summary>
    public void SetInt64(string name, long value) => Set(name, [], new[] { value });

    /// <summary>Sets one unsigned 64-bit integer.</summary>
    public void SetUInt64(string name, ulong value) => Set(name, [], new[] { value });

    /// <summary>Sets a string (valid Unicode).</summary>
    public void SetString(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Claim(name);
        texts[name] = value;
    }

    /// <summary>A float32 array with its shape.</summary>
    /// <exception cref="UnrollException">There is none of that name and kind.</exception>
    public NamedArray GetArray(string name)
    {
        RawArray raw = Get(name, "F32", null);
        return new NamedArray(name, raw.Shape, (float[])raw.Data);
    }

    /// <summary>An array of float32 values.</summary>
    /// <exception cref="UnrollException">There is none of that name and kind.</exception>
    public float[] GetSingles(string name) => (float[])Get(name, "F32", null).Data;

    /// <summary>An array of double values.</summary>
    /// <exception cref="UnrollException">There is none of that name and kind.</exception>
    public double[] GetDoubles(string name) => (double[])Get(name, "F64", null).Data;

    /// <summary>An array of 32-bit integers.</summary>
    /// <exception cref="UnrollException">There is none of that name and kind.</exception>
    public int[] GetInt32s(string name) => (int[])Get(name, "I32", null).Data;

    /// <summary>An array of 64-bit integers.</summary>
    /// <exception cref="UnrollException">There is none of that name and kind.</exception>
    public long[] GetInt64s(string name) => (long[])Get(name, "I64", null).Data;

    /// <summary>An array of unsigned 64-bit integers.</summary>
    /// <exception cref="UnrollException">There is none of that name and kind.</exception>
    public ulong[] GetUInt64s(string name) => (ulong[])Get(name, "U64", null).Data;

    /// <summary>A block of bytes.</summary>
    /// <exception cref="UnrollException">There is none of that name and kind.</exception>
    public byte[] GetBytes(string name) => (byte[])Get(name, "U8", null).Data;

    /// <summary>One double.</summary>
    /// <exception cref="UnrollException">There is none of that name and kind.</exception>
    public double GetDouble(string name) => ((double[])Get(name, "F64", 1).Data)[0];

    /// <summary>One 64-bit integer.</summary>
    /// <exception cref="UnrollException">There is none of that name and kind.</exception>
    public long GetInt64(string name) => ((long[])Get(name, "I64", 1).Data)[0];

    /// <summary>One unsigned 64-bit integer.</summary>
    /// <exception cref="UnrollException">There is none of that name and kind.</exception>
    public ulong GetUInt64(string name) => ((ulong[])Get(name, "U64", 1).Data)[0];

    /// <summary>A string.</summary>
    /// <exception cref="UnrollException">There is none of that name.</exception>
    public string GetString(string name) => texts.TryGetValue(name, out string? value) ? value : throw Missing(name, "string");

    /// <summary>Saves atomically: the file is the old checkpoint or this one, whenever the process dies.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="UnrollException">The file cannot be written; the previous one is untouched.</exception>
    public void Save(string path)
    {
        Dictionary<string, string> metadata = texts.ToDictionary(pair => TextPrefix + pair.Key, pair => pair.Value);
        AtomicFile.Write(path, stream => SafetensorsWriter.Write(stream, [.. arrays.Values], metadata, Format));
    }

    /// <summary>Loads a checkpoint and verifies both checksums.</summary>
    /// <exception cref="UnrollException">The file is missing, damaged, or no checkpoint.</exception>
    public static CheckpointState Load(string path)
    {
        using FileStream stream = FileErrors.OpenRead(path);
        SafetensorsReader file = SafetensorsReader.Read(stream, path, dtype => dtype is "F32" or "F64" or "I32" or "I64" or "U64" or "U8");
        if (file.Metadata.GetValueOrDefault("format") != Format || !file.HeaderChecked || file.DataHash is null)
            throw new UnrollException($"{path} is not a checkpoint of Unroll, or it is damaged: its format mark or checksums are missing");
        var state = new CheckpointState { source = path };
        foreach (RawArray array in file.Arrays)
            state.arrays.Add(array.Name, array);
        foreach ((string key, string value) in file.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (key.StartsWith(TextPrefix, StringComparison.Ordinal))
                state.texts.Add(key[TextPrefix.Length..], value);
        }
        return state;
    }

    private void Set(string name, int[]? shape, Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Claim(name);
        arrays[name] = new RawArray(name, shape ?? [values.Length], values);
    }

    /// <summary>Setting a name again replaces its value, whatever the kind.</summary>
    private void Claim(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        arrays.Remove(name);
        texts.Remove(name);
    }

    private RawArray Get(string name, string dtype, int? length) =>
        arrays.TryGetValue(name, out RawArray? array) && array.Dtype == dtype && (length is null || array.Data.Length == length)
            ? array
            : throw Missing(name, length is null ? $"{dtype} array" : $"{dtype} number");

    private UnrollException Missing(string name, string kind) =>
        new($"{source} has no {kind} {FileErrors.Quote(name)}; it was saved by another version or for another kind of model");
}
