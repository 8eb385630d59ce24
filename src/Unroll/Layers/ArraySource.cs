using Unroll.Formats;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>The arrays of a weights file, taken one by one; what is left over at the end does not belong to the model.</summary>
internal sealed class ArraySource
{
    private readonly Dictionary<string, Stored> _left = new(StringComparer.Ordinal);
    private readonly string _source;

    /// <summary>Arrays in memory.</summary>
    public ArraySource(IReadOnlyList<NamedArray> arrays, string source)
    {
        _source = source;
        foreach (NamedArray array in arrays)
        {
            _left.Add(array.Name, new Stored(array.Shape, values => array.Data.CopyTo(values)));
        }
    }

    /// <summary>Those of a file, read as they are taken.</summary>
    public ArraySource(SafetensorsWeights weights)
    {
        _source = weights.Source;
        foreach (SafetensorsEntry entry in weights.Entries)
        {
            _left.Add(entry.Name, new Stored(entry.Shape, values => weights.Read(entry, values)));
        }
    }

    private delegate void Fill(Span<float> values);

    /// <exception cref="UnrollException">There is no such array, or it has another shape.</exception>
    public float[] Take(string name, Shape shape)
    {
        var values = new float[shape.Count];
        Take(name, shape, values);
        return values;
    }

    /// <summary>Takes an array into memory that is there already.</summary>
    /// <exception cref="UnrollException">There is no such array, or it has another shape.</exception>
    public void Take(string name, Shape shape, Span<float> values)
    {
        if (!_left.Remove(name, out Stored? array))
        {
            throw new UnrollException($"{_source}: weight `{name}` is missing; is this the model of another configuration?");
        }

        if (!IsOf(shape, array.Shape))
        {
            throw new UnrollException($"{_source}: weight `{name}` has shape [{string.Join(", ", array.Shape)}], the model expects {shape}");
        }

        array.Fill(values);
    }

    /// <exception cref="UnrollException">An array was not taken.</exception>
    public void ExpectEmpty()
    {
        if (_left.Count > 0)
        {
            throw new UnrollException($"{_source}: weight `{_left.Keys.First()}` does not belong to this model");
        }
    }

    private static bool IsOf(Shape shape, int[] extents)
    {
        bool same = shape.Rank == extents.Length;
        for (int axis = 0; same && axis < extents.Length; axis++)
        {
            same = shape[axis] == extents[axis];
        }

        return same;
    }

    private sealed record Stored(int[] Shape, Fill Fill);
}
