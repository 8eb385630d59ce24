namespace Unroll.Decoding;

/// <summary>How the next piece is drawn from the logits of a model.</summary>
public sealed record SamplingOptions
{
    /// <summary>The divisor of the logits: under 1 sharper, over 1 more varied, 0 the likeliest each time.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>
    /// The same the other way round, the power that probabilities are raised to (p ← p^t / Σ p^t): over 1 sharper, 0 all alike. Both
    /// may be given; 1 leaves the probabilities as they are.
    /// </summary>
    public double Exponent { get; init; } = 1;

    /// <summary>Draw from this many likeliest pieces (Fan et al. 2018); 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>Draw from the fewest likeliest pieces that together have this probability (nucleus, Holtzman et al. 2020); 1 for all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Pieces that are never drawn.</summary>
    public IReadOnlyList<int> Banned { get; init; } = [];

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        Expect(Temperature >= 0 && double.IsFinite(Temperature), "a number of at least 0", "temperature", Temperature);
        Expect(Exponent >= 0 && double.IsFinite(Exponent), "a number of at least 0", "exponent", Exponent);
        Expect(TopK >= 0, "an integer of at least 0", "top-k", TopK);
        Expect(TopP is > 0 and <= 1, "a probability in (0, 1]", "top-p", TopP);
    }

    private static void Expect(bool ok, string what, string name, double value)
    {
        if (!ok)
        {
            throw new ArgumentException($"expected {what} for `{name}`, got {value}");
        }
    }
}
