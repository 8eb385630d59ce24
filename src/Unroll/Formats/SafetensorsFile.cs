namespace Unroll.Formats;

/// <summary>What a safetensors file holds.</summary>
public sealed class SafetensorsFile
{
    internal SafetensorsFile(string source, IReadOnlyList<NamedArray> tensors, IReadOnlyDictionary<string, string> metadata, string? sha256)
    {
        Source = source;
        Tensors = tensors;
        Metadata = metadata;
        Sha256 = sha256;
    }

    /// <summary>The file's name, for messages.</summary>
    public string Source { get; }

    /// <summary>The tensors in the order of their data in the file.</summary>
    public IReadOnlyList<NamedArray> Tensors { get; }

    /// <summary>The <c>__metadata__</c> of the file without its checksums.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>SHA-256 of the data section, verified; null for a file that carries none (most files from Python).</summary>
    public string? Sha256 { get; }

    /// <summary>The tensor of that name, or null.</summary>
    public NamedArray? Find(string name) => Tensors.FirstOrDefault(tensor => tensor.Name == name);

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="UnrollException">The file has none of that name.</exception>
    public NamedArray this[string name] => Find(name)
        ?? throw new UnrollException($"{Source} has no tensor {FileErrors.Quote(name)}; it was written by another kind of model");
}
