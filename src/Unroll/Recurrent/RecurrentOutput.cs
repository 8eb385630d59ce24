using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>What one direction of a recurrent layer returns.</summary>
/// <param name="Output">The hidden state of every step, packed: [total, H], or the destination that was given.</param>
/// <param name="Final">The states after each row's own last step, each [rows, H] in the caller's order.</param>
public readonly record struct RecurrentOutput(Tensor Output, Tensor[] Final);
