using Unroll.Autograd;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>
/// Trains a <see cref="LanguageModel"/> on one long text by truncated back-propagation through time: the text is cut into streams that are
/// read side by side, a chunk of some steps at a time; the states go on from chunk to chunk, the gradients do not. Each epoch starts at
/// another place of the text, which goes round, so that chunks end elsewhere.
/// </summary>
public sealed class LanguageTextTask : TrainingTask
{
    private readonly LanguageModel _model;
    private readonly int[] _text, _valid;
    private readonly int _streams, _steps, _streamLength, _chunks;
    private readonly ulong _seed;
    private readonly SequenceLayout _layout;
    private readonly int[] _inputs, _targets;
    private readonly RecurrentStates _carried;
    private bool _started;

    /// <summary>Cuts the text.</summary>
    /// <param name="model">The model to train.</param>
    /// <param name="text">The ids of the training text.</param>
    /// <param name="valid">The ids of a held-out text; none unless given.</param>
    /// <param name="streams">How many streams are read side by side; fewer where the text is too short for a chunk each.</param>
    /// <param name="steps">The steps of a chunk.</param>
    /// <param name="seed">What the places where epochs start follow from.</param>
    /// <exception cref="ArgumentException">The text has fewer than two pieces, or a number is out of range.</exception>
    public LanguageTextTask(LanguageModel model, int[] text, int[]? valid = null, int streams = 50, int steps = 100, ulong seed = 42)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        if (streams < 1 || steps < 1)
        {
            throw new ArgumentException($"expected positive integers for streams and steps, got {streams} and {steps}");
        }

        if (text.Length < 2)
        {
            throw new ArgumentException($"expected a text of at least 2 pieces, got {text.Length}", nameof(text));
        }

        _model = model;
        _text = text;
        _valid = valid ?? [];
        _seed = seed;
        _steps = Math.Min(steps, text.Length - 1);
        _streams = Math.Clamp(text.Length / _steps, 1, streams);
        _streamLength = text.Length / _streams;
        _chunks = Math.Max(1, _streamLength / _steps);
        _layout = SequenceLayout.Dense(_streams, _steps);
        _inputs = new int[_layout.Total];
        _targets = new int[_layout.Total];
        RecurrentOptions shape = model.Options.Recurrent;
        _carried = new RecurrentStates(
            [.. Enumerable.Range(0, shape.Layers).Select(_ => (Tensor[])[.. Enumerable.Range(0, shape.Cell.States).Select(_ => Tensor.Zeros(_streams, shape.Units))])]);
        Lengths = [.. Enumerable.Repeat(_steps, _chunks * _streams)];
    }

    /// <inheritdoc/>
    public override Module Model => _model;

    /// <summary>One for each chunk of each stream.</summary>
    public override IReadOnlyList<int> Lengths { get; }

    /// <summary>Chunks an epoch.</summary>
    public int Chunks => _chunks;

    /// <summary>Chunk by chunk, all streams together: the states have to come from the chunk before.</summary>
    public override int[][] Plan(int epoch) =>
        [.. Enumerable.Range(0, _chunks).Select(c => (int[])[.. Enumerable.Range(c * _streams, _streams)])];

    /// <inheritdoc/>
    public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
    {
        ArgumentNullException.ThrowIfNull(tape);
        int chunk = items[0] / _streams;
        Fill(chunk, Offset((int)(tape.Step / (uint)_chunks)));
        if (chunk == 0)
        {
            _started = false;
        }

        (Tensor hidden, RecurrentStates final) = _model.Read(tape, _layout, _inputs, _started ? _carried : null);
        for (int layer = 0; layer < _carried.Count; layer++)
        {
            for (int k = 0; k < _carried[layer].Length; k++)
            {
                final[layer][k].Span.CopyTo(_carried[layer][k].Span);
            }
        }

        _started = true;
        correct = -1;
        return _model.Loss(tape, hidden, _targets);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape) =>
        _valid.Length < 2 ? [] : Metrics(LanguageScore.OfText(_model, _valid));

    /// <inheritdoc/>
    public override void SaveState(CheckpointState checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.SetInt64("carried.started", _started ? 1 : 0);
        Visit((name, state) => checkpoint.SetSingles(name, state.ToArray()));
    }

    /// <inheritdoc/>
    public override void LoadState(CheckpointState checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        _started = checkpoint.GetInt64("carried.started") != 0;
        Visit((name, state) =>
        {
            float[] values = checkpoint.GetSingles(name);
            if (values.Length != state.Count)
            {
                throw new UnrollException($"the checkpoint's `{name}` has {values.Length} values, expected {state.Count}; the data or the batch is another one");
            }

            values.CopyTo(state.Span);
        });
    }

    /// <summary>What the log shows of a score; people look at the last one.</summary>
    internal static IReadOnlyList<(string Name, double Value)> Metrics(LanguageScore score) =>
        [("bits", score.Bits), ("perplexity", score.Perplexity), ("loss", score.Loss)];

    /// <summary>Where an epoch starts: at the start of the text the first time, then anywhere.</summary>
    private int Offset(int epoch) =>
        epoch == 0 ? 0 : new RngSequence(_seed, RandomPurpose.Shuffle, (ulong)epoch).NextInt(_text.Length);

    private void Fill(int chunk, int offset)
    {
        for (int s = 0; s < _streams; s++)
        {
            int at = (int)(((long)offset + ((long)s * _streamLength) + ((long)chunk * _steps)) % _text.Length);
            for (int t = 0; t < _steps; t++)
            {
                _inputs[(t * _streams) + s] = _text[at];
                at = at + 1 == _text.Length ? 0 : at + 1;
                _targets[(t * _streams) + s] = _text[at];
            }
        }
    }

    private void Visit(Action<string, Tensor> action)
    {
        for (int layer = 0; layer < _carried.Count; layer++)
        {
            for (int k = 0; k < _carried[layer].Length; k++)
            {
                action($"carried.{layer}.{k}", _carried[layer][k]);
            }
        }
    }
}
