namespace Unroll.Recipes.Integrals.Symbols;

/// <summary>
/// An expression in canonical form: sums and products are flat and sorted, like terms and equal bases are collected, numbers are folded
/// (the automatic simplification of J. Cohen, Computer Algebra and Symbolic Computation, 2003, chapter 3). Two expressions are equal
/// when they are built alike; made by <see cref="Algebra"/>.
/// </summary>
internal sealed class Expression : IEquatable<Expression>, IComparable<Expression>
{
    private readonly int _hash;

    internal Expression(Kind kind, Rational number, string name, Expression[] parts)
    {
        Kind = kind;
        Number = number;
        Name = name;
        Parts = parts;
        var hash = default(HashCode);
        hash.Add(kind);
        hash.Add(number);
        hash.Add(name, StringComparer.Ordinal);
        int size = 1;
        foreach (Expression part in parts)
        {
            hash.Add(part._hash);
            size += part.Size;
        }

        _hash = hash.ToHashCode();
        Size = size;
    }

    public Kind Kind { get; }

    /// <summary>The value of a number.</summary>
    public Rational Number { get; }

    /// <summary>The name of a symbol or a function.</summary>
    public string Name { get; }

    /// <summary>Terms, factors, base and exponent, or the argument.</summary>
    public Expression[] Parts { get; }

    /// <summary>The number of nodes.</summary>
    public int Size { get; }

    public bool IsZero => Kind == Kind.Number && Number.IsZero;

    public bool IsOne => Kind == Kind.Number && Number.IsOne;

    public static Expression operator +(Expression a, Expression b) => Algebra.Sum(a, b);

    public static Expression operator -(Expression a, Expression b) => Algebra.Sum(a, -b);

    public static Expression operator -(Expression a) => Algebra.Product(Algebra.Integer(-1), a);

    public static Expression operator *(Expression a, Expression b) => Algebra.Product(a, b);

    public static Expression operator /(Expression a, Expression b) => Algebra.Product(a, Algebra.Power(b, Algebra.Integer(-1)));

    /// <summary>Whether a symbol occurs.</summary>
    public bool Has(string symbol) => (Kind == Kind.Symbol && Name == symbol) || Array.Exists(Parts, p => p.Has(symbol));

    /// <summary>This expression and all below it, outermost first.</summary>
    public IEnumerable<Expression> Descend()
    {
        yield return this;
        foreach (Expression below in Parts.SelectMany(p => p.Descend()))
        {
            yield return below;
        }
    }

    /// <summary>The expression with every occurrence of one part replaced, and simplified again.</summary>
    public Expression Replace(Expression part, Expression by) => Equals(part) ? by : Kind switch
    {
        Kind.Sum => Algebra.Sum([.. Parts.Select(p => p.Replace(part, by))]),
        Kind.Product => Algebra.Product([.. Parts.Select(p => p.Replace(part, by))]),
        Kind.Power => Algebra.Power(Parts[0].Replace(part, by), Parts[1].Replace(part, by)),
        Kind.Function => Algebra.Function(Name, Parts[0].Replace(part, by)),
        _ => this,
    };

    public bool Equals(Expression? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && Kind == other.Kind && Number == other.Number && Name == other.Name
            && Parts.AsSpan().SequenceEqual(other.Parts));

    public override bool Equals(object? obj) => Equals(obj as Expression);

    public override int GetHashCode() => _hash;

    /// <summary>A total order, the same on every machine: by kind, then name or value, then the parts.</summary>
    public int CompareTo(Expression? other)
    {
        if (other is null)
        {
            return 1;
        }

        int order = Kind.CompareTo(other.Kind);
        order = order != 0 ? order : Number.CompareTo(other.Number);
        order = order != 0 ? order : string.CompareOrdinal(Name, other.Name);
        for (int i = 0; order == 0 && i < Math.Min(Parts.Length, other.Parts.Length); i++)
        {
            order = Parts[i].CompareTo(other.Parts[i]);
        }

        return order != 0 ? order : Parts.Length.CompareTo(other.Parts.Length);
    }

    public override string ToString() => Infix.Write(this);
}
