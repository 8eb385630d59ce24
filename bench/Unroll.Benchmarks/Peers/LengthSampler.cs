namespace Unroll.Benchmarks.Peers;

/// <summary>Lengths of ragged batches, the same in every run: a generator of our own with a fixed seed, no data.</summary>
internal static class LengthSampler
{
    /// <summary>
    /// uniform5-50: uniform on 5..50, one row of 50. surnames: round(normal(7.1, 2.0)) cut to 2..T, which resembles family names
    /// of many languages written in Latin letters.
    /// </summary>
    public static int[] Sample(string kind, int rows, int longest)
    {
        var random = new Random(5);
        var lengths = new int[rows];
        for (int r = 0; r < rows; r++)
        {
            lengths[r] = kind switch
            {
                "dense" => longest,
                "uniform5-50" => random.Next(5, 51),
                "surnames" => Math.Clamp((int)Math.Round(7.1 + (2.0 * Normal(random))), 2, longest),
                _ => throw new ArgumentException($"unknown lengths `{kind}`", nameof(kind)),
            };
        }

        lengths[0] = longest;
        Array.Sort(lengths, (a, b) => b.CompareTo(a));
        return lengths;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
