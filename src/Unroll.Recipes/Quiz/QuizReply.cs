namespace Unroll.Recipes;

/// <summary>What came of an answer.</summary>
/// <param name="Correct">Whether the player was right.</param>
/// <param name="Chosen">The label that the player's answer stands for.</param>
/// <param name="Answer">The right label.</param>
/// <param name="ModelAnswer">What the model says; null where there is none.</param>
/// <param name="ModelProbability">How probable the model finds its answer; NaN where there is no model.</param>
public sealed record QuizReply(bool Correct, string Chosen, string Answer, string? ModelAnswer, float ModelProbability)
{
    /// <summary>Whether the model was right.</summary>
    public bool ModelCorrect => ModelAnswer == Answer;
}
