namespace Unroll.Data;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014): the small generator behind every
/// shuffle and split of data, so that one seed gives one order on every version of .NET.
/// </summary>
public sealed class SplitMix
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>A generator whose whole sequence follows from the seed.</summary>
    /// <param name="seed">Any number.</param>
    public SplitMix(long seed) => _state = (ulong)seed;

    /// <summary>A generator for one of several independent purposes or epochs of one seed.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="stream">Which sequence of that seed: an epoch or a purpose.</param>
    public SplitMix(long seed, long stream) => _state = Finish((ulong)seed + Gamma) ^ Finish((ulong)stream * Gamma + 1);

    /// <summary>The next 64 random bits.</summary>
    public ulong Next() => Finish(_state += Gamma);

    /// <summary>A number from 0 up to, but not including, <paramref name="bound"/>, each equally likely.</summary>
    /// <param name="bound">How many numbers there are to choose from, at least 1.</param>
    public int Next(int bound)
    {
        if (bound < 1)
            throw new ArgumentOutOfRangeException(nameof(bound), $"expected a positive integer for `bound`, got {bound}");
        // Lemire's method: the high half of a product, rejecting the few low halves that would favour some numbers.
        ulong low;
        ulong high;
        do
        {
            high = Math.BigMul(Next(), (ulong)bound, out low);
        }
        while (low < (ulong)bound && low < (0 - (ulong)bound) % (ulong)bound);
        return (int)high;
    }

    /// <summary>Puts the items in a random order (Fisher-Yates), each order equally likely.</summary>
    /// <typeparam name="T">What the items are.</typeparam>
    /// <param name="items">The items, reordered in place.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = Next(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    /// <summary>The numbers 0 to <paramref name="count"/> - 1 in a random order.</summary>
    /// <param name="count">How many numbers.</param>
    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        Shuffle<int>(order);
        return order;
    }

    private static ulong Finish(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
