using System.Globalization;
using static Unroll.Recipes.Integrals.Symbols.Algebra;

namespace Unroll.Recipes.Integrals.Symbols;

/// <summary>
/// An expression as a tree of operators of one and two arguments, as it is read and written in prefix notation
/// (Lample and Charton 2019, section 2): differences, quotients, exp, sqrt and neg have names of their own here.
/// </summary>
/// <param name="Name">An operator, a symbol, or an integer.</param>
/// <param name="Parts">No, one or two arguments.</param>
internal sealed record Tree(string Name, params Tree[] Parts)
{
    public static readonly string[] Binary = ["add", "sub", "mul", "div", "pow"];

    public static readonly string[] Unary = ["neg", "exp", "sqrt", .. Functions];

    public static readonly string[] Symbols = ["x", "y", "dy", "ddy", "c", "c1", "c2", "pi", "E"];

    /// <summary>The number of operators.</summary>
    public int Operators => (Parts.Length > 0 ? 1 : 0) + Parts.Sum(p => p.Operators);

    /// <summary>The simplified expression.</summary>
    /// <exception cref="DivideByZeroException">It divides by zero.</exception>
    /// <exception cref="OverflowException">A number grew beyond a long.</exception>
    public Expression ToExpression() => Name switch
    {
        "add" => Parts[0].ToExpression() + Parts[1].ToExpression(),
        "sub" => Parts[0].ToExpression() - Parts[1].ToExpression(),
        "mul" => Parts[0].ToExpression() * Parts[1].ToExpression(),
        "div" => Parts[0].ToExpression() / Parts[1].ToExpression(),
        "pow" => Power(Parts[0].ToExpression(), Parts[1].ToExpression()),
        "neg" => -Parts[0].ToExpression(),
        "exp" => Exp(Parts[0].ToExpression()),
        "sqrt" => Sqrt(Parts[0].ToExpression()),
        _ when Parts.Length == 1 => Function(Name, Parts[0].ToExpression()),
        _ when char.IsDigit(Name[^1]) && Name[0] is '-' or (>= '0' and <= '9') => Integer(long.Parse(Name, CultureInfo.InvariantCulture)),
        _ => Symbol(Name),
    };

    /// <summary>An expression as a tree.</summary>
    public static Tree From(Expression e) => e.Kind switch
    {
        Kind.Number => FromNumber(e.Number),
        Kind.Symbol => new Tree(e.Name),
        Kind.Function => new Tree(e.Name, From(e.Parts[0])),
        Kind.Power => FromPower(e.Parts[0], e.Parts[1]),
        Kind.Product => FromProduct(e),
        _ => FromSum(e),
    };

    private static Tree FromNumber(Rational number) => number.IsInteger
        ? new Tree(number.ToString())
        : new Tree("div", new Tree(Text(number.Numerator)), new Tree(Text(number.Denominator)));

    private static Tree FromPower(Expression b, Expression e)
    {
        if (b.Equals(E))
        {
            return new Tree("exp", From(e));
        }

        if (IsNegative(e) && e.Kind != Kind.Sum)
        {
            return new Tree("div", new Tree("1"), From(Power(b, -e)));
        }

        return e.Equals(OneHalf) ? new Tree("sqrt", From(b)) : new Tree("pow", From(b), From(e));
    }

    /// <summary>Powers with a negative exponent, and the denominator of the coefficient, go below the line.</summary>
    private static Tree FromProduct(Expression e)
    {
        Rational coefficient = Rational.One;
        var above = new List<Tree>();
        var below = new List<Tree>();
        foreach (Expression factor in e.Parts)
        {
            if (factor.Kind == Kind.Number)
            {
                coefficient = factor.Number;
            }
            else if (factor.Kind == Kind.Power && !factor.Parts[0].Equals(E) && factor.Parts[1].Kind != Kind.Sum && IsNegative(factor.Parts[1]))
            {
                below.Add(From(Power(factor.Parts[0], -factor.Parts[1])));
            }
            else
            {
                above.Add(From(factor));
            }
        }

        long numerator = Math.Abs(coefficient.Numerator);
        if (numerator != 1 || above.Count == 0)
        {
            above.Insert(0, new Tree(Text(numerator)));
        }

        if (coefficient.Denominator != 1)
        {
            below.Insert(0, new Tree(Text(coefficient.Denominator)));
        }

        Tree whole = Chain("mul", above);
        whole = below.Count == 0 ? whole : new Tree("div", whole, Chain("mul", below));
        return coefficient.Sign < 0 ? new Tree("neg", whole) : whole;
    }

    /// <summary>Terms with a minus sign are subtracted; the sum starts with a term without one where there is any.</summary>
    private static Tree FromSum(Expression e)
    {
        Expression[] terms = [.. e.Parts.Where(t => !IsNegative(t)), .. e.Parts.Where(IsNegative)];
        Tree whole = From(terms[0]);
        foreach (Expression term in terms[1..])
        {
            whole = IsNegative(term) ? new Tree("sub", whole, From(-term)) : new Tree("add", whole, From(term));
        }

        return whole;
    }

    private static Tree Chain(string name, List<Tree> parts)
    {
        Tree whole = parts[0];
        for (int i = 1; i < parts.Count; i++)
        {
            whole = new Tree(name, whole, parts[i]);
        }

        return whole;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
