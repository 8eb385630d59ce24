using Unroll.Formats;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>The arrays of a weights file, taken one by one; what is left over at the end does not belong to the model.</summary>
internal sealed class ArraySource(IReadOnlyList<NamedArray> arrays, string source)
{
    private readonly Dictionary<string, NamedArray> _left = arrays.ToDictionary(a => a.Name, StringComparer.Ordinal);

    /// <exception cref="UnrollException">There is no such array, or it has another shape.</exception>
    public float[] Take(string name, Shape shape)
    {
        if (!_left.Remove(name, out NamedArray? array))
        {
            throw new UnrollException($"{source}: weight `{name}` is missing; is this the model of another configuration?");
        }

        if (!array.Shape.AsSpan().SequenceEqual(shape.ToArray()))
        {
            throw new UnrollException($"{source}: weight `{name}` has shape [{string.Join(", ", array.Shape)}], the model expects {shape}");
        }

        return array.Data;
    }

    /// <exception cref="UnrollException">An array was not taken.</exception>
    public void ExpectEmpty()
    {
        if (_left.Count > 0)
        {
            throw new UnrollException($"{source}: weight `{_left.Keys.First()}` does not belong to this model");
        }
    }
}
