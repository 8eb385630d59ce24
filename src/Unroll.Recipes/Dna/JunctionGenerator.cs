using Unroll.Data;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>
/// Windows of random DNA with planted junctions in the middle: a donor is (C or A)AG, then GT(A or G)AGT; an acceptor is a stretch of C
/// and T, any letter, (C or T)AG, then G. Each letter of a motif is now and then another one. The windows with neither often hold a motif
/// in the wrong place, so that where it stands has to be read too.
/// </summary>
internal static class JunctionGenerator
{
    /// <summary>The labels: exon to intron, intron to exon, neither.</summary>
    public static readonly LabelSet Labels = new(["EI", "IE", "N"]);

    private const string Donor = "MAGGTRAGT", Acceptor = "YYYYYYYYYYYNYAGG";

    /// <summary>Windows with their labels.</summary>
    public static LabeledText Generate(int count, ulong seed)
    {
        var random = new RngSequence(seed, RandomPurpose.Data, 31);
        return new LabeledText(Enumerable.Range(0, count).Select(_ => Window(random)).ToArray(), Labels);
    }

    private static LabeledItem Window(RngSequence random)
    {
        char[] window = [.. Enumerable.Range(0, 60).Select(_ => Nucleotides.Letters[random.NextInt(4)])];
        int label = random.NextInt(4) switch { 0 => 0, 1 => 1, _ => 2 };
        int shift = label < 2 ? 0 : (random.NextInt(2) == 0 ? -1 : 1) * (3 + random.NextInt(9));
        if (label == 0 || (label == 2 && random.NextInt(3) == 0))
            Plant(random, window, Donor, 27 + shift);
        else if (label == 1 || random.NextInt(2) == 0)
            Plant(random, window, Acceptor, 15 + shift);
        if (random.NextInt(40) == 0)
            window[random.NextInt(60)] = 'N';
        return new LabeledItem(new string(window), label);
    }

    private static void Plant(RngSequence random, char[] window, string motif, int start)
    {
        for (int i = 0; i < motif.Length; i++)
        {
            // The two letters next to the cut are hardly ever others.
            double odd = motif[i] is 'G' or 'T' or 'A' ? 0.08 : 0.15;
            float[] shares = Nucleotides.Shares(random.NextDouble() < odd ? 'N' : motif[i])!;
            double drawn = random.NextDouble();
            int letter = 0;
            while (letter < 3 && drawn >= shares[letter])
            {
                drawn -= shares[letter++];
            }

            window[start + i] = Nucleotides.Letters[letter];
        }
    }
}
