using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>
/// Makes up small molecules in SMILES from rings, chains and groups: every one obeys the valences, none is claimed to exist. They stand in
/// for the real ones where those are not at hand.
/// </summary>
internal static class MoleculeMaker
{
    // Each has an open place: a star that a substituent takes, or that is left out.
    private static readonly string[] Rings =
    [
        "c1ccc(*)cc1", "c1cc(*)ccc1*", "C1CCC(*)CC1", "c1ccc(*)nc1", "C1CC(*)CO1", "c1cc(*)oc1", "c1cc(*)sc1", "C1CN(*)CCN1*", "c1ccc2cc(*)ccc2c1", "c1nc(*)[nH]c1*",
    ];

    private static readonly string[] Chains = ["C(*)", "CC(*)", "CC(C)(*)", "CCC(*)", "OC(*)", "NC(*)", "C(=O)N(*)", "C(=O)O(*)", "S(=O)(=O)N(*)", "C=CC(*)", "C#CC(*)"];

    private static readonly string[] Ends = ["C", "CC", "CCC", "O", "N", "F", "Cl", "Br", "I", "C#N", "C(=O)O", "[N+](=O)[O-]", "C(C)C", "OC", "N(C)C", "C(F)(F)F", "S", "C=O"];

    /// <summary>Different molecules, the same for the same seed.</summary>
    public static IReadOnlyList<string> Make(ulong seed, int count)
    {
        var random = new RngSequence(seed, RandomPurpose.Data);
        var made = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (made.Count < count)
        {
            string molecule = Fill(random.NextInt(3) == 0 ? Pick(random, Chains) : Pick(random, Rings), random, depth: 0);
            if (molecule.Length is > 2 and < 60 && seen.Add(molecule))
                made.Add(molecule);
        }

        return made;
    }

    private static string Fill(string pattern, RngSequence random, int depth)
    {
        while (pattern.Contains('*'))
        {
            int at = pattern.IndexOf('*');
            bool branch = at > 0 && pattern[at - 1] == '(';
            string part = random.NextInt(4) switch
            {
                0 when branch => "",
                1 when depth < 2 => Fill(Numbered(Pick(random, Rings), depth), random, depth + 1),
                2 when depth < 3 => Fill(Pick(random, Chains), random, depth + 1),
                _ => Pick(random, Ends),
            };

            // An empty branch is none.
            pattern = part.Length == 0 ? pattern.Remove(at - 1, 3) : pattern.Remove(at, 1).Insert(at, part);
        }

        return pattern;
    }

    /// <summary>The rings inside a ring have numbers of their own.</summary>
    private static string Numbered(string ring, int depth) =>
        ring.Replace("1", $"{(2 * depth) + 3}").Replace("c2", $"c{(2 * depth) + 4}");

    private static string Pick(RngSequence random, string[] from) => from[random.NextInt(from.Length)];
}
