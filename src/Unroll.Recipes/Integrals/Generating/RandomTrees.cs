using System.Globalization;
using Unroll.Numerics;
using Unroll.Recipes.Integrals.Symbols;

namespace Unroll.Recipes.Integrals.Generating;

/// <summary>
/// Random expressions: all shapes of trees with n operators of one or two arguments are equally likely, then operators and leaves are
/// drawn (Lample and Charton 2019, appendix C; weights and leaves as in their published settings).
/// </summary>
internal sealed class RandomTrees
{
    private static readonly (string Name, int Weight)[] BinaryOperators = [("add", 10), ("sub", 3), ("mul", 10), ("div", 5)];

    private static readonly (string Name, int Weight)[] UnaryOperators =
    [
        ("sqrt", 4), ("pow2", 4), ("pow3", 2), ("pow4", 1), ("pow5", 1), ("ln", 4), ("exp", 4), ("sin", 4), ("cos", 4), ("tan", 4),
        ("asin", 1), ("acos", 1), ("atan", 1), ("sinh", 1), ("cosh", 1), ("tanh", 1), ("asinh", 1), ("acosh", 1), ("atanh", 1),
    ];

    private readonly RngSequence _random;
    private readonly string[] _variables;
    private readonly double[][] _counts;

    /// <summary>Prepares for trees of up to a number of operators.</summary>
    /// <param name="random">The source of randomness.</param>
    /// <param name="most">The most operators.</param>
    /// <param name="variables">The variables that leaves are drawn from.</param>
    public RandomTrees(RngSequence random, int most, params string[] variables)
    {
        _random = random;
        _variables = variables;
        _counts = Count(most);
    }

    /// <summary>Draws a tree with a number of operators.</summary>
    public Tree Next(int operators)
    {
        // Empty places are filled from left to right: some become leaves until the next one becomes an operator.
        var shape = new List<int>();
        int empty = 1;
        for (int left = operators; left > 0; left--)
        {
            (int leaves, int arguments) = Place(empty, left);
            shape.AddRange(Enumerable.Repeat(0, leaves));
            shape.Add(arguments);
            empty += arguments - 1 - leaves;
        }

        shape.AddRange(Enumerable.Repeat(0, empty));
        int at = 0;
        return Build(shape, ref at);
    }

    /// <summary>Counts[e][n]: the number of ways to fill e empty places with n operators. Counts[e][n] = [e-1][n] + [e][n-1] + [e+1][n-1].</summary>
    private static double[][] Count(int most)
    {
        var counts = new double[most + 2][];
        for (int e = 0; e < counts.Length; e++)
        {
            counts[e] = new double[most + 1];
            counts[e][0] = 1;
        }

        counts[0][0] = 1;
        for (int n = 1; n <= most; n++)
        {
            for (int e = 1; e <= most + 1 - n; e++)
            {
                counts[e][n] = counts[e - 1][n] + counts[e][n - 1] + counts[e + 1][n - 1];
            }
        }

        return counts;
    }

    /// <summary>How many places become leaves before the next operator, and how many arguments that has.</summary>
    private (int Leaves, int Arguments) Place(int empty, int left)
    {
        double at = _random.NextDouble() * _counts[empty][left];
        for (int k = 0; k < empty; k++)
        {
            for (int arguments = 1; arguments <= 2; arguments++)
            {
                at -= _counts[empty - k - 1 + arguments][left - 1];
                if (at < 0)
                {
                    return (k, arguments);
                }
            }
        }

        return (0, 1);
    }

    private Tree Build(List<int> shape, ref int at)
    {
        int arguments = shape[at++];
        if (arguments == 0)
        {
            return Leaf();
        }

        if (arguments == 2)
        {
            string name = Draw(BinaryOperators);
            Tree left = Build(shape, ref at);
            return new Tree(name, left, Build(shape, ref at));
        }

        string function = Draw(UnaryOperators);
        Tree argument = Build(shape, ref at);
        return function.StartsWith("pow", StringComparison.Ordinal)
            ? new Tree("pow", argument, new Tree(function[3..]))
            : new Tree(function, argument);
    }

    private Tree Leaf()
    {
        if (_random.NextDouble() < 0.75)
        {
            return new Tree(_variables[_random.NextInt(_variables.Length)]);
        }

        int value = 1 + _random.NextInt(5);
        return new Tree((_random.NextInt(2) == 0 ? value : -value).ToString(CultureInfo.InvariantCulture));
    }

    private string Draw((string Name, int Weight)[] from)
    {
        int at = _random.NextInt(from.Sum(o => o.Weight));
        foreach ((string name, int weight) in from)
        {
            at -= weight;
            if (at < 0)
            {
                return name;
            }
        }

        return from[^1].Name;
    }
}
