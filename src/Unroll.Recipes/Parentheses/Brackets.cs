namespace Unroll.Recipes;

/// <summary>The alphabet of the parentheses: symbols 0 to 4 open, and 9 - k closes k.</summary>
internal static class Brackets
{
    /// <summary>Kinds of brackets.</summary>
    public const int Kinds = 5;

    /// <summary>Symbols in all.</summary>
    public const int Symbols = 2 * Kinds;

    /// <summary>The symbols as people write them: symbol k is character k.</summary>
    public const string Text = "([{<\u00AB\u00BB>}])";

    /// <summary>Whether a symbol opens.</summary>
    public static bool Opens(int symbol) => symbol < Kinds;

    /// <summary>The symbol that closes <paramref name="symbol"/>, or the one that it closes.</summary>
    public static int Partner(int symbol) => Symbols - 1 - symbol;

    /// <summary>Whether every bracket is closed by its partner, in order: the stack machine that labels the data.</summary>
    public static bool IsValid(ReadOnlySpan<int> symbols)
    {
        Span<int> stack = symbols.Length <= 1024 ? stackalloc int[symbols.Length] : new int[symbols.Length];
        int depth = 0;
        foreach (int symbol in symbols)
        {
            if (Opens(symbol))
            {
                stack[depth++] = symbol;
            }
            else if (depth == 0 || stack[--depth] != Partner(symbol))
            {
                return false;
            }
        }

        return depth == 0;
    }

    /// <summary>A string as people write it.</summary>
    public static string Write(IEnumerable<int> symbols) => string.Concat(symbols.Select(s => Text[s]));
}
