namespace Unroll.Recipes;

/// <summary>A running score.</summary>
/// <param name="Right">Right answers.</param>
/// <param name="Asked">Answers.</param>
public readonly record struct QuizScore(int Right, int Asked)
{
    /// <summary>The share of right answers; 0 before the first.</summary>
    public double Share => Asked == 0 ? 0 : (double)Right / Asked;

    /// <summary>The score after one more answer.</summary>
    internal QuizScore Add(bool right) => new(Right + (right ? 1 : 0), Asked + 1);
}
