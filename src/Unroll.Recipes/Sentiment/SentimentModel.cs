using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>A model of the recipe: over sentences or over trees.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Sentence">The shape of a model over sentences, or null.</param>
/// <param name="Tree">The shape of a model over trees, or null.</param>
/// <param name="Training">How it is trained.</param>
internal sealed record SentimentModel(string Name, SentenceOptions? Sentence, TreeOptions? Tree, TrainingRecord Training);
