namespace Unroll.Tensors;

/// <summary>The extents of a tensor, at most four, outermost first. A rank of 0 is a scalar.</summary>
public readonly struct Shape : IEquatable<Shape>
{
    private readonly int _d0, _d1, _d2, _d3;

    /// <summary>The shape of a scalar: no axes, one element.</summary>
    public Shape()
        : this(ReadOnlySpan<int>.Empty)
    {
    }

    /// <summary>Creates a shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than four extents, or a negative one.</exception>
    public Shape(params ReadOnlySpan<int> extents)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(extents.Length, 4, nameof(extents));
        foreach (int extent in extents)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(extents));
        }

        Rank = extents.Length;
        _d0 = Rank > 0 ? extents[0] : 1;
        _d1 = Rank > 1 ? extents[1] : 1;
        _d2 = Rank > 2 ? extents[2] : 1;
        _d3 = Rank > 3 ? extents[3] : 1;
        Count = checked(_d0 * _d1 * _d2 * _d3);
    }

    /// <summary>The number of axes.</summary>
    public int Rank { get; }

    /// <summary>The number of elements: the product of the extents.</summary>
    public int Count { get; }

    /// <summary>The extent of an axis; a negative axis counts from the end.</summary>
    public int this[int axis]
    {
        get
        {
            int i = axis < 0 ? axis + Rank : axis;
            if ((uint)i >= (uint)Rank)
            {
                throw new ArgumentOutOfRangeException(nameof(axis), axis, $"a tensor of shape {this} has no such axis");
            }

            return i switch { 0 => _d0, 1 => _d1, 2 => _d2, _ => _d3 };
        }
    }

    /// <summary>The extent of the last axis; 1 for a scalar.</summary>
    public int Last => Rank == 0 ? 1 : this[Rank - 1];

    /// <summary>The product of all extents but the last: the number of rows.</summary>
    public int Rows => Last == 0 ? (Rank == 0 ? 1 : Count) : Count / Last;

    /// <summary>The extents as an array.</summary>
    public int[] ToArray()
    {
        var extents = new int[Rank];
        for (int i = 0; i < Rank; i++)
        {
            extents[i] = this[i];
        }

        return extents;
    }

    /// <summary>The same leading axes with another last extent.</summary>
    public Shape WithLast(int extent) => Rank switch
    {
        1 => new Shape(extent),
        2 => new Shape(_d0, extent),
        3 => new Shape(_d0, _d1, extent),
        4 => new Shape(_d0, _d1, _d2, extent),
        _ => throw new InvalidOperationException("a scalar has no last axis"),
    };

    /// <inheritdoc/>
    public bool Equals(Shape other) =>
        Rank == other.Rank && _d0 == other._d0 && _d1 == other._d1 && _d2 == other._d2 && _d3 == other._d3;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rank, _d0, _d1, _d2, _d3);

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", ToArray())}]";

    /// <summary>Whether two shapes are the same.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);
}
