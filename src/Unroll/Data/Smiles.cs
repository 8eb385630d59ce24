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

    /// <summary>
    /// The number of atoms of each element, hydrogens that are not written included: an atom outside of brackets has as many as its lowest usual
    /// valence leaves room for.
    /// </summary>
    /// <exception cref="UnrollException">The string is not SMILES.</exception>
    public static IReadOnlyDictionary<string, int> Atoms(string smiles)
    {
        ArgumentNullException.ThrowIfNull(smiles);
        var parser = new SmilesParser(smiles);
        if (parser.Parse() is { } problem)
        {
            throw new UnrollException($"not SMILES: {problem}, in {Quote.Text(smiles)}");
        }

        var counts = new Dictionary<string, int>();
        for (int i = 0; i < parser.Atoms.Count; i++)
        {
            SmilesAtom atom = parser.Atoms[i];
            SmilesBond[] bonds = [.. parser.Bonds.Where(b => b.From == i || b.To == i)];
            counts[atom.Element] = counts.GetValueOrDefault(atom.Element) + 1;
            counts["H"] = counts.GetValueOrDefault("H") + (atom.IsBracket ? atom.Hydrogens : Implied(atom, bonds.Sum(b => b.Order)));
        }

        return counts.Where(c => c.Value > 0).ToDictionary();
    }

    /// <summary>Hydrogens that are not written; of the bonds an aromatic one counts once.</summary>
    private static int Implied(SmilesAtom atom, int bonds)
    {
        // Aromatic oxygen and sulphur, and nitrogen with a third neighbour, give two electrons instead of a double bond.
        if (atom.Aromatic && (atom.Element is "O" or "S" || (atom.Element == "N" && bonds >= 3)))
        {
            return 0;
        }

        int used = bonds + (atom.Aromatic ? 1 : 0);
        ReadOnlySpan<int> valences = atom.Element switch
        {
            "B" => [3],
            "C" => [4],
            "N" or "P" => [3, 5],
            "O" => [2],
            "S" => [2, 4, 6],
            _ => [1],
        };
        foreach (int valence in valences)
        {
            if (used <= valence)
            {
                return valence - used;
            }
        }

        return 0;
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
