using System.Numerics;
using Unroll.Numerics;
using Unroll.Recipes.Integrals.Symbols;

namespace Unroll.Recipes.Integrals.Checking;

/// <summary>How an expression was found to be zero.</summary>
internal enum Verdict
{
    /// <summary>It is not zero, or has no value at the points tried.</summary>
    No,

    /// <summary>It is zero to 18 digits at every real point tried.</summary>
    AtPoints,

    /// <summary>It has too few real values; it is zero to 10 digits at every complex point tried.</summary>
    AtComplexPoints,

    /// <summary>It simplifies to zero.</summary>
    Exactly,
}

/// <summary>
/// Whether an expression is zero for all values of its symbols: by simplification or, as no algorithm decides that for elementary
/// functions, by evaluation at many points that depend on nothing but a fixed seed.
/// </summary>
internal static class ZeroTest
{
    private const int Tried = 60, Needed = 8, Precise = 4;

    public static Verdict Of(Expression e)
    {
        if (e.IsZero)
        {
            return Verdict.Exactly;
        }

        if (e.Kind == Kind.Number)
        {
            return Verdict.No;
        }

        string[] symbols = [.. e.Descend().Where(p => p.Kind == Kind.Symbol && p.Name is not ("pi" or "E")).Select(p => p.Name).Distinct()];
        var random = new RngSequence(20191202, RandomPurpose.Data);
        int real = 0, precise = 0;
        for (int i = 0; i < Tried && (real < Needed || precise < Precise); i++)
        {
            var at = symbols.ToDictionary(s => s, _ => Point(random));
            double value = Evaluation.Value<double, RealNumbers>(e, at), scale = Evaluation.Scale(e, at);
            if (!double.IsFinite(value) || !double.IsFinite(scale) || scale is > 1e60 or < 1e-60)
            {
                continue;
            }

            real++;
            if (Math.Abs(value) > 1e-2 * scale)
            {
                return Verdict.No;
            }

            DoubleDouble exact = Evaluation.Value<DoubleDouble, PreciseNumbers>(e, at.ToDictionary(p => p.Key, p => (DoubleDouble)p.Value));
            precise += exact.IsFinite ? 1 : 0;
            if (exact.IsFinite ? Math.Abs(exact.High) > 1e-18 * scale : Math.Abs(value) > 1e-6 * scale)
            {
                return Verdict.No;
            }
        }

        return real >= Needed && precise >= Precise ? Verdict.AtPoints : AtComplexPoints(e, symbols, random);
    }

    /// <summary>Whether an expression in x has a finite value at some real or complex point, as ln(0 x) has not.</summary>
    public static bool HasValue(Expression e)
    {
        var random = new RngSequence(20191202, RandomPurpose.Data);
        for (int i = 0; i < 12; i++)
        {
            if (double.IsFinite(Evaluation.Value<double, RealNumbers>(e, new Dictionary<string, double> { ["x"] = Point(random) })))
            {
                return true;
            }
        }

        var at = new Dictionary<string, Complex> { ["x"] = new(Point(random), Point(random)) };
        return Complex.IsFinite(Evaluation.Value<Complex, ComplexNumbers>(e, at));
    }

    private static Verdict AtComplexPoints(Expression e, string[] symbols, RngSequence random)
    {
        int found = 0;
        for (int i = 0; i < Tried && found < Needed; i++)
        {
            var at = symbols.ToDictionary(s => s, _ => new Complex(Point(random), Point(random)));
            Complex value = Evaluation.Value<Complex, ComplexNumbers>(e, at);
            double scale = (e.Kind == Kind.Sum ? e.Parts : [e]).Sum(p => Evaluation.Value<Complex, ComplexNumbers>(p, at).Magnitude);
            if (!Complex.IsFinite(value) || !double.IsFinite(scale) || scale is > 1e60 or < 1e-60)
            {
                continue;
            }

            found++;
            if (value.Magnitude > 1e-10 * scale)
            {
                return Verdict.No;
            }
        }

        return found >= Needed ? Verdict.AtComplexPoints : Verdict.No;
    }

    /// <summary>Mostly small, some larger, of both signs: most functions have a value somewhere here.</summary>
    private static double Point(RngSequence random)
    {
        double u = random.NextDouble();
        double size = u < 0.4 ? random.NextDouble() : u < 0.8 ? 1 + (2 * random.NextDouble()) : 3 + (9 * random.NextDouble());
        return random.NextDouble() < 0.35 ? -size : size;
    }
}
