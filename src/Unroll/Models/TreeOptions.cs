using Unroll.Trees;

namespace Unroll.Models;

/// <summary>The shape of a <see cref="TreeClassifier"/>.</summary>
public sealed record TreeOptions
{
    /// <summary>Features of a word.</summary>
    public int Embedding { get; init; } = 128;

    /// <summary>How children are put together.</summary>
    public TreeCell Cell { get; init; } = TreeCell.Binary;

    /// <summary>Features of a node.</summary>
    public int Units { get; init; } = 128;

    /// <summary>Dropout on the features of the words.</summary>
    public float InputDropout { get; init; } = 0.3f;

    /// <summary>Dropout on the vectors of the nodes before they are judged.</summary>
    public float OutputDropout { get; init; } = 0.5f;

    /// <summary>In training a word that occurs n times is taken for an unknown one with probability a / (a + n); this is a.</summary>
    public float WordDropout { get; init; } = 0.25f;

    /// <summary>How often a word must occur to have features of its own.</summary>
    public int MinCount { get; init; } = 1;

    /// <summary>The seed of the initial weights.</summary>
    public ulong Seed { get; init; } = 42;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        ModelFiles.CheckSize(Embedding, "embedding");
        ModelFiles.CheckSize(Units, "units");
        ModelFiles.CheckSize(MinCount, "min-count", int.MaxValue);
        ModelFiles.CheckRate(InputDropout, "dropout-before");
        ModelFiles.CheckRate(OutputDropout, "dropout-after");
        if (!(WordDropout >= 0) || float.IsInfinity(WordDropout))
        {
            throw new ArgumentException($"expected a number of at least 0 for `word-dropout`, got {WordDropout}");
        }
    }
}
