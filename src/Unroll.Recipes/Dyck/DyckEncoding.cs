namespace Unroll.Recipes;

/// <summary>
/// How the construction of Hewitt et al. 2020 writes a kind of bracket into a slot of 3 ceil(log2 k) - 1 units: its bits, their
/// complements, and ones. <see cref="Key"/> has -1 where the code has its ones: the product of a code with its own key is 1, with any
/// other key, and of an empty slot, at most 0. So one linear layer tells which bracket lies on top, without a threshold.
/// </summary>
internal sealed class DyckEncoding(DyckLanguage language)
{
    /// <summary>Units of a slot.</summary>
    public int Units => (3 * language.Bits) - 1;

    /// <summary>Units of a slot that are on when it is taken: always as many.</summary>
    public int Ones => (2 * language.Bits) - 1;

    /// <summary>Whether a unit of the code of a kind is on.</summary>
    public bool Code(int kind, int unit) =>
        unit < language.Bits ? Bit(kind, unit) : unit >= 2 * language.Bits || !Bit(kind, unit - language.Bits);

    /// <summary>The weight of a unit in the key of a kind.</summary>
    public float Key(int kind, int unit) => unit >= 2 * language.Bits ? -1 : Code(kind, unit) ? 1 : 0;

    private static bool Bit(int kind, int bit) => ((kind >> bit) & 1) != 0;
}
