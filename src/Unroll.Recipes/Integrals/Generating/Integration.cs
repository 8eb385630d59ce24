using Unroll.Recipes.Integrals.Symbols;
using static Unroll.Recipes.Integrals.Symbols.Algebra;

namespace Unroll.Recipes.Integrals.Generating;

/// <summary>
/// Antiderivatives by rules: linearity, a table at linear arguments, substitution of a part whose derivative stands beside it, and
/// integration by parts for powers of x and logarithms. Finds few, and those fast; what it finds is checked by who asks.
/// </summary>
internal static class Integration
{
    private const int Deepest = 5;

    /// <summary>An antiderivative with respect to x, or null where the rules find none.</summary>
    public static Expression? Integrate(Expression f) => Integrate(f, 0);

    private static Expression? Integrate(Expression f, int depth)
    {
        if (!f.Has("x"))
        {
            return f * X;
        }

        if (depth > Deepest)
        {
            return null;
        }

        if (f.Kind == Kind.Sum)
        {
            return SumOf(f, depth);
        }

        (Expression constant, Expression rest) = SplitConstant(f);
        if (!constant.IsOne)
        {
            return Integrate(rest, depth) is { } whole ? constant * whole : null;
        }

        return FromTable(f) ?? BySubstitution(f, depth) ?? ByParts(f, depth) ?? ByExpansion(f, depth);
    }

    private static Expression? SumOf(Expression f, int depth)
    {
        Expression sum = Zero;
        foreach (Expression term in f.Parts)
        {
            if (Integrate(term, depth) is not { } part)
            {
                return null;
            }

            sum += part;
        }

        return sum;
    }

    /// <summary>The factors without x, and the rest.</summary>
    private static (Expression Constant, Expression Others) SplitConstant(Expression f) => f.Kind != Kind.Product ? (One, f)
        : (Product([.. f.Parts.Where(p => !p.Has("x"))]), Product([.. f.Parts.Where(p => p.Has("x"))]));

    /// <summary>The slope of an expression that is linear in x, or null.</summary>
    private static Expression? Slope(Expression u)
    {
        Expression slope = Calculus.Derivative(u);
        return slope.Has("x") || slope.IsZero ? null : slope;
    }

    /// <summary>Powers, exponentials and functions of an argument that is linear in x.</summary>
    private static Expression? FromTable(Expression f)
    {
        if (f.Equals(X))
        {
            return Power(X, Integer(2)) / Integer(2);
        }

        if (f.Kind == Kind.Power)
        {
            (Expression b, Expression e) = (f.Parts[0], f.Parts[1]);
            if (!e.Has("x") && Slope(b) is { } slope)
            {
                return (e.Equals(Integer(-1)) ? Function("ln", b) : Power(b, e + One) / (e + One)) / slope;
            }

            if (!b.Has("x") && Slope(e) is { } rate)
            {
                return f / (rate * (b.Equals(E) ? One : Function("ln", b)));
            }

            return Trigonometric(b, e) ?? Quadratic(b, e);
        }

        return f.Kind == Kind.Function && Slope(f.Parts[0]) is { } inner && OfFunction(f.Name, f.Parts[0]) is { } outer ? outer / inner : null;
    }

    private static Expression? OfFunction(string name, Expression u)
    {
        Expression f = Function(name, u), two = Integer(2), square = Power(u, two), half = OneHalf;
        return name switch
        {
            "ln" => (u * f) - u,
            "sin" => -Function("cos", u),
            "cos" => Function("sin", u),
            "tan" => -Function("ln", Function("cos", u)),
            "asin" => (u * f) + Sqrt(One - square),
            "acos" => (u * f) - Sqrt(One - square),
            "atan" => (u * f) - (half * Function("ln", square + One)),
            "sinh" => Function("cosh", u),
            "cosh" => Function("sinh", u),
            "tanh" => Function("ln", Function("cosh", u)),
            "asinh" => (u * f) - Sqrt(square + One),
            "acosh" => (u * f) - (Sqrt(u - One) * Sqrt(u + One)),
            "atanh" => (u * f) + (half * Function("ln", One - square)),
            _ => null,
        };
    }

    /// <summary>Squares of trigonometric functions and their inverses 1/cos^2, 1/sin^2 at a linear argument.</summary>
    private static Expression? Trigonometric(Expression b, Expression e)
    {
        if (b.Kind != Kind.Function || e.Kind != Kind.Number || !e.Number.IsInteger || Slope(b.Parts[0]) is not { } slope)
        {
            return null;
        }

        Expression u = b.Parts[0], sin = Function("sin", u), cos = Function("cos", u), sinh = Function("sinh", u), cosh = Function("cosh", u);
        Expression? outer = (b.Name, e.Number.Numerator) switch
        {
            ("sin", 2) => (u - (sin * cos)) / Integer(2),
            ("cos", 2) => (u + (sin * cos)) / Integer(2),
            ("tan", 2) => Function("tan", u) - u,
            ("cos", -2) => Function("tan", u),
            ("sin", -2) => -(cos / sin),
            ("sinh", 2) => ((sinh * cosh) - u) / Integer(2),
            ("cosh", 2) => ((sinh * cosh) + u) / Integer(2),
            ("tanh", 2) => u - Function("tanh", u),
            ("cosh", -2) => Function("tanh", u),
            ("sin", 3) => (Power(cos, Integer(3)) / Integer(3)) - cos,
            ("cos", 3) => sin - (Power(sin, Integer(3)) / Integer(3)),
            _ => null,
        };
        return outer is null ? null : outer / slope;
    }

