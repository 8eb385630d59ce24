using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>What <see cref="CtcLosses.Ctc"/> returns.</summary>
/// <param name="Loss">The scalar to differentiate.</param>
/// <param name="Rows">-ln p(labels) of each row in the caller's order; infinite where a row is too short for its labels.</param>
/// <param name="Impossible">The number of rows that are too short for their labels.</param>
public readonly record struct CtcResult(Tensor Loss, IReadOnlyList<double> Rows, int Impossible);
