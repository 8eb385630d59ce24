using Unroll.Tensors;

namespace Unroll.Recurrent.Decoding;

/// <summary>What a decoder remembers of a batch of sources, source after source.</summary>
/// <param name="Values">[Q, D].</param>
/// <param name="Keys">[Q, A].</param>
/// <param name="Starts">The first position of each source in the caller's order, and Q.</param>
public sealed record AttentionMemory(Tensor Values, Tensor Keys, int[] Starts)
{
    /// <summary>A copy that outlives the tape and carries no gradient, for decoding step by step.</summary>
    public AttentionMemory Detach()
    {
        Tensor values = Values.Clone();
        return new AttentionMemory(values, ReferenceEquals(Values, Keys) ? values : Keys.Clone(), Starts);
    }
}
