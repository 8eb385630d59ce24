using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>Makes up dinosaurs from Greek and Latin roots, for where the list of the real ones is not at hand.</summary>
internal static class DinosaurMaker
{
    private static readonly string[] Firsts = ["Acro", "Alto", "Anchi", "Archaeo", "Baro", "Brachy", "Bronto", "Cerato", "Chloro", "Crypto", "Dino", "Diplo", "Draco", "Elasmo", "Eu", "Giganto", "Gorgo", "Hydro", "Iguano", "Kentro", "Lepto", "Litho", "Macro", "Mega", "Micro", "Nano", "Neo", "Nycto", "Ornitho", "Oxy", "Pachy", "Paleo", "Petro", "Platy", "Pro", "Ptero", "Pyro", "Rhino", "Sauro", "Stego", "Tetra", "Thero", "Titano", "Tri", "Turbo", "Veloci", "Xeno", "Zephyro"];
    private static readonly string[] Middles = ["", "", "", "canto", "cepha", "cheiro", "coelo", "donto", "lopho", "nycho", "pelto", "rapto", "rhyncho", "spino", "tholo"];
    private static readonly string[] Lasts = ["saurus", "saurus", "saurus", "saurus", "raptor", "ceratops", "mimus", "titan", "venator", "dromeus", "nykus", "pelta", "tops", "cephalus", "suchus", "dactylus", "avis", "therium"];

    /// <summary>Different names, the same for the same seed.</summary>
    public static IReadOnlyList<string> Make(ulong seed, int count)
    {
        var random = new RngSequence(seed, RandomPurpose.Data);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var names = new List<string>();
        while (names.Count < count)
        {
            string name = Pick(random, Firsts) + Pick(random, Middles) + Pick(random, Lasts);
            if (seen.Add(name))
                names.Add(name);
        }

        return names;
    }

    private static string Pick(RngSequence random, string[] from) => from[random.NextInt(from.Length)];
}