    /// <summary>1 / (a x^2 + c) and 1 / sqrt(a x^2 + c) with numbers a and c.</summary>
    private static Expression? Quadratic(Expression b, Expression e)
    {
        Expression half = Calculus.Derivative(b);
        Expression a = Calculus.Derivative(half) / Integer(2), c = b - (a * Power(X, Integer(2)));
        if (a.Kind != Kind.Number || c.Kind != Kind.Number || a.IsZero || c.IsZero || e.Kind != Kind.Number)
        {
            return null;
        }

        Expression ratio = Number(a.Number / c.Number);
        if (e.Number == Rational.MinusOne)
        {
            // Integral of 1 / (c (1 + r x^2)), r = a / c.
            Expression root = Sqrt(ratio.Number.Sign > 0 ? ratio : -ratio);
            return Function(ratio.Number.Sign > 0 ? "atan" : "atanh", root * X) / (root * c);
        }

        if (e.Number == new Rational(-1, 2) && c.Number.Sign > 0)
        {
            Expression root = Sqrt(ratio.Number.Sign > 0 ? ratio : -ratio);
            return Function(ratio.Number.Sign > 0 ? "asinh" : "asin", root * X) / (root * Sqrt(c));
        }

        return null;
    }

    /// <summary>If f / u' depends on x through u alone for a part u of f, the integral is that of the quotient over u.</summary>
    private static Expression? BySubstitution(Expression f, int depth)
    {
        Expression variable = Symbol("u");
        foreach (Expression u in f.Descend().Where(p => p.Size > 1 && !p.Equals(f) && p.Has("x")).Concat(Squares(f)).Distinct().OrderByDescending(p => p.Size))
        {
            Expression slope = Calculus.Derivative(u);
            if (slope.IsZero || Slope(u) is not null)
            {
                continue;
            }

            Expression left = (f / slope).Replace(u, variable);
            left = Collapse(left, u, variable);
            if (!left.Has("x") && Integrate(left.Replace(variable, X), depth + 1) is { } outer)
            {
                return outer.Replace(X, u);
            }
        }

        return null;
    }

    private static IEnumerable<Expression> Squares(Expression f) =>
        f.Descend().Where(p => p.Kind == Kind.Power && p.Parts[0].Equals(X) && p.Parts[1].Kind == Kind.Number && p.Parts[1].Number.IsInteger
            && p.Parts[1].Number.Numerator is 4 or 6).Select(p => Power(X, p.Parts[1] / Integer(2)));

    /// <summary>Even powers of x are powers of u = x^k where k divides them.</summary>
    private static Expression Collapse(Expression left, Expression u, Expression variable)
    {
        if (u.Kind != Kind.Power || !u.Parts[0].Equals(X) || u.Parts[1].Kind != Kind.Number)
        {
            return left;
        }

        foreach (Expression power in left.Descend().Where(p => p.Kind == Kind.Power && p.Parts[0].Equals(X) && p.Parts[1].Kind == Kind.Number).ToArray())
        {
            Rational times = power.Parts[1].Number / u.Parts[1].Number;
            if (times.IsInteger)
            {
                left = left.Replace(power, Power(variable, Number(times)));
            }
        }

        return left;
    }

    /// <summary>x^n g with n up to 6, or a logarithm or an inverse function times a power of x: F g = F G - integral of f G.</summary>
    private static Expression? ByParts(Expression f, int depth)
    {
        Expression[] factors = f.Kind == Kind.Product ? f.Parts : [f];
        foreach (Expression first in factors.OrderBy(Rank))
        {
            if (Rank(first) > 1)
            {
                break;
            }

            Expression rest = f / first;
            if (Integrate(rest, depth + 1) is { } whole && Integrate(Calculus.Derivative(first) * whole, depth + 1) is { } left)
            {
                return (first * whole) - left;
            }
        }

        return null;
    }

    /// <summary>What becomes simpler when differentiated comes first.</summary>
    private static int Rank(Expression e) => e.Kind switch
    {
        Kind.Function when e.Name is "ln" or "asin" or "acos" or "atan" or "asinh" or "acosh" or "atanh" => 0,
        Kind.Symbol => 1,
        Kind.Power when e.Parts[0].Kind == Kind.Function && e.Parts[0].Name == "ln" && IsSmall(e.Parts[1]) => 0,
        Kind.Power when e.Parts[0].Equals(X) && IsSmall(e.Parts[1]) => 1,
        _ => 2,
    };

    private static bool IsSmall(Expression e) => e.Kind == Kind.Number && e.Number.IsInteger && e.Number.Numerator is > 0 and <= 6;

    /// <summary>A product with a sum, or a small power of a sum, term by term.</summary>
    private static Expression? ByExpansion(Expression f, int depth)
    {
        if (f.Kind == Kind.Power && f.Parts[0].Kind == Kind.Sum && IsSmall(f.Parts[1]) && f.Parts[1].Number.Numerator <= 4)
        {
            Expression power = One;
            for (long i = f.Parts[1].Number.Numerator; i > 0; i--)
            {
                power = Expand(power, f.Parts[0]);
            }

            return Integrate(power, depth + 1);
        }

        if (f.Kind == Kind.Product && Array.Find(f.Parts, p => p.Kind == Kind.Sum) is { } sum)
        {
            return Integrate(Expand(f / sum, sum), depth + 1);
        }

        return null;
    }

    private static Expression Expand(Expression a, Expression b) =>
        Sum([.. (a.Kind == Kind.Sum ? a.Parts : [a]).SelectMany(x => b.Parts.Select(y => x * y))]);
}
