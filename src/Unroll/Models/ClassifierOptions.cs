using Unroll.Data;
using Unroll.Recurrent;

namespace Unroll.Models;

/// <summary>The shape of a <see cref="SequenceClassifier"/>.</summary>
public sealed record ClassifierOptions
{
    /// <summary>Features of the embedding.</summary>
    public int Embedding { get; init; } = 16;

    /// <summary>The recurrent stack.</summary>
    public RecurrentOptions Recurrent { get; init; } = new(Cell.Lstm, 64);

    /// <summary>Dropout on the embedded characters.</summary>
    public float InputDropout { get; init; }

    /// <summary>Dropout on the last states.</summary>
    public float OutputDropout { get; init; }

    /// <summary>Whether the last states are rectified before the linear layer.</summary>
    public bool RectifyFeatures { get; init; }

    /// <summary>The longest character n-grams of a linear path beside the network (wide and deep, Cheng et al. 2016); 0 for none.</summary>
    public int Ngrams { get; init; }

    /// <summary>The number of buckets that n-grams are hashed into.</summary>
    public int NgramBuckets { get; init; } = 32768;

    /// <summary>Dropout on the contributions of the n-grams.</summary>
    public float NgramDropout { get; init; }

    /// <summary>Label smoothing of the loss.</summary>
    public float LabelSmoothing { get; init; }

    /// <summary>The power of the inverse class frequency that weights the loss: 0 none, 1 fully balanced.</summary>
    public float ClassBalance { get; init; }

    /// <summary>The seed of the initial weights.</summary>
    public ulong Seed { get; init; } = 42;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check(LabelSet labels)
    {
        if (labels.Count < 2)
        {
            throw new ArgumentException($"expected at least two labels, got {labels.Count}");
        }

        if (Embedding <= 0)
        {
            throw new ArgumentException($"expected a positive integer for `embedding`, got {Embedding}");
        }

        if (Ngrams is < 0 or > 8 || NgramBuckets <= 0)
        {
            throw new ArgumentException($"expected `ngrams` from 0 to 8 and positive `ngram-buckets`, got {Ngrams} and {NgramBuckets}");
        }

        if (Embedding > 16384)
        {
            throw new ArgumentException($"expected at most 16384 for `embedding`, got {Embedding}");
        }

        Rate(NgramDropout, "ngram-dropout");
        Rate(InputDropout, "input-dropout");
        Rate(OutputDropout, "output-dropout");
        Rate(LabelSmoothing, "label-smoothing");
        if (!(ClassBalance is >= 0 and <= 1))
        {
            throw new ArgumentException($"expected a number in [0, 1] for `class-balance`, got {ClassBalance}");
        }
    }

    private static void Rate(float value, string name)
    {
        if (!(value >= 0 && value < 1))
        {
            throw new ArgumentException($"expected a probability in [0, 1) for `{name}`, got {value}");
        }
    }
}
