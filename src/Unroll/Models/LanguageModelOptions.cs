using Unroll.Recurrent;

namespace Unroll.Models;

/// <summary>The shape of a <see cref="LanguageModel"/>.</summary>
public sealed record LanguageModelOptions
{
    /// <summary>Features of the embedding.</summary>
    public int Embedding { get; init; } = 64;

    /// <summary>The recurrent stack; one direction.</summary>
    public RecurrentOptions Recurrent { get; init; } = new(Cell.Lstm, 256);

    /// <summary>Dropout on the embedded pieces.</summary>
    public float InputDropout { get; init; }

    /// <summary>Dropout on the hidden states that the output layer sees.</summary>
    public float OutputDropout { get; init; }

    /// <summary>
    /// Whether the output layer scores with the embedding itself (Press and Wolf 2017); where the units are not as many as the features of
    /// the embedding, a linear map without bias stands between.
    /// </summary>
    public bool Tied { get; init; }

    /// <summary>The seed of the initial weights.</summary>
    public ulong Seed { get; init; } = 42;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        if (Embedding is <= 0 or > 16384)
        {
            throw new ArgumentException($"expected an integer from 1 to 16384 for `embedding`, got {Embedding}");
        }

        if (Recurrent.Bidirectional)
        {
            throw new ArgumentException("a language model reads from left to right: `bidirectional` would let it see what it is to predict");
        }

        Rate(InputDropout, "input-dropout");
        Rate(OutputDropout, "output-dropout");
    }

    private static void Rate(float value, string name)
    {
        if (!(value >= 0 && value < 1))
        {
            throw new ArgumentException($"expected a probability in [0, 1) for `{name}`, got {value}");
        }
    }
}
