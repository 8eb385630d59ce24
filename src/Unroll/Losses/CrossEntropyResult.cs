using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>A cross-entropy and what else was seen on the way.</summary>
/// <param name="Loss">The loss, a scalar on the tape.</param>
/// <param name="Sum">The loss of all positions, not divided, in double: what to add up over batches.</param>
/// <param name="Weight">The sum of the class weights of the targets: what to divide <paramref name="Sum"/> by.</param>
/// <param name="Counted">The number of targets that were not ignored.</param>
/// <param name="Correct">For how many of them the first largest logit was the target's.</param>
public readonly record struct CrossEntropyResult(Tensor Loss, double Sum, double Weight, int Counted, int Correct);
