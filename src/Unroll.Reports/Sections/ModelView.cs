namespace Unroll.Reports.Sections;

/// <summary>What <see cref="ParameterSections"/> has to look at beside the weights; what is left out is not shown.</summary>
public sealed record ModelView
{
    /// <summary>A few sequences with what the model did on them: histograms of its gates and the path of its state.</summary>
    public IReadOnlyList<TracedSequence> Sequences { get; init; } = [];

    /// <summary>What each row of the embedding stands for: its nearest neighbours.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>The full name of the embedding's parameter.</summary>
    public string Embedding { get; init; } = "embedding.weight";

    /// <summary>Full names of further square matrices that multiply the hidden state, beside those that are named as PyTorch names them.</summary>
    public IReadOnlyList<string> Recurrent { get; init; } = [];

    /// <summary>Rows of the embedding whose neighbours are listed, at most; the first ones unless <see cref="Shown"/> names them.</summary>
    public int MaxTokens { get; init; } = 40;

    /// <summary>Ids whose neighbours are listed, for example the most frequent; null for the first ones.</summary>
    public IReadOnlyList<int>? Shown { get; init; }
}
