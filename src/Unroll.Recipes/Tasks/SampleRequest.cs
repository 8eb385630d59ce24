namespace Unroll.Recipes;

/// <summary>What <c>sample</c> asks for.</summary>
public sealed record SampleRequest
{
    /// <summary>What every sample starts with; empty for nothing.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The divisor of the logits: under 1 sharper, over 1 more varied, 0 the likeliest each time.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>The same the other way round, the power that probabilities are raised to: over 1 sharper, 0 all alike.</summary>
    public double Exponent { get; init; } = 1;

    /// <summary>Draw from this many likeliest pieces; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>Draw from the likeliest pieces that together have this probability (nucleus); 1 for all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Characters or words after any of which a sample of text ends; \n stands for the end of a line. Empty for none.</summary>
    public string Stop { get; init; } = "";

    /// <summary>The number of samples.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The most pieces of a sample; the model's own choice where null.</summary>
    public int? Length { get; init; }

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>A file or folder for what is not text (pictures, tunes); null for the model's default.</summary>
    public string? Out { get; init; }

    /// <summary>
    /// Asked for each next piece where a person chooses: given what has been written so far and the likeliest pieces, it returns the place
    /// of one of them, -1 to let the model draw, or null to end. None unless given.
    /// </summary>
    public Func<string, IReadOnlyList<SampleChoice>, int?>? Choose { get; init; }

    /// <summary>How many pieces <see cref="Choose"/> is given.</summary>
    public int Choices { get; init; } = 5;

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken Cancellation { get; init; }
}
