namespace Unroll.Recipes.Integrals.Symbols;

/// <summary>Expressions as people write them: 3*x^2 + exp(x)/(x + 1).</summary>
internal static partial class Infix
{
    private const int OfSum = 1, OfProduct = 2, OfPower = 3, OfAtom = 4;

    public static string Write(Expression e) => Write(Tree.From(e), 0);

    /// <summary>Writes a tree as it stands, without simplifying.</summary>
    public static string Write(Tree t, int outer = 0)
    {
        (string text, int level) = t.Name switch
        {
            "add" => ($"{Write(t.Parts[0], OfSum)} + {Write(t.Parts[1], OfSum)}", OfSum),
            "sub" => ($"{Write(t.Parts[0], OfSum)} - {Write(t.Parts[1], OfProduct)}", OfSum),
            "mul" => ($"{Write(t.Parts[0], OfProduct)}*{Write(t.Parts[1], OfProduct)}", OfProduct),
            "div" => ($"{Write(t.Parts[0], OfProduct)}/{Write(t.Parts[1], OfPower)}", OfProduct),
            "neg" => ($"-{Write(t.Parts[0], OfProduct)}", OfSum),
            "pow" => ($"{Write(t.Parts[0], OfAtom)}^{Write(t.Parts[1], OfAtom)}", OfPower),
            _ when t.Parts.Length == 1 => ($"{t.Name}({Write(t.Parts[0])})", OfAtom),
            ['-', ..] => (t.Name, OfSum),
            "dy" => ("y'", OfAtom),
            "ddy" => ("y''", OfAtom),
            _ => (t.Name, OfAtom),
        };
        return level < outer ? $"({text})" : text;
    }
}
