using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>What a <see cref="LanguageModel"/> says of a batch.</summary>
/// <param name="Logits">The logits of the next piece after each, packed: [total, V].</param>
/// <param name="Hidden">The last layer's hidden states, packed: [total, units].</param>
/// <param name="Final">The states after each row's last step.</param>
public readonly record struct LanguageOutput(Tensor Logits, Tensor Hidden, RecurrentStates Final);
