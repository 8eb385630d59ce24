using Unroll.Tensors;

namespace Unroll.Recurrent.Decoding;

/// <summary>What a decoder with attention returns, in the arena of the tape.</summary>
/// <param name="Hidden">The hidden state of every step, packed: [P, H].</param>
/// <param name="Contexts">The context of every step, packed: [P, D].</param>
/// <param name="Combined">After the cell: tanh(W [h; c] + b), packed: [P, F]; otherwise null.</param>
/// <param name="Final">The states after each row's own last step, each [N, H] in the caller's order.</param>
/// <param name="Weights">Where each row looked.</param>
public readonly record struct DecoderOutput(Tensor Hidden, Tensor Contexts, Tensor? Combined, Tensor[] Final, AttentionWeights Weights);

/// <summary>The attention weights of a decoder's run; they live as long as the step of the tape.</summary>
public sealed class AttentionWeights
{
    private readonly Tensor _weights;
    private readonly Tensor? _totals;
    private readonly int[] _starts, _steps, _positions;

    internal AttentionWeights(Tensor weights, Tensor? totals, int[] starts, int[] steps, int[] positions)
    {
        _weights = weights;
        _totals = totals;
        _starts = starts;
        _steps = steps;
        _positions = positions;
    }

    /// <summary>The number of rows.</summary>
    public int Rows => _starts.Length;

    /// <summary>Positions of the source of a row.</summary>
    public int Positions(int row) => _positions[row];

    /// <summary>A copy of the weights of the caller's row: [steps, positions], each step adding up to 1.</summary>
    public float[] Of(int row) => _weights.Span.Slice(_starts[row], _steps[row] * _positions[row]).ToArray();

    /// <summary>What the kernel sees at the step after a row's last: the last weights, or the sum of all.</summary>
    internal float[] History(int row) =>
        (_totals ?? _weights).Span.Slice(_starts[row] + ((_steps[row] - 1) * _positions[row]), _positions[row]).ToArray();
}
