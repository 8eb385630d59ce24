using Unroll.Recurrent.Decoding;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>What an encoder made of a batch of sources.</summary>
/// <param name="Summary">The last states of the top layer, [sources, D].</param>
/// <param name="Initial">What the decoder starts from, by layer and state, each [sources, H].</param>
/// <param name="Memory">What attention looks at; null without.</param>
internal sealed record SourceState(Tensor Summary, Tensor[][] Initial, AttentionMemory? Memory)
{
    /// <summary>A copy that outlives the tape.</summary>
    public SourceState Detach() =>
        new(Summary.Clone(), Array.ConvertAll(Initial, l => Array.ConvertAll(l, s => s.Clone())), Memory?.Detach());
}

/// <summary>What a decoder goes on from.</summary>
/// <param name="Source">The sources.</param>
/// <param name="States">By layer and state, each [rows, H].</param>
/// <param name="Rows">The source of each row; row i belongs to source i where null.</param>
/// <param name="Feed">What input feeding feeds to the first step.</param>
/// <param name="History">The attention before the first step, where it counts.</param>
internal sealed record DecoderStart(SourceState Source, Tensor[][] States, int[]? Rows = null, Tensor? Feed = null,
    float[][]? History = null);

/// <summary>What a decoder came to.</summary>
/// <param name="Logits">Packed: [P, tokens].</param>
/// <param name="States">The last states, by layer and state.</param>
/// <param name="Attended">The attention's output; null without.</param>
internal sealed record TargetState(Tensor Logits, Tensor[][] States, DecoderOutput? Attended);
