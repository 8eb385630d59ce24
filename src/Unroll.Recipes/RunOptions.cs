namespace Unroll.Recipes;

/// <summary>What the command line asked for; null where it said nothing and the recipe's own default holds.</summary>
public sealed record RunOptions
{
    /// <summary>A small version for a first look, in seconds.</summary>
    public bool Quick { get; init; }

    /// <summary>Train every model of the recipe and print one table.</summary>
    public bool Compare { get; init; }

    /// <summary>Repeat over this many splits of the data.</summary>
    public int Splits { get; init; } = 1;

    /// <summary>Repeat over this many seeds.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>How the data is split, where a recipe knows several ways (<c>--split</c>).</summary>
    public string? Split { get; init; }

    /// <summary>The model of the recipe to train (<c>--model</c>).</summary>
    public string? Model { get; init; }

    /// <summary>Settings of the recipe (<c>--set key=value</c>).</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();

    /// <summary>The seed of splits, weights, order and noise.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Where the data is (<c>--data</c>).</summary>
    public string? Data { get; init; }

    /// <summary>The cell, by name.</summary>
    public string? Cell { get; init; }

    /// <summary>Units of each layer and direction.</summary>
    public int? Units { get; init; }

    /// <summary>Layers of the stack.</summary>
    public int? Layers { get; init; }

    /// <summary>Both directions.</summary>
    public bool? Bidirectional { get; init; }

    /// <summary>Features of the embedding.</summary>
    public int? Embedding { get; init; }

    /// <summary>Dropout before and after the recurrent stack.</summary>
    public float? Dropout { get; init; }

    /// <summary>Passes over the training data.</summary>
    public int? Epochs { get; init; }

    /// <summary>Minutes after which training stops with a checkpoint.</summary>
    public double? Minutes { get; init; }

    /// <summary>Items a batch.</summary>
    public int? Batch { get; init; }

    /// <summary>The learning rate.</summary>
    public float? LearningRate { get; init; }

    /// <summary>The norm that gradients are clipped to; 0 for none.</summary>
    public float? Clip { get; init; }

    /// <summary>The optimizer, by name.</summary>
    public string? Optimizer { get; init; }

    /// <summary>The learning-rate schedule, by name.</summary>
    public string? Schedule { get; init; }

    /// <summary>Whether recurrent layers compute their activations again on the way back rather than keep them (<c>--recompute</c>).</summary>
    public bool Recompute { get; init; }

    /// <summary>A file of held-out items, or null for a tenth of the data (<c>--valid</c>).</summary>
    public string? Valid { get; init; }

    /// <summary>A file of word vectors that the embedding starts from, or null (<c>--vectors</c>).</summary>
    public string? Vectors { get; init; }

    /// <summary>Validations without a better one after which training stops; 0 for never.</summary>
    public int? Patience { get; init; }
}
