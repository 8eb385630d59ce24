using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Recurrent;
using Unroll.Recurrent.Decoding;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>One step of a model that writes, from what it starts from.</summary>
internal delegate TargetState DecodeStep(Tape tape, SequenceLayout layout, ReadOnlySpan<int> inputs, DecoderStart start);

/// <summary>
/// A model that writes step by step over what it has read: a translator, a captioner, a recogniser of ink. The states of a step stay in
/// the arena of one tape while the next uses another.
/// </summary>
internal sealed class SourceDecoder : IStepDecoder
{
    private readonly DecodeStep _decode;
    private readonly AttentionOptions? _attention;
    private readonly SourceState _source;
    private Tape _now, _next;
    private Tensor[][] _states;
    private Tensor? _feed;
    private float[][]? _history;
    private int[] _rows;
    private AttentionWeights? _weights;

    /// <summary>Reads the sources.</summary>
    /// <param name="sources">How many.</param>
    /// <param name="classes">How many tokens there are.</param>
    /// <param name="read">Reads all of them on a tape.</param>
    /// <param name="decode">Writes one step.</param>
    /// <param name="attention">How the decoder attends; null where it does not.</param>
    /// <param name="now">A tape that nothing else uses, as long as this lives.</param>
    /// <param name="next">Another.</param>
    public SourceDecoder(
        int sources, int classes, Func<Tape, SourceState> read, DecodeStep decode, AttentionOptions? attention, Tape now, Tape next)
    {
        Sources = sources;
        Classes = classes;
        _decode = decode;
        _attention = attention;
        _now = now;
        _next = next;
        now.Reset();
        _source = read(now).Detach();
        _states = _source.Initial;
        _rows = [.. Enumerable.Range(0, sources)];
    }

    public int Sources { get; }

    public int Classes { get; }

    public int Start { get; init; } = Tokenizer.StartId;

    public int End { get; init; } = Tokenizer.EndId;

    public ReadOnlySpan<float> Step(ReadOnlySpan<int> rows, ReadOnlySpan<int> tokens)
    {
        (_now, _next) = (_next, _now);
        Tape tape = _now;
        tape.Reset();
        var states = new Tensor[_states.Length][];
        for (int l = 0; l < states.Length; l++)
        {
            states[l] = new Tensor[_states[l].Length];
            for (int k = 0; k < states[l].Length; k++)
            {
                states[l][k] = tape.Gather(_states[l][k], rows);
            }
        }

        var sources = new int[rows.Length];
        float[][]? history = _history is null ? null : new float[rows.Length][];
        for (int i = 0; i < rows.Length; i++)
        {
            sources[i] = _rows[rows[i]];
            if (history is not null)
            {
                history[i] = _history![rows[i]];
            }
        }

        Tensor? feed = _feed is null ? null : tape.Gather(_feed, rows);
        TargetState result = _decode(
            tape, SequenceLayout.Dense(rows.Length, 1), tokens, new DecoderStart(_source, states, sources, feed, history));
        _states = result.States;
        _rows = sources;
        _weights = result.Attended?.Weights;
        _feed = _attention is { Order: AttentionOrder.After, InputFeeding: true } ? result.Attended!.Value.Combined : null;
        _history = _attention is { History: not AttentionHistory.None }
            ? [.. Enumerable.Range(0, rows.Length).Select(_weights!.History)] : null;
        return tape.LogSoftmaxInPlace(result.Logits).Span;
    }

    public ReadOnlySpan<float> Attention(int row) => _weights is null ? [] : _weights.Of(row);
}
