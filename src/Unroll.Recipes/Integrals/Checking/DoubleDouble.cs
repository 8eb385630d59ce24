namespace Unroll.Recipes.Integrals.Checking;

/// <summary>
/// A number of about 31 digits: the unevaluated sum of two doubles (T. J. Dekker 1971; Hida, Li and Bailey 2001). Enough to tell an
/// antiderivative from an expression that agrees with it to the 16 digits of a double.
/// </summary>
internal readonly record struct DoubleDouble(double High, double Low)
{
    public static readonly DoubleDouble Pi = new(3.141592653589793116e+00, 1.224646799147353207e-16);

    public static readonly DoubleDouble E = new(2.718281828459045091e+00, 1.445646891729250158e-16);

    public static readonly DoubleDouble NaN = new(double.NaN, double.NaN);

    private static readonly DoubleDouble Ln2 = new(6.931471805599452862e-01, 2.319046813846299558e-17);

    private static readonly DoubleDouble[] InverseFactorials = MakeInverseFactorials();

    public bool IsFinite => double.IsFinite(High);

    public static implicit operator DoubleDouble(double value) => new(value, 0);

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble high = TwoSum(a.High, b.High), low = TwoSum(a.Low, b.Low);
        DoubleDouble sum = QuickTwoSum(high.High, high.Low + low.High);
        return QuickTwoSum(sum.High, sum.Low + low.Low);
    }

    public static DoubleDouble operator -(DoubleDouble a) => new(-a.High, -a.Low);

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        double product = a.High * b.High;
        double error = Math.FusedMultiplyAdd(a.High, b.High, -product);
        return QuickTwoSum(product, error + ((a.High * b.Low) + (a.Low * b.High)));
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double first = a.High / b.High;
        DoubleDouble rest = a - (b * first);
        double second = rest.High / b.High;
        rest -= b * second;
        return QuickTwoSum(first, second) + (rest.High / b.High);
    }

    /// <summary>The square root; not a number below zero.</summary>
    public static DoubleDouble Sqrt(DoubleDouble x)
    {
        if (x.High == 0)
        {
            return 0;
        }

        double root = Math.Sqrt(x.High);
        DoubleDouble rest = x - ((DoubleDouble)root * root);
        DoubleDouble better = QuickTwoSum(root, rest.High / (2 * root));
        return better + ((x - (better * better)) / (better * 2));
    }

    /// <summary>e^x = 2^k (e^r)^512 with r = (x - k ln 2) / 512, by Taylor's series of e^r - 1.</summary>
    public static DoubleDouble Exp(DoubleDouble x)
    {
        if (!(Math.Abs(x.High) < 700))
        {
            return x.High <= -700 ? 0 : NaN;
        }

        double k = Math.Round(x.High / Ln2.High);
        DoubleDouble r = (x - (Ln2 * k)) * (1.0 / 512), sum = 0;
        for (int n = 8; n >= 1; n--)
        {
            sum = (sum + InverseFactorials[n]) * r;
        }

        // (1 + s)^2 - 1 = 2 s + s^2, nine times: what is small stays exact.
        for (int i = 0; i < 9; i++)
        {
            sum = (sum * 2) + (sum * sum);
        }

        return (sum + 1) * Math.ScaleB(1, (int)k);
    }

    /// <summary>The natural logarithm, by Newton's method on exp; not a number from zero down.</summary>
    public static DoubleDouble Log(DoubleDouble x)
    {
        if (!(x.High > 0) || !x.IsFinite)
        {
            return NaN;
        }

        DoubleDouble y = Math.Log(x.High);
        y += (x * Exp(-y)) - 1;
        return y + (x * Exp(-y)) - 1;
    }

    /// <summary>Sine and cosine; not numbers where the argument is too large to be reduced well.</summary>
    public static (DoubleDouble Sin, DoubleDouble Cos) SinCos(DoubleDouble x)
    {
        if (!(Math.Abs(x.High) < 1e8))
        {
            return (NaN, NaN);
        }

        DoubleDouble half = Pi * 0.5;
        double quarter = Math.Round(x.High / half.High);
        DoubleDouble r = x - (half * quarter), square = r * r, sin = 0, cos = 0;
        for (int n = 26; n >= 0; n -= 2)
        {
            double sign = n % 4 == 0 ? 1 : -1;
            cos = (cos * square) + (InverseFactorials[n] * sign);
            sin = (sin * square) + (InverseFactorials[n + 1] * sign);
        }

        sin *= r;
        return ((((long)quarter % 4) + 4) % 4) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }

    /// <summary>The angle between -pi/2 and pi/2, by Newton's method on sine and cosine.</summary>
    public static DoubleDouble Atan(DoubleDouble x)
    {
        if (!x.IsFinite)
        {
            return NaN;
        }

        DoubleDouble y = Math.Atan(x.High);
        for (int i = 0; i < 2; i++)
        {
            (DoubleDouble sin, DoubleDouble cos) = SinCos(y);

            // tan(y + d) = x for d = atan((x cos - sin) / (cos + x sin)), which is its argument to third order.
            y += ((x * cos) - sin) / (cos + (x * sin));
        }

        return y;
    }

    private static DoubleDouble TwoSum(double a, double b)
    {
        double sum = a + b, part = sum - a;
        return new DoubleDouble(sum, (a - (sum - part)) + (b - part));
    }

    private static DoubleDouble QuickTwoSum(double a, double b)
    {
        double sum = a + b;
        return new DoubleDouble(sum, b - (sum - a));
    }

    private static DoubleDouble[] MakeInverseFactorials()
    {
        var inverse = new DoubleDouble[28];
        inverse[0] = 1;
        for (int n = 1; n < inverse.Length; n++)
        {
            inverse[n] = inverse[n - 1] / n;
        }

        return inverse;
    }
}
