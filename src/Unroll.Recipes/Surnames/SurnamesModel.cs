using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>A model of the recipe by name: its shape and how it is trained.</summary>
internal sealed record SurnamesModel(string Name, ClassifierOptions Shape, TrainingRecord Training);
