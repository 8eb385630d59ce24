namespace Unroll.Decoding;

/// <summary>How the length of a sequence counts in its score.</summary>
public enum LengthPenalty
{
    /// <summary>Not at all: the score is the log-probability, which prefers short sequences.</summary>
    None,

    /// <summary>Divided by the number of tokens, the end's included, to the power of alpha.</summary>
    Average,

    /// <summary>Divided by ((5 + tokens) / 6)^alpha (Wu et al. 2016).</summary>
    Google,
}

/// <summary>How a beam search works.</summary>
public sealed record BeamOptions
{
    /// <summary>Sequences kept at each step.</summary>
    public int Width { get; init; } = 5;

    /// <summary>Sequences returned for each source, at most; fewer where the width is less.</summary>
    public int Best { get; init; } = 1;

    /// <summary>The most tokens of a sequence without its end, by source.</summary>
    public Func<int, int> MaxLength { get; init; } = static _ => 100;

    /// <summary>The least tokens of a sequence.</summary>
    public int MinLength { get; init; }

    /// <summary>How the length counts.</summary>
    public LengthPenalty Length { get; init; } = LengthPenalty.Average;

    /// <summary>The power of the length penalty.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>
    /// The weight of the coverage penalty, beta * sum over source positions of ln min(sum of attention, 1) (Wu et al. 2016); 0 for none.
    /// </summary>
    public double Coverage { get; init; }

    /// <summary>No sequence of as many tokens occurs twice in one hypothesis; 0 for no such rule.</summary>
    public int BlockRepeats { get; init; }

    /// <summary>Whether the hypotheses carry where their steps looked.</summary>
    public bool KeepAttention { get; init; }

    /// <summary>Told of the whole search of each source, by its number; the search is recorded only where this is given.</summary>
    public Action<int, BeamTrace>? Traced { get; init; }

    /// <summary>The same for a part of the sources: source i of the part is the one numbered <paramref name="sources"/>[i].</summary>
    internal BeamOptions ForSome(int[] sources) => this with
    {
        MaxLength = s => MaxLength(sources[s]),
        Traced = Traced is { } told ? (s, trace) => told(sources[s], trace) : null,
    };

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        Expect(Width is > 0 and <= 4096, "from 1 to 4096", "width", Width);
        Expect(Best > 0, "a positive integer", "best", Best);
        Expect(MinLength >= 0, "an integer of at least 0", "min-length", MinLength);
        Expect(BlockRepeats >= 0, "an integer of at least 0", "block-repeats", BlockRepeats);
        Expect(double.IsFinite(Alpha) && Alpha >= 0, "a number of at least 0", "alpha", Alpha);
        Expect(double.IsFinite(Coverage) && Coverage >= 0, "a number of at least 0", "coverage", Coverage);
    }

    /// <summary>What a log-probability is divided by for a number of tokens, the end's included.</summary>
    internal double Divisor(int tokens) => Length switch
    {
        LengthPenalty.None => 1,
        LengthPenalty.Average => Math.Pow(Math.Max(1, tokens), Alpha),
        _ => Math.Pow((5.0 + tokens) / 6, Alpha),
    };

    private static void Expect(bool ok, string what, string name, double value)
    {
        if (!ok)
        {
            throw new ArgumentException($"expected {what} for `{name}`, got {value}");
        }
    }
}
