using System.Numerics;
using Unroll.Recipes.Integrals.Symbols;

namespace Unroll.Recipes.Integrals.Checking;

/// <summary>Complex numbers of 16 digits, principal values: for expressions that have no real value anywhere.</summary>
internal readonly struct ComplexNumbers : INumbers<Complex>
{
    public static Complex Of(Rational value) => value.Value;

    public static Complex Constant(string name) => name switch
    {
        "pi" => Math.PI,
        "E" => Math.E,
        _ => Complex.NaN,
    };

    public static Complex Add(Complex a, Complex b) => a + b;

    public static Complex Multiply(Complex a, Complex b) => a * b;

    public static Complex Power(Complex b, Complex e, Rational? exact)
    {
        if (exact is { IsInteger: true, Numerator: >= -64 and <= 64 } whole)
        {
            Complex result = Complex.One;
            for (long i = Math.Abs(whole.Numerator); i > 0; i--)
            {
                result *= b;
            }

            return whole.Sign < 0 ? Complex.One / result : result;
        }

        return Complex.Exp(e * Complex.Log(b));
    }

    public static Complex Exp(Complex u) => Complex.Exp(u);

    public static Complex Function(string name, Complex u) => name switch
    {
        "ln" => Complex.Log(u),
        "sin" => Complex.Sin(u),
        "cos" => Complex.Cos(u),
        "tan" => Complex.Tan(u),
        "asin" => Complex.Asin(u),
        "acos" => Complex.Acos(u),
        "atan" => Complex.Atan(u),
        "sinh" => Complex.Sinh(u),
        "cosh" => Complex.Cosh(u),
        "tanh" => Complex.Tanh(u),
        "asinh" => Complex.Log(u + Complex.Sqrt((u * u) + 1)),
        "acosh" => Complex.Log(u + (Complex.Sqrt(u - 1) * Complex.Sqrt(u + 1))),
        "atanh" => 0.5 * Complex.Log((1 + u) / (1 - u)),
        _ => Complex.NaN,
    };
}
