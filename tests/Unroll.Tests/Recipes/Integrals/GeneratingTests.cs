using Unroll.Numerics;
using Unroll.Recipes.Integrals.Checking;
using Unroll.Recipes.Integrals.Generating;
using Unroll.Recipes.Integrals.Symbols;
using static Unroll.Recipes.Integrals.Symbols.Algebra;

namespace Unroll.Tests.Recipes.Integrals;

/// <summary>Problems are drawn as published, and each comes with an answer that stands the test.</summary>
public sealed class GeneratingTests
{
    [Fact]
    public void EveryShapeOfTreeIsEquallyLikely()
    {
        // Unary-binary trees with two operators: unary(unary), unary(binary), binary(unary, leaf), binary(leaf, unary),
        // binary(binary, leaf), binary(leaf, binary): six shapes.
        var trees = new RandomTrees(new RngSequence(1, RandomPurpose.Data), 5, "x");
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < 12_000; i++)
        {
            string shape = Shape(trees.Next(2));
            counts[shape] = counts.GetValueOrDefault(shape) + 1;
        }

        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, n => Assert.InRange(n, 1800, 2200));
    }

    [Fact]
    public void ATreeHasTheOperatorsAskedFor()
    {
        var trees = new RandomTrees(new RngSequence(2, RandomPurpose.Data), 9, "x");
        for (int n = 0; n <= 9; n++)
        {
            for (int i = 0; i < 50; i++)
            {
                Assert.Equal(n, trees.Next(n).Operators);
            }
        }
    }

    [Theory]
    [InlineData("backward", 60)]
    [InlineData("forward", 10)]
    [InlineData("parts", 5)]
    [InlineData("first", 10)]
    [InlineData("second", 1)]
    public void DrawsSolvedProblems(string kind, int least)
    {
        var source = new ProblemSource(7, 0, 4);
        Func<Problem?> draw = kind switch
        {
            "backward" => source.Backward,
            "forward" => source.Forward,
            "parts" => source.ByParts,
            "first" => source.FirstOrder,
            _ => source.SecondOrder,
        };
        int found = 0;
        for (int i = 0; i < 200; i++)
        {
            if (draw() is { } problem)
            {
                found++;
                Assert.NotEqual(Verdict.No, Check.Of(problem, Prefix.Write(problem.Answer)));
                Assert.True(Check.Of(problem, problem.Answer + Function("sin", Exp(X))) == Verdict.No, $"{problem.Given} | {problem.Answer}");
            }
        }

        Assert.True(found >= least, $"{found} of 200");
    }

    [Theory]
    [InlineData("mul x exp x")]
    [InlineData("mul x cos x")]
    [InlineData("ln x")]
    [InlineData("mul pow x + 3 ln x")]
    [InlineData("div x add + 1 pow x + 2")]
    [InlineData("div + 1 add + 4 mul + 9 pow x + 2")]
    [InlineData("mul x exp pow x + 2")]
    [InlineData("pow sin mul + 3 x + 2")]
    [InlineData("div ln x x")]
    [InlineData("mul sin x exp cos x")]
    [InlineData("atan x")]
    [InlineData("div + 1 sqrt sub + 9 pow x + 2")]
    [InlineData("pow add x + 2 + 3")]
    [InlineData("mul pow x + 2 sin x")]
    [InlineData("tan x")]
    public void IntegratesTextbookExamples(string prefix)
    {
        Expression f = Prefix.Read(prefix.Split(' '))!.ToExpression();
        Expression? found = Integration.Integrate(f);
        Assert.NotNull(found);
        Assert.NotEqual(Verdict.No, Check.Of(new Problem(Question.Integral, f, found), found));
    }

    [Theory]
    [InlineData("div sin x x")]
    [InlineData("exp pow x + 2")]
    public void WhatHasNoElementaryIntegralHasNone(string prefix) =>
        Assert.Null(Integration.Integrate(Prefix.Read(prefix.Split(' '))!.ToExpression()));

    [Fact]
    public void AGeneralSolutionHoldsItsConstant()
    {
        // y' = y: c exp(x) is the answer, exp(x) alone and c + exp(x) are not.
        Expression y = Symbol("y"), slope = Symbol("dy"), c = Symbol("c");
        var problem = new Problem(Question.FirstOrder, slope - y, c * Exp(X));
        Assert.NotEqual(Verdict.No, Check.Of(problem, c * Exp(X)));
        Assert.NotEqual(Verdict.No, Check.Of(problem, Exp(X + c)));
        Assert.Equal(Verdict.No, Check.Of(problem, Exp(X)));
        Assert.Equal(Verdict.No, Check.Of(problem, c + Exp(X)));
    }

    private static string Shape(Tree t) => t.Name == "pow" && t.Parts[1].Parts.Length == 0 && t.Parts[1].Name is "2" or "3" or "4" or "5" && t.Name == "pow"
        ? $"u({Shape(t.Parts[0])})"
        : t.Parts.Length switch
        {
            0 => "l",
            1 => $"u({Shape(t.Parts[0])})",
            _ => $"b({Shape(t.Parts[0])},{Shape(t.Parts[1])})",
        };
}
