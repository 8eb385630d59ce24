namespace Unroll.Models;

/// <summary>How the loss of a <see cref="SketchTask"/> is made; the defaults are the published ones.</summary>
public sealed record SketchTaskOptions
{
    /// <summary>The weight of the divergence, in the end.</summary>
    public double KlWeight { get; init; } = 0.5;

    /// <summary>The share of the weight at the first step.</summary>
    public double KlStart { get; init; } = 0.01;

    /// <summary>What the missing share is multiplied by at every step.</summary>
    public double KlRate { get; init; } = 0.99995;

    /// <summary>The divergence counts no less than this, so that nothing is won by less.</summary>
    public float KlTolerance { get; init; } = 0.2f;

    /// <summary>A sketch is stretched by up to this share in each direction.</summary>
    public float Stretch { get; init; } = 0.15f;

    /// <summary>The probability that a point in the middle of a line is left out.</summary>
    public float PointDrop { get; init; } = 0.1f;

    /// <summary>The length of the longest sketch, by which the loss is divided.</summary>
    public required int LongestSketch { get; init; }
}
