using Unroll.Recipes.Integrals.Symbols;

namespace Unroll.Recipes.Integrals.Checking;

/// <summary>The numbers that an expression is evaluated in. A value that does not exist is NaN.</summary>
/// <typeparam name="T">A number.</typeparam>
internal interface INumbers<T>
{
    static abstract T Of(Rational value);

    static abstract T Constant(string name);

    static abstract T Add(T a, T b);

    static abstract T Multiply(T a, T b);

    static abstract T Power(T b, T e, Rational? exact);

    static abstract T Exp(T u);

    static abstract T Function(string name, T u);
}
