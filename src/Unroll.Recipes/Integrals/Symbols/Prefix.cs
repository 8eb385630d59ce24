using System.Globalization;

namespace Unroll.Recipes.Integrals.Symbols;

/// <summary>Prefix notation as a list of tokens; an integer is a sign and its digits, as in Lample and Charton's published code.</summary>
internal static class Prefix
{
    private const string Plus = "+", Minus = "-";

    /// <summary>Every token that can occur.</summary>
    public static IReadOnlyList<string> Tokens { get; } =
    [
        .. Tree.Binary, .. Tree.Unary, .. Tree.Symbols, Plus, Minus,
        .. Enumerable.Range(0, 10).Select(d => d.ToString(CultureInfo.InvariantCulture)),
    ];

    public static string[] Write(Expression e)
    {
        var tokens = new List<string>();
        Write(Tree.From(e), tokens);
        return [.. tokens];
    }

    /// <summary>Reads tokens; null where they are not one whole expression.</summary>
    public static Tree? Read(ReadOnlySpan<string> tokens)
    {
        int at = 0;
        Tree? tree = Read(tokens, ref at, 0);
        return at == tokens.Length ? tree : null;
    }

    private static void Write(Tree t, List<string> tokens)
    {
        if (char.IsDigit(t.Name[^1]) && t.Name[0] is '-' or (>= '0' and <= '9'))
        {
            tokens.Add(t.Name[0] == '-' ? Minus : Plus);
            tokens.AddRange(t.Name.TrimStart('-').Select(d => d.ToString()));
            return;
        }

        tokens.Add(t.Name);
        foreach (Tree part in t.Parts)
        {
            Write(part, tokens);
        }
    }

    private static Tree? Read(ReadOnlySpan<string> tokens, ref int at, int depth)
    {
        if (at >= tokens.Length || depth > 500)
        {
            return null;
        }

        string name = tokens[at++];
        int arguments = Tree.Binary.Contains(name) ? 2 : Tree.Unary.Contains(name) ? 1 : 0;
        if (arguments == 0)
        {
            return name is Plus or Minus ? ReadInteger(tokens, ref at, name) : Tree.Symbols.Contains(name) ? new Tree(name) : null;
        }

        var parts = new Tree[arguments];
        for (int i = 0; i < arguments; i++)
        {
            if (Read(tokens, ref at, depth + 1) is not { } part)
            {
                return null;
            }

            parts[i] = part;
        }

        return new Tree(name, parts);
    }

    private static Tree? ReadInteger(ReadOnlySpan<string> tokens, ref int at, string sign)
    {
        string digits = "";
        while (at < tokens.Length && tokens[at] is [>= '0' and <= '9'])
        {
            digits += tokens[at++];
        }

        return digits.Length is > 0 and <= 18 ? new Tree(sign == Minus && digits.Trim('0').Length > 0 ? "-" + digits : digits) : null;
    }
}
