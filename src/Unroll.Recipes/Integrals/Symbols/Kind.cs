namespace Unroll.Recipes.Integrals.Symbols;

/// <summary>What an expression is at its top.</summary>
internal enum Kind
{
    /// <summary>An exact fraction.</summary>
    Number,

    /// <summary>A variable or a constant: x, y, c, y', pi, E.</summary>
    Symbol,

    /// <summary>A function of one argument.</summary>
    Function,

    /// <summary>A base to an exponent.</summary>
    Power,

    /// <summary>A product of two or more factors, a number first.</summary>
    Product,

    /// <summary>A sum of two or more terms, a number first.</summary>
    Sum,
}
