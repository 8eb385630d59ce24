using Unroll.Recurrent;

namespace Unroll.Models;

/// <summary>The shape of a <see cref="SentenceClassifier"/>.</summary>
public sealed record SentenceOptions
{
    /// <summary>Features of a word.</summary>
    public int Embedding { get; init; } = 128;

    /// <summary>How a sentence becomes one vector.</summary>
    public SentenceEncoder Encoder { get; init; }

    /// <summary>Filters of each width.</summary>
    public int Filters { get; init; } = 100;

    /// <summary>Words that a filter sees.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [3, 4, 5];

    /// <summary>The recurrent stack.</summary>
    public RecurrentOptions Recurrent { get; init; } = new(Cell.Lstm, 64) { Bidirectional = true };

    /// <summary>Dropout on the features of the words.</summary>
    public float InputDropout { get; init; } = 0.3f;

    /// <summary>Dropout on the vector of the sentence.</summary>
    public float OutputDropout { get; init; } = 0.5f;

    /// <summary>In training a word that occurs n times is taken for an unknown one with probability a / (a + n); this is a.</summary>
    public float WordDropout { get; init; } = 0.5f;

    /// <summary>How often a word must occur to have features of its own.</summary>
    public int MinCount { get; init; } = 1;

    /// <summary>The seed of the initial weights.</summary>
    public ulong Seed { get; init; } = 42;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        ModelFiles.CheckSize(Embedding, "embedding");
        ModelFiles.CheckSize(Filters, "filters");
        ModelFiles.CheckSize(MinCount, "min-count", int.MaxValue);
        ModelFiles.CheckRate(InputDropout, "dropout-before");
        ModelFiles.CheckRate(OutputDropout, "dropout-after");
        if (!(WordDropout >= 0) || float.IsInfinity(WordDropout))
        {
            throw new ArgumentException($"expected a number of at least 0 for `word-dropout`, got {WordDropout}");
        }
    }
}
