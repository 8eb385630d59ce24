namespace Unroll.Recipes;

/// <summary>
/// Counts the atoms of a molecule written as SMILES (Weininger 1988), the hydrogens that are left out included: an atom outside of
/// brackets has as many as its lowest usual valence leaves room for.
/// </summary>
internal static class AtomCounts
{
    private static readonly Dictionary<string, int[]> Valences = new()
    {
        ["B"] = [3], ["C"] = [4], ["N"] = [3, 5], ["O"] = [2], ["P"] = [3, 5], ["S"] = [2, 4, 6], ["F"] = [1], ["Cl"] = [1], ["Br"] = [1],
        ["I"] = [1],
    };

    /// <summary>The number of atoms of each element.</summary>
    /// <exception cref="UnrollException">The text is not SMILES.</exception>
    public static Dictionary<string, int> Count(string smiles)
    {
        var atoms = new List<Atom>();
        var branches = new Stack<int>();
        var rings = new Dictionary<int, (int Atom, double Bond)>();
        int last = -1;
        double bond = 0;
        for (int i = 0; i < smiles.Length; i++)
        {
            char c = smiles[i];
            switch (c)
            {
                case '(': branches.Push(last); break;
                case ')': last = branches.TryPop(out int before) ? before : throw Bad(smiles, i, "a bracket that was not opened"); break;
                case '=': bond = 2; break;
                case '#': bond = 3; break;
                case ':': bond = 1.5; break;
                case '-' or '/' or '\\': bond = 1; break;
                case '.': last = -1; break;
                case '%':
                    Ring(i + 2 < smiles.Length && int.TryParse(smiles.AsSpan(i + 1, 2), out int two) ? two
                        : throw Bad(smiles, i, "a ring without a number"));
                    i += 2;
                    break;
                case >= '0' and <= '9': Ring(c - '0'); break;
                case '[':
                    int close = smiles.IndexOf(']', i);
                    Add(Bracket(smiles, i, close));
                    i = close;
                    break;
                default:
                    Atom atom = Organic(smiles, ref i);
                    Add(atom);
                    break;
            }
        }

        if (rings.Count > 0 || branches.Count > 0)
        {
            throw Bad(smiles, smiles.Length, "a ring or a branch that is not closed");
        }

        var counts = new Dictionary<string, int>();
        foreach (Atom atom in atoms)
        {
            counts[atom.Element] = counts.GetValueOrDefault(atom.Element) + 1;
            int hydrogens = atom.Hydrogens ?? Implied(atom);
            if (hydrogens > 0)
            {
                counts["H"] = counts.GetValueOrDefault("H") + hydrogens;
            }
        }

        return counts;

        void Add(Atom atom)
        {
            atoms.Add(atom);
            if (last >= 0)
            {
                Bind(last, atoms.Count - 1, bond);
            }

            last = atoms.Count - 1;
            bond = 0;
        }

        void Bind(int a, int b, double order)
        {
            double value = order > 0 ? order : atoms[a].Aromatic && atoms[b].Aromatic ? 1.5 : 1;
            atoms[a].Bonds += value;
            atoms[b].Bonds += value;
            atoms[a].AromaticBonds += value == 1.5 ? 1 : 0;
            atoms[b].AromaticBonds += value == 1.5 ? 1 : 0;
        }

        void Ring(int number)
        {
            if (last < 0)
            {
                throw Bad(smiles, 0, "a ring without an atom");
            }

            if (rings.Remove(number, out (int Atom, double Bond) open))
            {
                Bind(open.Atom, last, Math.Max(open.Bond, bond));
            }
            else
            {
                rings.Add(number, (last, bond));
            }

            bond = 0;
        }
    }

    /// <summary>An aromatic atom takes part in one double bond: two aromatic bonds count three, three count four.</summary>
    private static int Implied(Atom atom)
    {
        int[] valences = Valences[atom.Element];
        double plain = atom.Bonds - (1.5 * atom.AromaticBonds);
        int used = (int)Math.Ceiling(plain) + atom.AromaticBonds + (atom.Aromatic && atom.AromaticBonds > 0 ? 1 : 0);

        // Aromatic oxygen and sulphur, and nitrogen with a third neighbour, give two electrons instead of a double bond.
        if (atom.Aromatic && (atom.Element is "O" or "S" || (atom.Element == "N" && atom.AromaticBonds + plain >= 3)))
        {
            return 0;
        }

        foreach (int valence in valences)
        {
            if (used <= valence)
            {
                return valence - used;
            }
        }

        return 0;
    }

    private static Atom Organic(string smiles, ref int i)
    {
        string two = i + 1 < smiles.Length ? smiles.Substring(i, 2) : "";
        if (two is "Cl" or "Br")
        {
            i++;
            return new Atom(two, false, null);
        }

        string one = smiles[i].ToString();
        string element = one.ToUpperInvariant();
        return Valences.ContainsKey(element) && (one == element || "bcnops".Contains(one, StringComparison.Ordinal))
            ? new Atom(element, one != element, null)
            : throw Bad(smiles, i, $"an unknown atom `{one}`");
    }

    private static Atom Bracket(string smiles, int open, int close)
    {
        if (close < 0)
        {
            throw Bad(smiles, open, "a bracket that is not closed");
        }

        ReadOnlySpan<char> inside = smiles.AsSpan(open + 1, close - open - 1).TrimStart("0123456789");
        if (inside.IsEmpty || !char.IsLetter(inside[0]))
        {
            throw Bad(smiles, open, "a bracket without an atom");
        }

        int length = inside.Length > 1 && char.IsUpper(inside[0]) && char.IsLower(inside[1]) ? 2 : 1;
        string symbol = inside[..length].ToString();
        int at = inside[length..].IndexOf('H'), hydrogens = 0;
        if (at >= 0)
        {
            int next = length + at + 1;
            hydrogens = next < inside.Length && char.IsAsciiDigit(inside[next]) ? inside[next] - '0' : 1;
        }

        return new Atom(char.ToUpperInvariant(symbol[0]) + symbol[1..], char.IsLower(symbol[0]), hydrogens);
    }

    private static UnrollException Bad(string smiles, int at, string what) => new($"not SMILES: {what} at position {at + 1} of {smiles}");

    private sealed class Atom(string element, bool aromatic, int? hydrogens)
    {
        public string Element => element;

        public bool Aromatic => aromatic;

        public int? Hydrogens => hydrogens;

        public double Bonds { get; set; }

        public int AromaticBonds { get; set; }
    }
}
