namespace Unroll.Recipes;

/// <summary>Recipes that belong together.</summary>
/// <param name="Title">What they do, in a few words.</param>
/// <param name="Recipes">The recipes.</param>
public sealed record RecipeGroup(string Title, IReadOnlyList<IRecipe> Recipes);
