namespace Unroll.Recipes;

/// <summary>A piece that could come next.</summary>
/// <param name="Text">The piece, spaces and line ends by a sign.</param>
/// <param name="Probability">Its probability, after temperature and cuts.</param>
public sealed record SampleChoice(string Text, double Probability);
