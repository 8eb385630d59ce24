using Unroll.Recurrent;

namespace Unroll.Models;

/// <summary>The shape of a <see cref="WindowClassifier"/>.</summary>
public sealed record WindowOptions
{
    /// <summary>Letters of a window; even, the junction is in the middle.</summary>
    public int Length { get; init; } = 60;

    /// <summary>Letters that a filter of the convolution sees; odd.</summary>
    public int Width { get; init; } = 7;

    /// <summary>Filters of the convolution.</summary>
    public int Filters { get; init; } = 32;

    /// <summary>Features of a place in the window.</summary>
    public int Places { get; init; } = 8;

    /// <summary>The recurrent stack; both directions are needed.</summary>
    public RecurrentOptions Recurrent { get; init; } = new(Cell.Gru, 40) { Bidirectional = true };

    /// <summary>Networks that are trained side by side and answer together.</summary>
    public int Members { get; init; } = 5;

    /// <summary>The share of letters that training hides (N in their place).</summary>
    public float Hidden { get; init; } = 0.1f;

    /// <summary>Dropout on the states before the labels are scored.</summary>
    public float OutputDropout { get; init; } = 0.4f;

    /// <summary>The seed of the initial weights.</summary>
    public ulong Seed { get; init; } = 42;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        ModelFiles.CheckSize(Length, "length");
        ModelFiles.CheckSize(Width, "width", 63);
        ModelFiles.CheckSize(Filters, "filters");
        ModelFiles.CheckSize(Places, "places");
        ModelFiles.CheckSize(Members, "members", 64);
        ModelFiles.CheckRate(Hidden, "hidden");
        ModelFiles.CheckRate(OutputDropout, "dropout-after");
        if (Length % 2 != 0 || Width % 2 != 1 || !Recurrent.Bidirectional || Recurrent.Merge != Merge.Concatenate)
        {
            throw new ArgumentException("expected an even `length`, an odd `width` and both directions of the recurrent stack");
        }
    }
}
