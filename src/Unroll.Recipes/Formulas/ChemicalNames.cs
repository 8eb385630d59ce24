using System.Globalization;
using System.Text;
using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>
/// Names of unbranched molecules by IUPAC's rules: numerical terms up to 999 carbon atoms, and families in which the formula says which
/// molecule is meant (groups at the ends of the chain). 21 families of 999 molecules, less those too short to exist.
/// </summary>
internal static class ChemicalNames
{
    private static readonly string[] Small = ["", "meth", "eth", "prop", "but", "pent", "hex", "hept", "oct", "non"];
    private static readonly string[] Ones = ["", "hen", "do", "tri", "tetra", "penta", "hexa", "hepta", "octa", "nona"];
    private static readonly string[] Tens = ["", "deca", "icosa", "triaconta", "tetraconta", "pentaconta", "hexaconta", "heptaconta",
        "octaconta", "nonaconta"];
    private static readonly string[] Hundreds = ["", "hecta", "dicta", "tricta", "tetracta", "pentacta", "hexacta", "heptacta", "octacta",
        "nonacta"];

    private const int Longest = 999;

    // What is added to C_n H_(2n+2): hydrogens more or fewer, other atoms, and the name around the stem.
    private static readonly Family[] Families =
    [
        new(0, [], 1, s => s + "ane"), new(-2, [], 4, s => s + "-1-ene"), new(-4, [], 4, s => s + "-1-yne"),
        new(0, [("O", 1)], 3, s => s + "an-1-ol"), new(-2, [("O", 1)], 1, s => s + "anal"), new(-2, [("O", 2)], 1, s => s + "anoic acid"),
        new(0, [("O", 2)], 2, s => s + "ane-1,{n}-diol"), new(-4, [("O", 4)], 2, s => s + "anedioic acid"),
        new(-4, [("O", 2)], 2, s => s + "anedial"),
        new(1, [("N", 1)], 3, s => s + "an-1-amine"), new(2, [("N", 2)], 2, s => s + "ane-1,{n}-diamine"),
        new(-3, [("N", 1)], 2, s => s + "anenitrile"),
        new(-6, [("N", 2)], 3, s => s + "anedinitrile"), new(-1, [("N", 1), ("O", 1)], 1, s => s + "anamide"),
        new(0, [("S", 1)], 3, s => s + "ane-1-thiol"),
        new(-1, [("Br", 1)], 3, s => "1-bromo" + s + "ane"), new(-1, [("Cl", 1)], 3, s => "1-chloro" + s + "ane"),
        new(-1, [("F", 1)], 3, s => "1-fluoro" + s + "ane"), new(-1, [("I", 1)], 3, s => "1-iodo" + s + "ane"),
        new(-2, [("Br", 2)], 2, s => "1,{n}-dibromo" + s + "ane"), new(-2, [("Cl", 2)], 2, s => "1,{n}-dichloro" + s + "ane"),
    ];

    /// <summary>Every molecule as formula and name.</summary>
    public static TextPairs All()
    {
        var pairs = new List<TextPair>();
        foreach (Family family in Families)
        {
            for (int n = family.Least; n <= Longest; n++)
            {
                var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
                foreach ((string atom, int count) in family.Atoms)
                {
                    counts[atom] = count;
                }

                counts["H"] = (2 * n) + 2 + family.Hydrogens;
                counts["C"] = n;
                pairs.Add(new TextPair(ChemicalFormula.Write(counts),
                    family.Name(Stem(n)).Replace("{n}", n.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));
            }
        }

        return new TextPairs(pairs.DistinctBy(p => p.Source));
    }

    /// <summary>The stem of a chain of n carbon atoms: 3 prop, 21 henicos, 37 heptatriacont, 154 tetrapentacontahect, 486
    /// hexaoctacontatetract.</summary>
    internal static string Stem(int n)
    {
        if (n < 10)
        {
            return Small[n];
        }

        // IUPAC 1993: units, tens, hundreds; 11 is undec, 21 and 121 begin henicos; the i of icosa goes after a vowel.
        int units = n % 10, tens = n / 10 % 10, hundreds = n / 100;
        var name = new StringBuilder();
        if (n % 100 == 11)
        {
            name.Append("undeca");
        }
        else
        {
            name.Append(Ones[units]);
            string ten = Tens[tens];
            name.Append(tens == 2 && units > 1 ? ten[1..] : ten);
        }

        name.Append(Hundreds[hundreds]);
        return name.ToString(0, name.Length - 1);
    }

    private sealed record Family(int Hydrogens, (string Atom, int Count)[] Atoms, int Least, Func<string, string> Name);
}
