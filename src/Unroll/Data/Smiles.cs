using System.Globalization;

namespace Unroll.Data;

/// <summary>
/// Whether a SMILES string (Weininger 1988; OpenSMILES 1.0) spells a molecule: brackets, branches and ring closures that match, bonds between
/// atoms, no atom with more bonds than its valence allows, and aromatic rings whose double bonds can be placed.
/// </summary>
public static class Smiles
{
    /// <summary>Whether the string spells a molecule.</summary>
    public static bool IsValid(string smiles) => Problem(smiles) is null;

    /// <summary>What is wrong, with the place in the string from 1; null where nothing is.</summary>
    public static string? Problem(string smiles)
    {
        ArgumentNullException.ThrowIfNull(smiles);
        var parser = new SmilesParser(smiles);
        return parser.Parse() ?? Valences(parser.Atoms, parser.Bonds) ?? SmilesAromatics.Problem(parser.Atoms, parser.Bonds);
    }

    /// <summary>The atoms of a valid string by element, hydrogens that are not written left out.</summary>
    /// <exception cref="ArgumentException">The string is not valid.</exception>
    public static IReadOnlyDictionary<string, int> Elements(string smiles)
    {
        var parser = new SmilesParser(smiles);
        if (parser.Parse() is { } problem)
        {
            throw new ArgumentException(problem, nameof(smiles));
        }

        return parser.Atoms.GroupBy(a => a.Element).ToDictionary(g => g.Key, g => g.Count());
    }

    /// <summary>The highest valence of an element in the state given; charges are counted as their neighbour in the table would be.</summary>
    private static int MostBonds(SmilesAtom atom, int multiple) => atom.Element switch
    {
        "H" => 1,
        "B" => atom.Charge < 0 ? 4 : 3,
        "C" or "Si" => atom.Charge == 0 ? 4 : 3,
        // Nitro and azide groups are also written without charges: with two multiple bonds.
        "N" => atom.Charge > 0 ? 4 : atom.Charge < 0 ? 2 : multiple > 1 ? 5 : 3,
        "O" => atom.Charge > 0 ? 3 : atom.Charge < 0 ? 1 : 2,
        "P" or "As" => atom.Charge > 0 ? 6 : 5,
        "S" or "Se" => atom.Charge > 0 ? 5 : 6,
        "F" => 1,
        "Cl" or "Br" or "I" => atom.IsBracket ? 7 : 1,
        _ => 8,
    };

    private static string? Valences(List<SmilesAtom> atoms, List<SmilesBond> bonds)
    {
        var sums = new int[atoms.Count];
        var multiple = new int[atoms.Count];
        foreach (SmilesBond bond in bonds)
        {
            sums[bond.From] += bond.Order;
            sums[bond.To] += bond.Order;
            multiple[bond.From] += bond.Order > 1 ? 1 : 0;
            multiple[bond.To] += bond.Order > 1 ? 1 : 0;
        }

        for (int i = 0; i < atoms.Count; i++)
        {
            SmilesAtom atom = atoms[i];
            int bondsOf = sums[i] + atom.Hydrogens;
            int most = MostBonds(atom, multiple[i] + (atom.Aromatic ? 1 : 0));
            if (bondsOf > most)
            {
                return string.Create(CultureInfo.InvariantCulture, $"character {atom.Place}: {atom.Element} has {bondsOf} bonds, at most {most} are possible");
            }
        }

        return null;
    }
}
