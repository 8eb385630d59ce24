using System.Globalization;
using System.Numerics;

namespace Unroll.Recipes.Integrals.Symbols;

/// <summary>An exact fraction in lowest terms with a positive denominator. Values beyond a long throw <see cref="OverflowException"/>.</summary>
internal readonly record struct Rational : IComparable<Rational>
{
    /// <summary>Makes numerator / denominator.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    public Rational(long numerator, long denominator = 1)
    {
        if (denominator == 0)
        {
            throw new DivideByZeroException();
        }

        if (denominator < 0)
        {
            (numerator, denominator) = (checked(-numerator), checked(-denominator));
        }

        long divisor = (long)BigInteger.GreatestCommonDivisor(numerator, denominator);
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
    }

    public static Rational Zero { get; } = new(0);

    public static Rational One { get; } = new(1);

    public static Rational MinusOne { get; } = new(-1);

    public long Numerator { get; }

    public long Denominator { get; }

    public bool IsZero => Numerator == 0;

    public bool IsOne => Numerator == 1 && Denominator == 1;

    public bool IsInteger => Denominator == 1;

    public int Sign => Math.Sign(Numerator);

    public double Value => (double)Numerator / Denominator;

    public Rational Inverse => new(Denominator, Numerator);

    public static Rational operator +(Rational a, Rational b) =>
        new(checked((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator)), checked(a.Denominator * b.Denominator));

    public static Rational operator -(Rational a) => new(checked(-a.Numerator), a.Denominator);

    public static Rational operator -(Rational a, Rational b) => a + -b;

    public static Rational operator *(Rational a, Rational b) =>
        new(checked(a.Numerator * b.Numerator), checked(a.Denominator * b.Denominator));

    public static Rational operator /(Rational a, Rational b) => a * b.Inverse;

    /// <summary>The fraction to a whole power.</summary>
    public Rational Pow(long exponent)
    {
        Rational x = exponent < 0 ? Inverse : this, result = One;
        for (long i = Math.Abs(exponent); i > 0; i--)
        {
            result *= x;
            if (i > 64 && !(x.IsOne || (x.IsInteger && Math.Abs(x.Numerator) <= 1)))
            {
                throw new OverflowException();
            }
        }

        return result;
    }

    public int CompareTo(Rational other) =>
        ((Int128)Numerator * other.Denominator).CompareTo((Int128)other.Numerator * Denominator);

    public override string ToString() => IsInteger
        ? Numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}
