using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Recurrent;
using Unroll.Recurrent.Decoding;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>
/// A translator that writes step by step for a batch of sources. The states of a step stay in the arena of one tape while the next uses
/// another.
/// </summary>
internal sealed class TranslatorDecoder : IStepDecoder
{
    private readonly Translator _model;
    private readonly SourceState _source;
    private Tape _now, _next;
    private Tensor[][] _states;
    private Tensor? _feed;
    private float[][]? _history;
    private int[] _rows;
    private AttentionWeights? _weights;

    /// <summary>Reads the sources.</summary>
    public TranslatorDecoder(Translator model, IReadOnlyList<int[]> sources, Tape now, Tape next)
    {
        _model = model;
        _now = now;
        _next = next;
        now.Reset();
        var layout = new SequenceLayout([.. sources.Select(s => s.Length)]);
        var ids = new int[layout.Total];
        layout.PackIds(sources, ids);
        _source = model.Encode(now, layout, ids).Detach();
        _states = _source.Initial;
        _rows = [.. Enumerable.Range(0, sources.Count)];
        Sources = sources.Count;
    }

    public int Sources { get; }

    public int Classes => _model.Target.Count;

    public int Start => Tokenizer.StartId;

    public int End => Tokenizer.EndId;

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
        TargetState result = _model.Decode(
            tape, SequenceLayout.Dense(rows.Length, 1), tokens, new DecoderStart(_source, states, sources, feed, history));
        _states = result.States;
        _rows = sources;
        _weights = result.Attended?.Weights;
        AttentionOptions? attention = _model.Options.Attention;
        _feed = attention is { Order: AttentionOrder.After, InputFeeding: true } ? result.Attended!.Value.Combined : null;
        _history = attention is { History: not AttentionHistory.None }
            ? [.. Enumerable.Range(0, rows.Length).Select(_weights!.History)] : null;
        return tape.LogSoftmax(result.Logits).Span;
    }

    public ReadOnlySpan<float> Attention(int row) => _weights is null ? [] : _weights.Of(row);
}
