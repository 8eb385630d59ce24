namespace Unroll.Recipes;

/// <summary>A data set that a recipe can use: where it comes from and under which terms.</summary>
public sealed record DataSet
{
    /// <summary>Its name in commands, and the name of its folder.</summary>
    public required string Name { get; init; }

    /// <summary>A title for people.</summary>
    public required string Title { get; init; }

    /// <summary>The licence as its source states it.</summary>
    public required string Licence { get; init; }

    /// <summary>Where people can read about it.</summary>
    public required Uri Source { get; init; }

    /// <summary>What is in it, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>What is used instead where the data set is not to be had.</summary>
    public required string BuiltIn { get; init; }

    /// <summary>The files to download; none where the source has to be visited by hand.</summary>
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>The size of all its files.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);
}
