namespace Unroll.Formats;

/// <summary>A float32 array with the name and the shape it has in a file; row-major (C order).</summary>
public sealed class NamedArray
{
    /// <summary>Takes ownership of <paramref name="data"/> (no copy).</summary>
    /// <param name="name">The key in the file, for example <c>recurrent.weight_ih_l0</c>.</param>
    /// <param name="shape">The extents; empty for a scalar.</param>
    /// <param name="data">The values; as many as the product of <paramref name="shape"/>.</param>
    /// <exception cref="ArgumentException">The shape is negative or does not match the number of values.</exception>
    public NamedArray(string name, int[] shape, float[] data)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(data);
        RawArray.CheckShape(name, shape, data.Length);
        Name = name;
        Shape = (int[])shape.Clone();
        Data = data;
    }

    /// <summary>The key in the file.</summary>
    public string Name { get; }

    /// <summary>The extents, outermost first; empty for a scalar.</summary>
    public int[] Shape { get; }

    /// <summary>The values in row-major order, owned by this object.</summary>
    public float[] Data { get; }

    /// <summary>Name and shape, for messages.</summary>
    public override string ToString() => $"{Name} [{string.Join(", ", Shape)}]";
}
