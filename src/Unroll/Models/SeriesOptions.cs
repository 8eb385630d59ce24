using Unroll.Recurrent;

namespace Unroll.Models;

/// <summary>The shape of a <see cref="SeriesModel"/>.</summary>
public sealed record SeriesOptions
{
    /// <summary>Units of a layer tanh(x W + b) between the features and the stack; 0 for none.</summary>
    public int InputUnits { get; init; }

    /// <summary>The recurrent stack.</summary>
    public RecurrentOptions Recurrent { get; init; } = new(Cell.Gru, 64);

    /// <summary>What is answered from.</summary>
    public SeriesPooling Pooling { get; init; } = SeriesPooling.Last;

    /// <summary>Dropout on the features, a mask a step.</summary>
    public float InputDropout { get; init; }

    /// <summary>Dropout on what the last layer sees.</summary>
    public float OutputDropout { get; init; }

    /// <summary>Label smoothing of the loss, for labels.</summary>
    public float LabelSmoothing { get; init; }

    /// <summary>For labels, the power of the inverse class frequency that weights the loss: 0 none, 1 fully balanced.</summary>
    public float ClassBalance { get; init; }

    /// <summary>The seed of the initial weights.</summary>
    public ulong Seed { get; init; } = 42;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        if (InputUnits is < 0 or > 16384)
            throw new ArgumentException($"expected from 0 to 16384 for `input-units`, got {InputUnits}");
        Rate(InputDropout, "input-dropout");
        Rate(OutputDropout, "output-dropout");
        Rate(LabelSmoothing, "label-smoothing");
        if (!(ClassBalance is >= 0 and <= 1))
            throw new ArgumentException($"expected a number in [0, 1] for `class-balance`, got {ClassBalance}");
    }

    private static void Rate(float value, string name)
    {
        if (!(value >= 0 && value < 1))
            throw new ArgumentException($"expected a probability in [0, 1) for `{name}`, got {value}");
    }
}
