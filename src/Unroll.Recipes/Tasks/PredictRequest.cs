namespace Unroll.Recipes;

/// <summary>How <c>predict</c> wants its answers.</summary>
/// <param name="Top">Alternatives to show for each input.</param>
/// <param name="Steps">Whether to show how the answer comes about, step by step.</param>
/// <param name="Colors">Whether the text may hold terminal colours.</param>
public sealed record PredictRequest(int Top, bool Steps, bool Colors);
