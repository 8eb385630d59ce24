using System.Numerics;

namespace Unroll.Recipes.Integrals.Symbols;

/// <summary>Makes expressions in canonical form.</summary>
internal static class Algebra
{
    /// <summary>The functions of one argument, in the order of Lample and Charton's list; exp and sqrt are written as powers of E and 1/2.</summary>
    public static readonly string[] Functions =
        ["ln", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"];

    public static readonly Expression Zero = Number(Rational.Zero);

    public static readonly Expression One = Number(Rational.One);

    public static readonly Expression OneHalf = Number(new Rational(1, 2));

    public static readonly Expression X = Symbol("x");

    public static readonly Expression Pi = Symbol("pi");

    /// <summary>Euler's number: exp(u) is E to the u.</summary>
    public static readonly Expression E = Symbol("E");

    /// <summary>The functions that are odd: f(-u) = -f(u).</summary>
    private static readonly HashSet<string> Odd = ["sin", "tan", "asin", "atan", "sinh", "tanh", "asinh", "atanh"];

    private static readonly HashSet<string> ZeroAtZero = [.. Odd];

    public static Expression Number(Rational value) => new(Kind.Number, value, "", []);

    public static Expression Integer(long value) => Number(new Rational(value));

    public static Expression Symbol(string name) => new(Kind.Symbol, Rational.Zero, name, []);

    public static Expression Exp(Expression u) => Power(E, u);

    public static Expression Sqrt(Expression u) => Power(u, OneHalf);

    /// <summary>A function of an argument: odd and even functions have their sign outside, the plain values are known.</summary>
    /// <exception cref="DivideByZeroException">The logarithm of zero.</exception>
    public static Expression Function(string name, Expression u)
    {
        if (u.IsZero)
        {
            if (name == "ln")
            {
                throw new DivideByZeroException();
            }

            if (ZeroAtZero.Contains(name))
            {
                return Zero;
            }

            if (name is "cos" or "cosh")
            {
                return One;
            }
        }

        if (name == "ln" && u.IsOne)
        {
            return Zero;
        }

        if (name == "ln" && u.Kind == Kind.Power && u.Parts[0].Equals(E))
        {
            return u.Parts[1];
        }

        if (name == "ln" && u.Equals(E))
        {
            return One;
        }

        if (IsNegative(u))
        {
            if (Odd.Contains(name))
            {
                return -Function(name, -u);
            }

            if (name is "cos" or "cosh")
            {
                return Function(name, -u);
            }
        }

        return new Expression(Kind.Function, Rational.Zero, name, [u]);
    }

    /// <summary>A base to an exponent.</summary>
    /// <exception cref="DivideByZeroException">Zero to a power that is not positive.</exception>
    public static Expression Power(Expression b, Expression e)
    {
        if (e.IsZero)
        {
            return b.IsZero ? throw new DivideByZeroException() : One;
        }

        if (e.IsOne || b.IsOne)
        {
            return b;
        }

        if (b.IsZero)
        {
            return e.Kind == Kind.Number && e.Number.Sign > 0 ? Zero : throw new DivideByZeroException();
        }

        if (b.Equals(E) && e.Kind == Kind.Function && e.Name == "ln")
        {
            return e.Parts[0];
        }

        if (e.Kind == Kind.Number)
        {
            if (b.Kind == Kind.Number)
            {
                return NumberPower(b.Number, e.Number);
            }

            // (u^p)^n = u^(p n) for whole n, and for a base that is exp; a product is taken apart for whole n only.
            if (b.Kind == Kind.Power && (e.Number.IsInteger || b.Parts[0].Equals(E)))
            {
                return Power(b.Parts[0], b.Parts[1] * e);
            }

            if (b.Kind == Kind.Product && e.Number.IsInteger)
            {
                return Product([.. b.Parts.Select(p => Power(p, e))]);
            }

            if (b.Kind == Kind.Sum && e.Number.IsInteger && Content(b) is { IsOne: false } content)
            {
                return Product(Number(content.Pow(e.Number.Numerator)), Power(Scaled(b, content).Parts[1], e));
            }
        }

        return new Expression(Kind.Power, Rational.Zero, "", [b, e]);
    }

    /// <summary>A product: flat, numbers folded into one coefficient, equal bases collected, sorted.</summary>
    public static Expression Product(params ReadOnlySpan<Expression> factors)
    {
        Rational coefficient = Rational.One;
        var exponents = new Dictionary<Expression, Expression>();
        var pending = new Stack<Expression>();
        Push(pending, factors);
        while (pending.TryPop(out Expression? factor))
        {
            if (factor.Kind == Kind.Number)
            {
                coefficient *= factor.Number;
            }
            else if (factor.Kind == Kind.Product)
            {
                Push(pending, factor.Parts);
            }
            else
            {
                (Expression b, Expression e) = factor.Kind == Kind.Power ? (factor.Parts[0], factor.Parts[1]) : (factor, One);
                exponents[b] = exponents.TryGetValue(b, out Expression? have) ? have + e : e;
            }
        }

        if (coefficient.IsZero)
        {
            return Zero;
        }

        var left = new List<Expression>();
        bool again = false;
        foreach ((Expression b, Expression e) in exponents)
        {
            Expression power = e.IsZero ? One : Power(b, e);
            if (power.Kind == Kind.Sum && Content(power) is { IsOne: false } content)
            {
                power = Scaled(power, content);
            }

            again |= power.Kind == Kind.Product;
            if (power.Kind == Kind.Number)
            {
                coefficient *= power.Number;
            }
            else
            {
                left.Add(power);
            }
        }

        if (again)
        {
            return Product([Number(coefficient), .. left]);
        }

        if (coefficient.IsZero || left.Count == 0)
        {
            return Number(coefficient);
        }

        left.Sort();
        if (coefficient.IsOne)
        {
            return left.Count == 1 ? left[0] : new Expression(Kind.Product, Rational.Zero, "", [.. left]);
        }

        // A number goes into a single sum: 2 (x + 1) = 2 x + 2, so that sums have one form.
        return left is [{ Kind: Kind.Sum } sum]
            ? Sum([.. sum.Parts.Select(t => Product(Number(coefficient), t))])
            : new Expression(Kind.Product, Rational.Zero, "", [Number(coefficient), .. left]);
    }

    /// <summary>A sum: flat, like terms collected, sorted.</summary>
    public static Expression Sum(params ReadOnlySpan<Expression> terms)
    {
        Rational constant = Rational.Zero;
        var coefficients = new Dictionary<Expression, Rational>();
        var pending = new Stack<Expression>();
        Push(pending, terms);
        while (pending.TryPop(out Expression? term))
        {
            if (term.Kind == Kind.Number)
            {
                constant += term.Number;
            }
            else if (term.Kind == Kind.Sum)
            {
                Push(pending, term.Parts);
            }
            else
            {
                (Rational c, Expression rest) = SplitCoefficient(term);
                coefficients[rest] = coefficients.TryGetValue(rest, out Rational have) ? have + c : c;
            }
        }

        // In the order of the terms without their coefficients, so that a sum and its negative stand alike.
        List<Expression> left = [.. coefficients.Where(p => !p.Value.IsZero).OrderBy(p => p.Key).Select(p => Product(Number(p.Value), p.Key))];
        if (!constant.IsZero || left.Count == 0)
        {
            left.Insert(0, Number(constant));
        }

        return left.Count == 1 ? left[0] : new Expression(Kind.Sum, Rational.Zero, "", [.. left]);
    }

    /// <summary>A term as its numeric coefficient and the rest.</summary>
    public static (Rational Coefficient, Expression Others) SplitCoefficient(Expression term) =>
        term.Kind != Kind.Product || term.Parts[0].Kind != Kind.Number ? (Rational.One, term)
        : (term.Parts[0].Number, term.Parts.Length == 2 ? term.Parts[1]
            : new Expression(Kind.Product, Rational.Zero, "", term.Parts[1..]));

    /// <summary>The number that a sum's coefficients have in common, with the sign of its last term: 4 - 6 x = -2 (3 x - 2).</summary>
    private static Rational Content(Expression sum)
    {
        BigInteger above = 0, below = 1;
        foreach (Expression term in sum.Parts)
        {
            Rational c = term.Kind == Kind.Number ? term.Number : SplitCoefficient(term).Coefficient;
            above = BigInteger.GreatestCommonDivisor(above, c.Numerator);
            below *= c.Denominator / BigInteger.GreatestCommonDivisor(below, c.Denominator);
        }

        long numerator = checked((long)above);
        return new Rational(IsNegative(sum) ? -numerator : numerator, checked((long)below));
    }

    /// <summary>A sum as its content times the rest, a product that is not multiplied out.</summary>
    private static Expression Scaled(Expression sum, Rational content)
    {
        Expression rest = Sum([.. sum.Parts.Select(t => Product(Number(content.Inverse), t))]);
        return new Expression(Kind.Product, Rational.Zero, "", [Number(content), rest]);
    }

    /// <summary>Whether a minus sign stands in front: the coefficient, or that of a sum's last term, is negative.</summary>
    public static bool IsNegative(Expression u) => u.Kind switch
    {
        Kind.Number => u.Number.Sign < 0,
        Kind.Product => u.Parts[0].Kind == Kind.Number && u.Parts[0].Number.Sign < 0,
        Kind.Sum => IsNegative(u.Parts[^1]),
        _ => false,
    };

    private static Expression NumberPower(Rational b, Rational e)
    {
        if (e.IsInteger)
        {
            return Number(b.Pow(e.Numerator));
        }

        // b^(n + f) = b^n b^f with 0 < f < 1, and perfect roots are taken: 8^(2/3) = 4, 12^(1/2) stays.
        long whole = (long)Math.Floor(e.Value);
        Rational fraction = e - new Rational(whole);
        Rational? root = b.Sign > 0 ? Root(b, fraction.Denominator) : null;
        if (root is { } exact)
        {
            return Number(exact.Pow(e.Numerator));
        }

        Expression rest = new(Kind.Power, Rational.Zero, "", [Number(b), Number(fraction)]);
        return whole == 0 ? rest : new Expression(Kind.Product, Rational.Zero, "", [Number(b.Pow(whole)), rest]);
    }

    private static Rational? Root(Rational value, long degree) =>
        Root(value.Numerator, degree) is { } n && Root(value.Denominator, degree) is { } d ? new Rational(n, d) : null;

    private static long? Root(long value, long degree)
    {
        long guess = (long)Math.Round(Math.Pow(value, 1.0 / degree));
        return new Rational(guess).Pow(degree).Numerator == value ? guess : null;
    }

    private static void Push(Stack<Expression> pending, ReadOnlySpan<Expression> parts)
    {
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            pending.Push(parts[i]);
        }
    }
}
