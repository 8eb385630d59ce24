namespace Unroll.Recipes;

/// <summary>What numpy's <c>np.random.shuffle</c> and <c>np.random.choice(p=...)</c> draw.</summary>
internal static class NumpyDraws
{
    /// <summary>From the last place down, each item changes places with one at or before it; the place by rejection under a mask.</summary>
    public static void Shuffle<T>(NumpyRandom random, T[] items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount((uint)last), chosen;
            while ((chosen = random.NextBits() & mask) > last)
            {
            }

            (items[last], items[chosen]) = (items[chosen], items[last]);
        }
    }

    /// <summary>The first place whose cumulated probability is above a uniform number.</summary>
    public static int Choice(NumpyRandom random, double[] probabilities)
    {
        double at = random.NextDouble(), total = probabilities.Sum(), sum = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            sum += probabilities[i];
            if (sum / total > at)
                return i;
        }

        return probabilities.Length - 1;
    }
}
