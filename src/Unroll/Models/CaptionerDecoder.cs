using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Recurrent;
using Unroll.Recurrent.Decoding;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>
/// A captioner that writes step by step for a batch of pictures. The states of a step stay in the arena of one tape while the next uses
/// another.
/// </summary>
internal sealed class CaptionerDecoder : IStepDecoder
{
    private readonly Captioner _model;
    private readonly SourceState _source;
    private Tape _now, _next;
    private Tensor[] _states;
    private int[] _rows;
    private AttentionWeights? _weights;

    /// <summary>Looks at the pictures.</summary>
    public CaptionerDecoder(Captioner model, IReadOnlyList<float[]> pictures, Tape now, Tape next)
    {
        _model = model;
        _now = now;
        _next = next;
        now.Reset();
        _source = model.Look(now, model.Gather(now, pictures)).Detach();
        _states = _source.Initial[0];
        _rows = [.. Enumerable.Range(0, pictures.Count)];
        Sources = pictures.Count;
    }

    public int Sources { get; }

    public int Classes => _model.Words.Count;

    public int Start => Tokenizer.StartId;

    public int End => Tokenizer.EndId;

    public ReadOnlySpan<float> Step(ReadOnlySpan<int> rows, ReadOnlySpan<int> tokens)
    {
        (_now, _next) = (_next, _now);
        Tape tape = _now;
        tape.Reset();
        var states = new Tensor[_states.Length];
        for (int k = 0; k < states.Length; k++)
        {
            states[k] = tape.Gather(_states[k], rows);
        }

        var sources = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            sources[i] = _rows[rows[i]];
        }

        TargetState result = _model.Decode(
            tape, SequenceLayout.Dense(rows.Length, 1), tokens, new DecoderStart(_source, [states], sources));
        _states = result.States[0];
        _rows = sources;
        _weights = result.Attended!.Value.Weights;
        return tape.LogSoftmax(result.Logits).Span;
    }

    public ReadOnlySpan<float> Attention(int row) => _weights is null ? [] : _weights.Of(row);
}
