namespace Unroll.Decoding;

/// <summary>Labels that a CTC decoder found.</summary>
/// <param name="Labels">The labels.</param>
/// <param name="LogProbability">ln of their probability: of all alignments that the beam kept, or of the one best alignment.</param>
public sealed record CtcHypothesis(IReadOnlyList<int> Labels, double LogProbability);
