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

    /// <summary>
    /// The first id of each cluster of an adaptive softmax (<see cref="Layers.AdaptiveSoftmax"/>), for large vocabularies ordered by falling
    /// frequency; none for a softmax over all pieces. <see cref="Layers.AdaptiveCutoffs"/> chooses them.
    /// </summary>
    public IReadOnlyList<int> Cutoffs { get; init; } = [];

    /// <summary>The seed of the initial weights.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Checks the options for a vocabulary.</summary>
    /// <param name="pieces">The number of pieces V.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public void Check(int pieces)
    {
        if (Embedding is <= 0 or > 16384)
        {
            throw new ArgumentException($"expected an integer from 1 to 16384 for `embedding`, got {Embedding}");
        }

        if (Recurrent.Bidirectional)
        {
            throw new ArgumentException("a language model reads from left to right: `bidirectional` would let it see what it is to predict");
        }

        if (Tied && Cutoffs.Count > 0)
        {
            throw new ArgumentException("an adaptive softmax has weights of its own and cannot be `tied` to the embedding; choose one of the two");
        }

        for (int k = 0; k < Cutoffs.Count; k++)
        {
            if (Cutoffs[k] <= (k == 0 ? 0 : Cutoffs[k - 1]) || Cutoffs[k] >= pieces)
            {
                throw new ArgumentException($"expected rising `cutoffs` between 0 and the {pieces} pieces, got {string.Join(", ", Cutoffs)}");
            }
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
