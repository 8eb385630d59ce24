using Unroll.Recipes.Integrals.Symbols;

namespace Unroll.Recipes.Integrals.Generating;

/// <summary>What is asked: an antiderivative, or the general solution of a differential equation.</summary>
internal enum Question
{
    /// <summary>Find F with F' = f.</summary>
    Integral,

    /// <summary>Find y(x, c) with equation(x, y, y') = 0.</summary>
    FirstOrder,

    /// <summary>Find y(x, c1, c2) with equation(x, y, y', y'') = 0.</summary>
    SecondOrder,
}

/// <summary>A problem with one of its answers.</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Given">The integrand, or the left side of an equation whose right side is zero.</param>
/// <param name="Answer">The antiderivative without a constant term, or the solution.</param>
internal sealed record Problem(Question Question, Expression Given, Expression Answer);
