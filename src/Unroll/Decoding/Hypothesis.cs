namespace Unroll.Decoding;

/// <summary>A sequence that a decoder wrote.</summary>
/// <param name="Tokens">The tokens, without start and end.</param>
/// <param name="LogProbability">The natural logarithm of its probability, the end's included where it ended.</param>
/// <param name="Score">What it was ranked by: the log-probability with the penalties of the search.</param>
/// <param name="Ended">Whether it came to its end before the greatest length, where the end is forced.</param>
/// <param name="Attention">Where each step looked, the end's included; empty for a model without attention or where it was not asked
/// for.</param>
public sealed record Hypothesis(int[] Tokens, double LogProbability, double Score, bool Ended, IReadOnlyList<float[]> Attention);
