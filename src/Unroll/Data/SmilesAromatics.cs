using System.Globalization;

namespace Unroll.Data;

/// <summary>Whether the double bonds of aromatic rings can be placed (Kekulé): a perfect matching of the atoms that need one.</summary>
internal static class SmilesAromatics
{
    /// <summary>What is wrong, or null.</summary>
    public static string? Problem(IReadOnlyList<SmilesAtom> atoms, IReadOnlyList<SmilesBond> bonds)
    {
        var neighbours = new List<int>[atoms.Count];
        var sums = new int[atoms.Count];
        for (int i = 0; i < neighbours.Length; i++)
        {
            neighbours[i] = [];
        }

        var ringed = new bool[atoms.Count];
        foreach (SmilesBond bond in bonds)
        {
            sums[bond.From] += bond.Order;
            sums[bond.To] += bond.Order;
            bool inRing = Atoms(bond).Any(a => atoms[a].Aromatic) && IsInRing(bond, bonds, atoms.Count);
            ringed[bond.From] |= inRing;
            ringed[bond.To] |= inRing;
            if (bond.Aromatic && inRing)
            {
                neighbours[bond.From].Add(bond.To);
                neighbours[bond.To].Add(bond.From);
            }
        }

        var needs = new bool[atoms.Count];
        for (int i = 0; i < atoms.Count; i++)
        {
            SmilesAtom atom = atoms[i];
            if (!atom.Aromatic)
            {
                continue;
            }

            if (!ringed[i])
            {
                return string.Create(CultureInfo.InvariantCulture, $"character {atom.Place}: an aromatic atom outside of a ring");
            }

            needs[i] = Needs(atom, sums[i] + atom.Hydrogens);
        }

        foreach (List<int> near in neighbours)
        {
            near.RemoveAll(n => !needs[n]);
        }

        int first = Match(needs, neighbours);
        return first < 0 ? null
            : string.Create(CultureInfo.InvariantCulture, $"character {atoms[first].Place}: the double bonds of this aromatic ring cannot be placed");
    }

    private static int[] Atoms(SmilesBond bond) => [bond.From, bond.To];

    /// <summary>Whether another way leads from one end of a bond to the other.</summary>
    private static bool IsInRing(SmilesBond bond, IReadOnlyList<SmilesBond> bonds, int count)
    {
        var seen = new bool[count];
        var open = new Stack<int>([bond.From]);
        seen[bond.From] = true;
        while (open.TryPop(out int atom))
        {
            foreach (SmilesBond next in bonds)
            {
                int other = next == bond ? -1 : next.From == atom ? next.To : next.To == atom ? next.From : -1;
                if (other >= 0 && !seen[other])
                {
                    seen[other] = true;
                    open.Push(other);
                }
            }
        }

        return seen[bond.To];
    }

    /// <summary>Whether an atom with so many bonds, aromatic ones counted once, still lacks a double bond.</summary>
    private static bool Needs(SmilesAtom atom, int bonds) => atom.Element switch
    {
        "C" => atom.Charge == 0 && bonds <= 3,
        // With four bonds already, one of them to an oxygen of its own: an N-oxide without charges.
        "N" or "P" or "As" => atom.Charge > 0 ? bonds <= 3 : atom.Charge == 0 && bonds is <= 2 or 4,
        "O" or "S" or "Se" => atom.Charge > 0 && bonds <= 2,
        _ => false,
    };

    /// <summary>Pairs atoms by trying those with the fewest choices first; -1 where all are paired, else one that cannot be.</summary>
    private static int Match(bool[] needs, List<int>[] neighbours)
    {
        int fewest = -1, least = int.MaxValue;
        for (int i = 0; i < needs.Length; i++)
        {
            int choices = needs[i] ? neighbours[i].Count(n => needs[n]) : int.MaxValue;
            if (needs[i] && choices < least)
            {
                (fewest, least) = (i, choices);
            }
        }

        if (fewest < 0)
        {
            return -1;
        }

        int failed = fewest;
        needs[fewest] = false;
        foreach (int other in neighbours[fewest].Where(n => needs[n]).ToArray())
        {
            needs[other] = false;
            failed = Match(needs, neighbours);
            if (failed < 0)
            {
                return -1;
            }

            needs[other] = true;
        }

        needs[fewest] = true;
        return failed;
    }
}
