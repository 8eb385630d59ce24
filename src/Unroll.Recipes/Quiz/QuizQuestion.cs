namespace Unroll.Recipes;

/// <summary>A question of a quiz.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">The text whose label is asked for.</param>
/// <param name="Answer">The label that counts as right.</param>
/// <param name="Choices">All labels, in the order of their ids.</param>
public sealed record QuizQuestion(int Number, string Text, string Answer, IReadOnlyList<string> Choices);
