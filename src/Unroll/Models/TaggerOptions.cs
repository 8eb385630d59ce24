using Unroll.Recurrent;

namespace Unroll.Models;

/// <summary>The shape of a <see cref="SequenceTagger"/>.</summary>
public sealed record TaggerOptions
{
    /// <summary>Features of a word.</summary>
    public int Embedding { get; init; } = 100;

    /// <summary>How letters are read.</summary>
    public CharacterEncoder Characters { get; init; } = CharacterEncoder.Recurrent;

    /// <summary>Features of a letter.</summary>
    public int CharacterEmbedding { get; init; } = 25;

    /// <summary>Units of each direction over the letters, or half the filters of the convolution.</summary>
    public int CharacterUnits { get; init; } = 50;

    /// <summary>Features of the shape of a word (capitals, digits).</summary>
    public int ShapeEmbedding { get; init; } = 8;

    /// <summary>The recurrent stack over the words.</summary>
    public RecurrentOptions Recurrent { get; init; } = new(Cell.Lstm, 128) { Bidirectional = true };

    /// <summary>Dropout on the features of the words.</summary>
    public float InputDropout { get; init; } = 0.3f;

    /// <summary>Dropout on the states before the tags are scored.</summary>
    public float OutputDropout { get; init; } = 0.3f;

    /// <summary>
    /// In training a word that occurs n times is taken for an unknown one with probability a / (a + n) (Kiperwasser and Goldberg 2016); this is a.
    /// </summary>
    public float WordDropout { get; init; } = 0.25f;

    /// <summary>How often a word must occur to have features of its own.</summary>
    public int MinCount { get; init; } = 1;

    /// <summary>Whether tags are decided together by a conditional random field, or each on its own.</summary>
    public bool Crf { get; init; } = true;

    /// <summary>The seed of the initial weights.</summary>
    public ulong Seed { get; init; } = 42;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        ModelFiles.CheckSize(Embedding, "embedding");
        ModelFiles.CheckSize(ShapeEmbedding, "shape-embedding");
        if (Characters != CharacterEncoder.None)
        {
            ModelFiles.CheckSize(CharacterEmbedding, "character-embedding");
            ModelFiles.CheckSize(CharacterUnits, "character-units");
        }

        ModelFiles.CheckSize(MinCount, "min-count", int.MaxValue);
        ModelFiles.CheckRate(InputDropout, "dropout-before");
        ModelFiles.CheckRate(OutputDropout, "dropout-after");
        if (!(WordDropout >= 0) || float.IsInfinity(WordDropout))
        {
            throw new ArgumentException($"expected a number of at least 0 for `word-dropout`, got {WordDropout}");
        }
    }
}
