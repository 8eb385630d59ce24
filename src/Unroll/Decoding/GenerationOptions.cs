namespace Unroll.Decoding;

/// <summary>What to generate.</summary>
public sealed record GenerationOptions
{
    /// <summary>How pieces are drawn.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>What every sample starts with; empty for nothing.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The number of samples. Sample i is the same whatever their number.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The most pieces of a sample beyond the prefix.</summary>
    public int Length { get; init; } = 200;

    /// <summary>Ids after which a sample ends, beside the end of an item.</summary>
    public IReadOnlyList<int> Stop { get; init; } = [];

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; } = 42;
}
