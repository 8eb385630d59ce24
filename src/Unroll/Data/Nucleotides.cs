namespace Unroll.Data;

/// <summary>Letters of DNA, the codes for those that are not certain among them (IUPAC, Cornish-Bowden 1985).</summary>
public static class Nucleotides
{
    /// <summary>The four certain letters; U reads as T.</summary>
    public const string Letters = "ACGT";

    private const string Codes = "ACGTURYSWKMBDHVN";

    private static readonly string[] Meanings =
        ["A", "C", "G", "T", "T", "AG", "CT", "CG", "AT", "GT", "AC", "CGT", "AGT", "ACT", "ACG", "ACGT"];

    /// <summary>The four letters that a code stands for, alike probable: R is A or G, N any. Case does not matter; null for what is no code.</summary>
    public static float[]? Shares(char code)
    {
        int place = Codes.IndexOf(char.ToUpperInvariant(code), StringComparison.Ordinal);
        string? letters = place < 0 ? null : Meanings[place];
        return letters is null ? null : [.. Letters.Select(l => letters.Contains(l, StringComparison.Ordinal) ? 1f / letters.Length : 0)];
    }

    /// <summary>A sequence as shares, [length, 4] row-major.</summary>
    /// <exception cref="ArgumentException">A letter is no code; it is named with its place.</exception>
    public static float[] Encode(string sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        var shares = new float[sequence.Length * 4];
        for (int i = 0; i < sequence.Length; i++)
        {
            float[] own = Shares(sequence[i])
                ?? throw new ArgumentException($"letter {i + 1} is {Quote.Text(sequence[i].ToString())}, which is no nucleotide; expected A, C, G, T or an IUPAC code");
            own.CopyTo(shares, i * 4);
        }

        return shares;
    }
}
