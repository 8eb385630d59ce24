using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data.Ink;
using Unroll.Decoding;
using Unroll.Recurrent;
using Unroll.Recurrent.Decoding;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>A recogniser that writes step by step; the states of a step stay in the arena of one tape while the next uses another.</summary>
internal sealed class InkDecoder : IStepDecoder
{
    private readonly InkRecognizer _model;
    private readonly SourceState _source;
    private Tape _now, _next;
    private Tensor _state;
    private Tensor? _feed;
    private float[][]? _history;
    private int[] _rows;
    private AttentionWeights? _weights;

    /// <summary>Reads the ink.</summary>
    public InkDecoder(InkRecognizer model, IReadOnlyList<float[]> features, Tape now, Tape next)
    {
        _model = model;
        _now = now;
        _next = next;
        now.Reset();
        (SequenceLayout layout, Tensor packed) = InkRecognizer.Pack(now, features);
        _source = model.Encode(now, layout, packed).Detach();
        _state = _source.Initial[0][0];
        _rows = [.. Enumerable.Range(0, features.Count)];
        Sources = features.Count;
    }

    public int Sources { get; }

    public int Classes => _model.Vocabulary.Count;

    public int Start => LatexVocabulary.StartId;

    public int End => LatexVocabulary.EndId;

    public ReadOnlySpan<float> Step(ReadOnlySpan<int> rows, ReadOnlySpan<int> tokens)
    {
        (_now, _next) = (_next, _now);
        Tape tape = _now;
        tape.Reset();
        Tensor state = tape.Gather(_state, rows);
        Tensor? feed = _feed is null ? null : tape.Gather(_feed, rows);
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

        TargetState result = _model.Decode(
            tape, SequenceLayout.Dense(rows.Length, 1), tokens, new DecoderStart(_source, [[state]], sources, feed, history));
        _state = result.States[0][0];
        _rows = sources;
        _weights = result.Attended!.Value.Weights;
        _feed = result.Attended.Value.Combined;
        _history = [.. Enumerable.Range(0, rows.Length).Select(_weights.History)];
        return tape.LogSoftmax(result.Logits).Span;
    }

    public ReadOnlySpan<float> Attention(int row) => _weights is null ? [] : _weights.Of(row);
}
