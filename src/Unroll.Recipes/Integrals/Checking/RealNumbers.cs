using Unroll.Recipes.Integrals.Symbols;

namespace Unroll.Recipes.Integrals.Checking;

/// <summary>Real numbers of 16 digits.</summary>
internal readonly struct RealNumbers : INumbers<double>
{
    public static double Of(Rational value) => value.Value;

    public static double Constant(string name) => name switch
    {
        "pi" => Math.PI,
        "E" => Math.E,
        _ => double.NaN,
    };

    public static double Add(double a, double b) => a + b;

    public static double Multiply(double a, double b) => a * b;

    public static double Power(double b, double e, Rational? exact)
    {
        if (exact is { IsInteger: false, Denominator: > 1 } && b < 0)
        {
            // The principal value is not real.
            return double.NaN;
        }

        double value = Math.Pow(b, e);
        return double.IsFinite(value) ? value : double.NaN;
    }

    public static double Exp(double u) => u < 700 ? Math.Exp(u) : double.NaN;

    public static double Function(string name, double u)
    {
        double value = name switch
        {
            "ln" => Math.Log(u),
            "sin" => Math.Sin(u),
            "cos" => Math.Cos(u),
            "tan" => Math.Tan(u),
            "asin" => Math.Asin(u),
            "acos" => Math.Acos(u),
            "atan" => Math.Atan(u),
            "sinh" => Math.Sinh(u),
            "cosh" => Math.Cosh(u),
            "tanh" => Math.Tanh(u),
            "asinh" => Math.Asinh(u),
            "acosh" => Math.Acosh(u),
            "atanh" => Math.Atanh(u),
            _ => double.NaN,
        };
        return double.IsFinite(value) ? value : double.NaN;
    }
}
