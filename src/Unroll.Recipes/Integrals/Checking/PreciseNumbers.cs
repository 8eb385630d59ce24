using Unroll.Recipes.Integrals.Symbols;

namespace Unroll.Recipes.Integrals.Checking;

/// <summary>Real numbers of about 31 digits.</summary>
internal readonly struct PreciseNumbers : INumbers<DoubleDouble>
{
    public static DoubleDouble Of(Rational value) => (DoubleDouble)value.Numerator / value.Denominator;

    public static DoubleDouble Constant(string name) => name switch
    {
        "pi" => DoubleDouble.Pi,
        "E" => DoubleDouble.E,
        _ => DoubleDouble.NaN,
    };

    public static DoubleDouble Add(DoubleDouble a, DoubleDouble b) => a + b;

    public static DoubleDouble Multiply(DoubleDouble a, DoubleDouble b) => a * b;

    public static DoubleDouble Power(DoubleDouble b, DoubleDouble e, Rational? exact)
    {
        if (exact is { IsInteger: true, Numerator: >= -64 and <= 64 } whole)
        {
            DoubleDouble result = 1;
            for (long i = Math.Abs(whole.Numerator); i > 0; i--)
            {
                result *= b;
            }

            return whole.Sign < 0 ? 1 / result : result;
        }

        return exact == new Rational(1, 2) ? DoubleDouble.Sqrt(b) : DoubleDouble.Exp(e * DoubleDouble.Log(b));
    }

    public static DoubleDouble Exp(DoubleDouble u) => DoubleDouble.Exp(u);

    public static DoubleDouble Function(string name, DoubleDouble u) => name switch
    {
        "ln" => DoubleDouble.Log(u),
        "sin" => DoubleDouble.SinCos(u).Sin,
        "cos" => DoubleDouble.SinCos(u).Cos,
        "tan" => DoubleDouble.SinCos(u).Sin / DoubleDouble.SinCos(u).Cos,
        "asin" => DoubleDouble.Atan(u / DoubleDouble.Sqrt(1 - (u * u))),
        "acos" => (DoubleDouble.Pi * 0.5) - DoubleDouble.Atan(u / DoubleDouble.Sqrt(1 - (u * u))),
        "atan" => DoubleDouble.Atan(u),
        "sinh" => (DoubleDouble.Exp(u) - DoubleDouble.Exp(-u)) * 0.5,
        "cosh" => (DoubleDouble.Exp(u) + DoubleDouble.Exp(-u)) * 0.5,
        "tanh" => (DoubleDouble.Exp(u) - DoubleDouble.Exp(-u)) / (DoubleDouble.Exp(u) + DoubleDouble.Exp(-u)),
        "asinh" => DoubleDouble.Log(u + DoubleDouble.Sqrt((u * u) + 1)),
        "acosh" => u.High < 1 ? DoubleDouble.NaN : DoubleDouble.Log(u + DoubleDouble.Sqrt((u * u) - 1)),
        "atanh" => DoubleDouble.Log((1 + u) / (1 - u)) * 0.5,
        _ => DoubleDouble.NaN,
    };
}
