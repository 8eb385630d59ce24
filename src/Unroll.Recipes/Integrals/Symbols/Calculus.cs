using static Unroll.Recipes.Integrals.Symbols.Algebra;

namespace Unroll.Recipes.Integrals.Symbols;

/// <summary>Derivatives.</summary>
internal static class Calculus
{
    /// <summary>The derivative with respect to a symbol; other symbols are constants.</summary>
    /// <exception cref="DivideByZeroException">The expression has no value anywhere.</exception>
    /// <exception cref="OverflowException">A number grew beyond a long.</exception>
    public static Expression Derivative(Expression f, string symbol = "x") => !f.Has(symbol) ? Zero : f.Kind switch
    {
        Kind.Symbol => One,
        Kind.Sum => Sum([.. f.Parts.Select(t => Derivative(t, symbol))]),
        Kind.Product => OfProduct(f, symbol),
        Kind.Power => OfPower(f.Parts[0], f.Parts[1], symbol),
        Kind.Function => Outer(f.Name, f.Parts[0]) * Derivative(f.Parts[0], symbol),
        _ => Zero,
    };

    private static Expression OfProduct(Expression f, string symbol)
    {
        var terms = new List<Expression>();
        for (int i = 0; i < f.Parts.Length; i++)
        {
            Expression d = Derivative(f.Parts[i], symbol);
            if (!d.IsZero)
            {
                terms.Add(Product([.. f.Parts[..i], d, .. f.Parts[(i + 1)..]]));
            }
        }

        return Sum([.. terms]);
    }

    private static Expression OfPower(Expression b, Expression e, string symbol)
    {
        Expression whole = Power(b, e), db = Derivative(b, symbol), de = Derivative(e, symbol);
        Expression fromBase = db.IsZero ? Zero : e * Power(b, e - One) * db;
        Expression fromExponent = de.IsZero ? Zero : whole * (b.Equals(E) ? One : Function("ln", b)) * de;
        return fromBase + fromExponent;
    }

    /// <summary>The derivative of a function at u.</summary>
    private static Expression Outer(string name, Expression u)
    {
        Expression two = Integer(2), square = Power(u, two);
        return name switch
        {
            "ln" => One / u,
            "sin" => Function("cos", u),
            "cos" => -Function("sin", u),
            "tan" => One + Power(Function("tan", u), two),
            "asin" => One / Sqrt(One - square),
            "acos" => -(One / Sqrt(One - square)),
            "atan" => One / (One + square),
            "sinh" => Function("cosh", u),
            "cosh" => Function("sinh", u),
            "tanh" => One - Power(Function("tanh", u), two),
            "asinh" => One / Sqrt(square + One),
            "acosh" => One / (Sqrt(u - One) * Sqrt(u + One)),
            "atanh" => One / (One - square),
            _ => throw new InvalidOperationException($"no derivative of {name}"),
        };
    }
}
