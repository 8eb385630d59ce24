using Unroll.Recipes.Integrals.Generating;
using Unroll.Recipes.Integrals.Symbols;

namespace Unroll.Recipes.Integrals.Checking;

/// <summary>Whether an answer is right, in whatever form it comes.</summary>
internal static class Check
{
    /// <summary>Puts the answer into the problem: the derivative less the integrand, or the equation with the answer for y, must be zero.</summary>
    public static Verdict Of(Problem problem, Expression answer)
    {
        try
        {
            return ZeroTest.Of(Rest(problem, answer));
        }
        catch (Exception e) when (e is DivideByZeroException or OverflowException)
        {
            return Verdict.No;
        }
    }

    /// <summary>The same for an answer in prefix notation; what is no expression is wrong.</summary>
    public static Verdict Of(Problem problem, ReadOnlySpan<string> tokens)
    {
        if (Prefix.Read(tokens) is not { } tree)
        {
            return Verdict.No;
        }

        try
        {
            return Of(problem, tree.ToExpression());
        }
        catch (Exception e) when (e is DivideByZeroException or OverflowException)
        {
            return Verdict.No;
        }
    }

    private static Expression Rest(Problem problem, Expression answer)
    {
        if (problem.Question == Question.Integral)
        {
            return Calculus.Derivative(answer) - problem.Given;
        }

        // A solution must be general: it holds each constant that the question leaves open.
        string[] constants = problem.Question == Question.FirstOrder ? ["c"] : ["c1", "c2"];
        if (answer.Has("y") || answer.Has("dy") || answer.Has("ddy") || !constants.All(answer.Has))
        {
            return Algebra.One;
        }

        Expression first = Calculus.Derivative(answer), second = Calculus.Derivative(first);
        return problem.Given
            .Replace(Algebra.Symbol("ddy"), second)
            .Replace(Algebra.Symbol("dy"), first)
            .Replace(Algebra.Symbol("y"), answer);
    }
}
