namespace Unroll.Recipes.Integrals.Symbols;

/// <content>Reading, by descent.</content>
internal static partial class Infix
{
    /// <summary>Reads an expression: + - * / ^, parentheses, functions, integers, x, y, y', y'', c, c1, c2, pi, E. A factor may follow a number without *.</summary>
    /// <exception cref="UnrollException">It is no expression: the place is named.</exception>
    public static Tree Read(string text)
    {
        int at = 0;
        Tree tree = ReadSum(text, ref at, 0);
        return at == text.Length ? tree : throw Strange(text, at, "an operator");
    }

    private static Tree ReadSum(string text, ref int at, int depth)
    {
        if (depth > 200)
        {
            throw new UnrollException($"character {at + 1}: parentheses nested more than 200 deep");
        }

        bool negative = Take(text, ref at, '-');
        Tree left = ReadProduct(text, ref at, depth);
        left = negative ? new Tree("neg", left) : left;
        while (true)
        {
            if (Take(text, ref at, '+'))
            {
                left = new Tree("add", left, ReadProduct(text, ref at, depth));
            }
            else if (Take(text, ref at, '-'))
            {
                left = new Tree("sub", left, ReadProduct(text, ref at, depth));
            }
            else
            {
                return left;
            }
        }
    }

    private static Tree ReadProduct(string text, ref int at, int depth)
    {
        Tree left = ReadPower(text, ref at, depth);
        while (true)
        {
            if (Take(text, ref at, '*'))
            {
                left = new Tree("mul", left, ReadPower(text, ref at, depth));
            }
            else if (Take(text, ref at, '/'))
            {
                left = new Tree("div", left, ReadPower(text, ref at, depth));
            }
            else if (at < text.Length && (char.IsAsciiLetter(text[at]) || text[at] == '('))
            {
                left = new Tree("mul", left, ReadPower(text, ref at, depth));
            }
            else
            {
                return left;
            }
        }
    }

    /// <summary>Powers bind from the right: x^2^3 is x^(2^3); -x^2 is -(x^2).</summary>
    private static Tree ReadPower(string text, ref int at, int depth)
    {
        Tree left = ReadAtom(text, ref at, depth);
        if (!Take(text, ref at, '^'))
        {
            return left;
        }

        bool negative = Take(text, ref at, '-');
        Tree exponent = ReadPower(text, ref at, depth + 1);
        return new Tree("pow", left, negative ? new Tree("neg", exponent) : exponent);
    }

    private static Tree ReadAtom(string text, ref int at, int depth)
    {
        if (Take(text, ref at, '('))
        {
            return ReadClosed(text, ref at, depth);
        }

        Skip(text, ref at);
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        if (at > start)
        {
            string digits = text[start..at];
            Skip(text, ref at);
            return digits.Length <= 18 ? new Tree(digits) : throw new UnrollException($"character {start + 1}: a number of {digits.Length} digits; at most 18");
        }

        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '\''))
        {
            at++;
        }

        string name = text[start..at] switch
        {
            "y'" => "dy",
            "y''" => "ddy",
            "log" => "ln",
            "e" => "E",
            string other => other,
        };
        Skip(text, ref at);
        if (Tree.Symbols.Contains(name))
        {
            return new Tree(name);
        }

        if (!Tree.Unary.Contains(name))
        {
            at = start;
            throw Strange(text, at, "a number, x, a function or a parenthesis");
        }

        return Take(text, ref at, '(') ? new Tree(name, ReadClosed(text, ref at, depth)) : throw Strange(text, at, $"a parenthesis after {name}");
    }

    private static Tree ReadClosed(string text, ref int at, int depth)
    {
        Tree inner = ReadSum(text, ref at, depth + 1);
        return Take(text, ref at, ')') ? inner : throw Strange(text, at, "a closing parenthesis");
    }

    private static bool Take(string text, ref int at, char wanted)
    {
        Skip(text, ref at);
        if (at >= text.Length || text[at] != wanted)
        {
            return false;
        }

        at++;
        Skip(text, ref at);
        return true;
    }

    private static void Skip(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private static UnrollException Strange(string text, int at, string expected) => new(at >= text.Length
        ? $"character {at + 1}: the expression ends where {expected} was expected"
        : $"character {at + 1}: expected {expected}, got `{text[at]}`");
}
