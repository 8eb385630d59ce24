using Unroll.Recipes.Integrals.Symbols;
using static Unroll.Recipes.Integrals.Symbols.Algebra;

namespace Unroll.Recipes.Integrals.Generating;

/// <summary>Solves an equation for a symbol that occurs once, by undoing the operations around it from the outside in.</summary>
internal static class Isolation
{
    private static readonly Dictionary<string, string> Inverses = new()
    {
        ["sin"] = "asin", ["cos"] = "acos", ["tan"] = "atan", ["asin"] = "sin", ["acos"] = "cos", ["atan"] = "tan",
        ["sinh"] = "asinh", ["cosh"] = "acosh", ["tanh"] = "atanh", ["asinh"] = "sinh", ["acosh"] = "cosh", ["atanh"] = "tanh",
    };

    /// <summary>The value of a symbol for which <paramref name="left"/> equals <paramref name="right"/>; null where it occurs more than once, or never.</summary>
    public static Expression? Solve(Expression left, Expression right, string symbol)
    {
        while (left.Kind != Kind.Symbol)
        {
            Expression[] holding = [.. left.Parts.Where(p => p.Has(symbol))];
            if (holding.Length != 1)
            {
                return null;
            }

            Expression inner = holding[0];
            switch (left.Kind)
            {
                case Kind.Sum:
                    right -= Sum([.. left.Parts.Where(p => !ReferenceEquals(p, inner))]);
                    break;
                case Kind.Product:
                    right /= Product([.. left.Parts.Where(p => !ReferenceEquals(p, inner))]);
                    break;
                case Kind.Function:
                    right = left.Name == "ln" ? Exp(right) : Function(Inverses[left.Name], right);
                    break;
                case Kind.Power when ReferenceEquals(inner, left.Parts[0]):
                    right = Power(right, One / left.Parts[1]);
                    break;
                case Kind.Power:
                    right = Function("ln", right) / (left.Parts[0].Equals(E) ? One : Function("ln", left.Parts[0]));
                    break;
                default:
                    return null;
            }

            left = inner;
        }

        return left.Name == symbol ? right : null;
    }
}
