namespace Unroll.Recipes;

/// <summary>The data of a run, as config.json records it.</summary>
/// <param name="Name">The data set or the file.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Path">The full path; null for the built-in sample.</param>
/// <param name="Items">The number of items.</param>
/// <param name="Sha256">Of the texts and labels.</param>
internal sealed record DataRecord(string Name, string Source, string? Path, int Items, string Sha256);
