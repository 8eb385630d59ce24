namespace Unroll.Recipes;

/// <summary>Where the data of a run is.</summary>
/// <param name="Name">The name of the data set.</param>
/// <param name="Origin">Which place had it.</param>
/// <param name="Path">The file or folder; null for the built-in sample.</param>
/// <param name="Description">What is used, to print and to record.</param>
public sealed record DataLocation(string Name, DataOrigin Origin, string? Path, string Description);
