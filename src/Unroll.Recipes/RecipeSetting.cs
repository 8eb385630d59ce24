namespace Unroll.Recipes;

/// <summary>A setting of a recipe for <c>--set key=value</c>.</summary>
/// <param name="Key">The key, kebab-case.</param>
/// <param name="Default">The default, as text.</param>
/// <param name="Description">One line.</param>
public sealed record RecipeSetting(string Key, string Default, string Description);
