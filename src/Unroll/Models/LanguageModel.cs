using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>
/// The next piece from those before it: embedding, dropout, a recurrent stack, dropout, and a linear layer whose weights may be the
/// embedding's, or an adaptive softmax. Predicting is safe from several threads at once; training is not.
/// </summary>
public sealed class LanguageModel : Module
{
    private readonly Layers.Embedding _embedding;
    private readonly RecurrentLayer _recurrent;
    private readonly Linear? _output;
    private readonly AdaptiveSoftmax? _adaptive;
    private readonly Linear? _projection;
    private readonly Parameter? _tiedBias;

    /// <summary>Creates a model and initialises it from the options' seed.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public LanguageModel(Pieces pieces, LanguageModelOptions options)
        : this(pieces, options, initialize: true)
    {
    }

    /// <summary>The same, without initial weights where a file's are about to take their place.</summary>
    internal LanguageModel(Pieces pieces, LanguageModelOptions options, bool initialize)
    {
        options.Check(pieces.Count);
        Pieces = pieces;
        Options = options;
        int units = options.Recurrent.OutputUnits;

        // A tied embedding is also the output layer: with unit normal rows its logits would start far too large.
        Initializer? rows = options.Tied ? Initializer.Normal(1 / MathF.Sqrt(options.Embedding)) : null;
        _embedding = AddModule("embedding", new Layers.Embedding(pieces.Count, options.Embedding, rows));
        _recurrent = AddModule("rnn", new RecurrentLayer(options.Embedding, options.Recurrent));
        if (options.Cutoffs.Count > 0)
        {
            _adaptive = AddModule("output", new AdaptiveSoftmax(units, pieces.Count, options.Cutoffs));
        }
        else if (!options.Tied)
        {
            _output = AddModule("output", new Linear(units, pieces.Count));
        }
        else
        {
            _projection = units == options.Embedding ? null : AddModule("projection", new Linear(units, options.Embedding, bias: false));
            _tiedBias = AddParameter("bias", new Shape(pieces.Count), Initializer.Zero);
        }

        if (initialize)
        {
            Initialize(options.Seed);
        }
    }

    /// <summary>How text becomes ids.</summary>
    public Pieces Pieces { get; }

    /// <summary>The shape of the model.</summary>
    public LanguageModelOptions Options { get; }

    /// <summary>The number of ids V.</summary>
    public int Count => Pieces.Count;

    internal RecurrentLayer Recurrent => _recurrent;

    /// <summary>The embedding table [V, embedding].</summary>
    public Parameter Embedding => _embedding.Weight;

    /// <summary>The logits of the next piece after each piece of a batch.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="ids">Packed ids [total].</param>
    /// <param name="initial">The states to start from; learned or zero unless given.</param>
    /// <param name="probes">Where given, one a layer.</param>
    public LanguageOutput Forward(
        Tape tape, SequenceLayout layout, ReadOnlyMemory<int> ids, RecurrentStates? initial = null, IReadOnlyList<RecurrentProbe>? probes = null)
    {
        (Tensor hidden, RecurrentStates final) = Read(tape, layout, ids, initial, probes);
        return new LanguageOutput(Score(tape, hidden), hidden, final);
    }

    /// <summary>The same as far as the hidden states [total, units] that the output layer sees, for those who need no logits.</summary>
    internal (Tensor Hidden, RecurrentStates Final) Read(
        Tape tape, SequenceLayout layout, ReadOnlyMemory<int> ids, RecurrentStates? initial = null, IReadOnlyList<RecurrentProbe>? probes = null)
    {
        RecurrentResult result;
        bool drops = tape.Training && Options.InputDropout > 0;

        // Small tables are multiplied by the input weights as a whole, once a batch; of large ones only the rows that occur.
        if (drops || Count > layout.Total)
        {
            Tensor embedded = _embedding.Forward(tape, ids.Span);
            result = _recurrent.Forward(tape, layout, drops ? tape.SequenceDropout(embedded, layout, Options.InputDropout) : embedded, initial, probes);
        }
        else
        {
            result = _recurrent.ForwardIds(tape, layout, _embedding.Weight.Value, ids, initial, probes);
        }

        Tensor hidden = tape.Training && Options.OutputDropout > 0
            ? tape.SequenceDropout(result.Output, layout, Options.OutputDropout) : result.Output;
        return (hidden, result.Final);
    }

    /// <summary>The logits [rows, V] of hidden states [rows, units]; of an adaptive softmax ln p.</summary>
    internal Tensor Score(Tape tape, Tensor hidden)
    {
        if (_adaptive is not null)
        {
            return _adaptive.LogProbabilities(tape, hidden);
        }

        if (_output is not null)
        {
            return _output.Forward(tape, hidden);
        }

        Tensor features = _projection is null ? hidden : _projection.Forward(tape, hidden);
        return tape.Linear(features, _embedding.Weight.Value, _tiedBias!.Value);
    }

    /// <summary>The cross-entropy of the next pieces given hidden states [rows, units], without the logits that nobody asked for.</summary>
    internal Tensor Loss(Tape tape, Tensor hidden, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null) => _adaptive is not null
        ? _adaptive.Loss(tape, hidden, targets, options).Loss : tape.CrossEntropy(Score(tape, hidden), targets, options).Loss;

    /// <summary>How well hidden states [rows, units] predict the next pieces; targets of -100 do not count.</summary>
    internal LanguageScore Measure(Tape tape, Tensor hidden, ReadOnlySpan<int> targets)
    {
        if (_adaptive is not null)
        {
            (double nats, int counted, int correct) = _adaptive.Measure(tape, hidden, targets);
            return new LanguageScore(nats, counted, correct);
        }

        CrossEntropyResult result = tape.CrossEntropy(Score(tape, hidden), targets);
        return new LanguageScore(result.Sum, result.Counted, result.Correct);
    }

    /// <summary>The output layer packed for single steps.</summary>
    internal IPackedOutput PackOutput() => _adaptive is not null ? _adaptive.Pack()
        : _output is not null ? new PackedProjectedLinear(null, new PackedLinear(_output.Weight.Value, _output.Bias!.Value))
        : new PackedProjectedLinear(
            _projection is null ? null : new PackedLinear(_projection.Weight.Value, null), new PackedLinear(_embedding.Weight.Value, _tiedBias!.Value));

    /// <summary>Writes the model into a folder: model.safetensors and config.json.</summary>
    /// <exception cref="UnrollException">The folder cannot be written to.</exception>
    public void Save(string folder) => LanguageModelFiles.Save(this, folder);

    /// <summary>Reads a model from a run folder, or from a model.safetensors with its config.json beside it.</summary>
    /// <exception cref="UnrollException">A file is missing, damaged or of another model.</exception>
    public static LanguageModel Load(string path) => LanguageModelFiles.Load(path);
}
