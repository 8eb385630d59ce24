using Unroll.Numerics;
using Unroll.Recipes.Integrals.Checking;
using Unroll.Recipes.Integrals.Symbols;
using static Unroll.Recipes.Integrals.Symbols.Algebra;

namespace Unroll.Recipes.Integrals.Generating;

/// <summary>
/// Draws problems that are solved already (Lample and Charton 2019, section 4): backward (a random function is differentiated), forward
/// (a random function that our rules integrate), by parts (from integrals that are known), and differential equations of order one and two (the
/// constants of a random solution are isolated and differentiated away). A draw may fail: then null.
/// </summary>
internal sealed class ProblemSource
{
    private readonly RngSequence _random;
    private readonly RandomTrees _functions;
    private readonly RandomTrees _families;
    private readonly RandomTrees _families2;
    private readonly int _operators;

    /// <summary>Integrals known so far, for integration by parts.</summary>
    private readonly Dictionary<Expression, Expression> _known = [];

    /// <summary>Prepares for problems whose function has up to a number of operators.</summary>
    public ProblemSource(ulong seed, ulong stream, int operators)
    {
        _random = new RngSequence(seed, RandomPurpose.Data, stream);
        _operators = operators;
        _functions = new RandomTrees(_random, operators, "x");
        _families = new RandomTrees(_random, operators, "x", "c");
        _families2 = new RandomTrees(_random, operators, "x", "c1", "c2");
    }

    /// <summary>The number of operators of the function drawn last, before it was simplified.</summary>
    public int LastOperators { get; private set; }

    /// <summary>A random function F and f = F'.</summary>
    public Problem? Backward() => Try(() =>
    {
        Expression answer = WithoutConstant(Draw(_functions));
        Expression given = Calculus.Derivative(answer);

        // Right by construction: what is left to ask is whether it has a value at all.
        return given.Has("x") && ZeroTest.HasValue(given) ? new Problem(Question.Integral, given, answer) : null;
    });

    /// <summary>A random function f whose antiderivative our rules find.</summary>
    public Problem? Forward() => Try(() =>
    {
        Expression given = Draw(_functions);
        return Integration.Integrate(given) is { } answer ? Accept(new Problem(Question.Integral, given, WithoutConstant(answer))) : null;
    });

    /// <summary>Random F and G: if the integral of f G is known, that of F g is F G minus it.</summary>
    public Problem? ByParts() => Try(() =>
    {
        Expression F = WithoutConstant(Draw(_functions)), G = WithoutConstant(Draw(_functions));
        Expression f = Calculus.Derivative(F), g = Calculus.Derivative(G);
        Learn(f, F);
        Learn(g, G);
        Expression fG = f * G, Fg = F * g;
        if ((_known.GetValueOrDefault(fG) ?? Integration.Integrate(fG)) is { } first)
        {
            Expression answer = WithoutConstant((F * G) - first);
            Learn(Fg, answer);
            return Accept(new Problem(Question.Integral, Fg, answer));
        }

        return null;
    });

    /// <summary>A first-order equation: y = f(x, c) solved for c = F(x, y), then F_x + F_y y' = 0.</summary>
    public Problem? FirstOrder() => Try(() =>
    {
        Expression answer = Draw(_families);
        if (!answer.Has("c") || !answer.Has("x") || Isolation.Solve(answer, Symbol("y"), "c") is not { } constant)
        {
            return null;
        }

        Expression equation = Numerator(Total(constant, ("x", One), ("y", Symbol("dy"))));
        return equation.Has("dy") ? Accept(new Problem(Question.FirstOrder, equation, answer)) : null;
    });

    /// <summary>A second-order equation: first c2 is isolated and differentiated away, then c1.</summary>
    public Problem? SecondOrder() => Try(() =>
    {
        Expression answer = Draw(_families2);
        if (!answer.Has("c1") || !answer.Has("c2") || Isolation.Solve(answer, Symbol("y"), "c2") is not { } second)
        {
            return null;
        }

        Expression once = Numerator(Total(second, ("x", One), ("y", Symbol("dy"))));
        if (!once.Has("c1") || Isolation.Solve(once, Zero, "c1") is not { } first)
        {
            return null;
        }

        Expression equation = Numerator(Total(first, ("x", One), ("y", Symbol("dy")), ("dy", Symbol("ddy"))));
        return equation.Has("ddy") ? Accept(new Problem(Question.SecondOrder, equation, answer)) : null;
    });

    private Expression Draw(RandomTrees trees)
    {
        LastOperators = 1 + _random.NextInt(_operators);
        return trees.Next(LastOperators).ToExpression();
    }

    private void Learn(Expression f, Expression F)
    {
        // Bounded, so that a long generation does not grow without end.
        if (_known.Count < 200_000)
        {
            _known.TryAdd(f, F);
        }
    }

    /// <summary>Division by zero and numbers beyond a long are what random expressions come to now and then.</summary>
    private static Problem? Try(Func<Problem?> draw)
    {
        try
        {
            return draw();
        }
        catch (Exception e) when (e is DivideByZeroException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>A problem without variable, without value or whose answer does not stand the test is none.</summary>
    private static Problem? Accept(Problem problem) =>
        problem.Given.Has("x") && problem.Answer.Has("x") && Check.Of(problem, problem.Answer) != Verdict.No ? problem : null;

    private static Expression WithoutConstant(Expression e) =>
        e.Kind == Kind.Sum ? Sum([.. e.Parts.Where(t => t.Has("x"))]) : e;

    /// <summary>The derivative along a solution: the sum of the partial ones, each times how its symbol changes with x.</summary>
    private static Expression Total(Expression e, params ReadOnlySpan<(string Symbol, Expression Rate)> symbols)
    {
        Expression sum = Zero;
        foreach ((string symbol, Expression rate) in symbols)
        {
            sum += Calculus.Derivative(e, symbol) * rate;
        }

        return sum;
    }

    /// <summary>
    /// The terms of an equation over a common denominator, without it; and without factors that all terms share and that hold neither
    /// y' nor y''. What is zero stays zero.
    /// </summary>
    private static Expression Numerator(Expression e)
    {
        if (e.Kind != Kind.Sum)
        {
            return e;
        }

        // For each base the least exponent among the terms: negative where it stands below a line, positive where all share it.
        var least = new Dictionary<Expression, Rational>();
        for (int i = 0; i < e.Parts.Length; i++)
        {
            Dictionary<Expression, Rational> powers = Powers(e.Parts[i]);
            foreach (Expression b in least.Keys.Union(powers.Keys).ToArray())
            {
                Rational before = i == 0 ? powers.GetValueOrDefault(b) : least.GetValueOrDefault(b), here = powers.GetValueOrDefault(b);
                least[b] = before.CompareTo(here) < 0 ? before : here;
            }
        }

        Expression common = One;
        foreach ((Expression b, Rational exponent) in least)
        {
            if (!exponent.IsZero && !b.Has("dy") && !b.Has("ddy"))
            {
                common *= Power(b, Number(exponent));
            }
        }

        return Sum([.. e.Parts.Select(t => t / common)]);
    }

    private static Dictionary<Expression, Rational> Powers(Expression term)
    {
        var powers = new Dictionary<Expression, Rational>();
        foreach (Expression factor in term.Kind == Kind.Product ? term.Parts : [term])
        {
            if (factor.Kind == Kind.Power && factor.Parts[1].Kind == Kind.Number)
            {
                powers[factor.Parts[0]] = factor.Parts[1].Number;
            }
            else if (factor.Kind != Kind.Number)
            {
                powers[factor] = Rational.One;
            }
        }

        return powers;
    }
}
