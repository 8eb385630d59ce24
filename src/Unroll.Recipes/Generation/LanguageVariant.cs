using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>A model that a recipe knows by name, with its training.</summary>
/// <param name="Name">The name for <c>--model</c>.</param>
/// <param name="Shape">The shape of the model.</param>
/// <param name="Training">How it is trained.</param>
/// <param name="Steps">Steps of a chunk of a long text.</param>
internal sealed record LanguageVariant(string Name, LanguageModelOptions Shape, TrainingRecord Training, int Steps = 100)
{
    /// <summary>The variant of a name.</summary>
    /// <exception cref="UnrollException">There is none.</exception>
    public static LanguageVariant Find(IReadOnlyList<LanguageVariant> known, string name) => known.FirstOrDefault(v => v.Name == name)
        ?? throw new UnrollException($"unknown model `{name}`; known are {string.Join(", ", known.Select(v => v.Name))}");
}
