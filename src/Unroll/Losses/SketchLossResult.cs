using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>The loss of pen movements and what it is made of.</summary>
/// <param name="Loss">The loss, a scalar on the tape.</param>
/// <param name="Movements">The negative log-likelihood of all movements, not divided.</param>
/// <param name="Pen">That of all states of the pen, not divided.</param>
public readonly record struct SketchLossResult(Tensor Loss, double Movements, double Pen);
