using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Unroll.Recipes;

/// <summary>Formulas in the course's form: <c>C_{4}H_{10}O</c>, Hill's order, which is LaTeX.</summary>
internal static partial class ChemicalFormula
{
    /// <summary>Carbon, hydrogen, then the others by the alphabet; a count of one is not written.</summary>
    public static string Write(IReadOnlyDictionary<string, int> counts)
    {
        var text = new StringBuilder();
        IEnumerable<string> order = counts.ContainsKey("C")
            ? new[] { "C", "H" }.Where(counts.ContainsKey)
                .Concat(counts.Keys.Where(a => a is not ("C" or "H")).Order(StringComparer.Ordinal))
            : counts.Keys.Order(StringComparer.Ordinal);
        foreach (string atom in order)
        {
            text.Append(atom);
            if (counts[atom] > 1)
            {
                text.Append(CultureInfo.InvariantCulture, $"_{{{counts[atom]}}}");
            }
        }

        return text.ToString();
    }

    /// <summary>Whether a text is LaTeX of that form: atoms with whole numbers in closed braces.</summary>
    public static bool IsValid(string text) => Form().IsMatch(text);

    [GeneratedRegex(@"^([A-Z][a-z]?(_\{[1-9][0-9]*\})?)+$")]
    private static partial Regex Form();
}
