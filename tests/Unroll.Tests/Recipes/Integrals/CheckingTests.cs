using Unroll.Recipes.Integrals.Checking;
using Unroll.Recipes.Integrals.Symbols;
using static Unroll.Recipes.Integrals.Symbols.Algebra;

namespace Unroll.Tests.Recipes.Integrals;

/// <summary>Numbers of 31 digits against digits known from tables, and the test for zero.</summary>
public sealed class CheckingTests
{
    [Fact]
    public void ValuesHaveThirtyDigits()
    {
        // Digits of e, ln 10, sin 1, cos 1 and pi as printed in tables.
        AssertDigits(DoubleDouble.Exp(1), "2.71828182845904523536028747135");
        AssertDigits(DoubleDouble.Log(10), "2.30258509299404568401799145468");
        AssertDigits(DoubleDouble.SinCos(1).Sin, "0.841470984807896506652502321630");
        AssertDigits(DoubleDouble.SinCos(1).Cos, "0.540302305868139717400936607443");
        AssertDigits(DoubleDouble.Atan(1) * 4, "3.14159265358979323846264338328");
        AssertDigits(DoubleDouble.Sqrt(2), "1.41421356237309504880168872421");
        AssertDigits((DoubleDouble)1 / 7, "0.142857142857142857142857142857");
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(-2.7)]
    [InlineData(11.9)]
    public void FunctionsUndoEachOther(double x)
    {
        AssertNear(x, DoubleDouble.Log(DoubleDouble.Exp(x)));
        (DoubleDouble sin, DoubleDouble cos) = DoubleDouble.SinCos(x);
        AssertNear(1, (sin * sin) + (cos * cos));
        AssertNear(x, DoubleDouble.SinCos(DoubleDouble.Atan(x)).Sin / DoubleDouble.SinCos(DoubleDouble.Atan(x)).Cos);
    }

    [Fact]
    public void KnowsIdentitiesFromWhatIsNearlyOne()
    {
        Expression sin = Function("sin", X), cos = Function("cos", X), two = Integer(2);
        Assert.Equal(Verdict.AtPoints, ZeroTest.Of(Power(sin, two) + Power(cos, two) - One));
        Assert.Equal(Verdict.AtPoints, ZeroTest.Of(Function("sinh", X) - ((Exp(X) - Exp(-X)) / two)));
        Assert.Equal(Verdict.Exactly, ZeroTest.Of(X - X));
        Assert.Equal(Verdict.No, ZeroTest.Of(Power(sin, two) + Power(cos, two) - Number(new Rational(1_000_000_000_001, 1_000_000_000_000))));
        Assert.Equal(Verdict.No, ZeroTest.Of(X));
        Assert.Equal(Verdict.No, ZeroTest.Of(Integer(3)));
    }

    [Fact]
    public void WithoutRealValuesComplexOnesDecide()
    {
        // ln(-1 - x^2) is real nowhere.
        Expression inside = One + (X * X);
        Expression identity = Exp(Function("ln", -inside) / Integer(2)) - Sqrt(-inside);
        Assert.Equal(Verdict.AtComplexPoints, ZeroTest.Of(identity));
    }

    private static void AssertDigits(DoubleDouble value, string digits)
    {
        int places = digits.Length - digits.IndexOf('.', StringComparison.Ordinal) - 1;
        DoubleDouble again = 0;
        foreach (char digit in digits.Where(char.IsDigit))
        {
            again = (again * 10) + (digit - '0');
        }

        DoubleDouble power = 1;
        for (int i = 0; i < places; i++)
        {
            power *= 10;
        }

        Assert.True(Math.Abs((value - (again / power)).High) < 4e-29 * Math.Max(1, Math.Abs(value.High)), $"{value} instead of {digits}");
    }

    private static void AssertNear(double expected, DoubleDouble actual) =>
        Assert.True(Math.Abs((actual - expected).High) < 1e-28 * Math.Max(1, Math.Abs(expected)), $"{actual} instead of {expected}");
}
