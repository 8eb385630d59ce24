using Unroll.Recipes.Integrals.Symbols;

namespace Unroll.Recipes.Integrals.Checking;

/// <summary>The value of an expression.</summary>
internal static class Evaluation
{
    /// <summary>Evaluates with a value for each free symbol.</summary>
    public static T Value<T, TNumbers>(Expression e, IReadOnlyDictionary<string, T> symbols)
        where TNumbers : INumbers<T>
    {
        switch (e.Kind)
        {
            case Kind.Number:
                return TNumbers.Of(e.Number);
            case Kind.Symbol:
                return symbols.TryGetValue(e.Name, out T? value) ? value : TNumbers.Constant(e.Name);
            case Kind.Function:
                return TNumbers.Function(e.Name, Value<T, TNumbers>(e.Parts[0], symbols));
            case Kind.Power:
                T exponent = Value<T, TNumbers>(e.Parts[1], symbols);
                return e.Parts[0].Equals(Algebra.E) ? TNumbers.Exp(exponent)
                    : TNumbers.Power(Value<T, TNumbers>(e.Parts[0], symbols), exponent, e.Parts[1].Kind == Kind.Number ? e.Parts[1].Number : null);
            default:
                T result = Value<T, TNumbers>(e.Parts[0], symbols);
                foreach (Expression part in e.Parts.AsSpan(1))
                {
                    T next = Value<T, TNumbers>(part, symbols);
                    result = e.Kind == Kind.Sum ? TNumbers.Add(result, next) : TNumbers.Multiply(result, next);
                }

                return result;
        }
    }

    /// <summary>The sum of the magnitudes of all terms of the outermost sum: what a difference must be compared with.</summary>
    public static double Scale(Expression e, IReadOnlyDictionary<string, double> symbols) => e.Kind == Kind.Sum
        ? e.Parts.Sum(p => Math.Abs(Value<double, RealNumbers>(p, symbols)))
        : Math.Abs(Value<double, RealNumbers>(e, symbols));
}
