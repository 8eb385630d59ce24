using System.Collections.Concurrent;
using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>
/// Sequences of numbers to a label or a number, one for each sequence or one a step: features on a common scale, a recurrent stack, the
/// last states or their mean or maximum over time, dropout and a linear layer. Predicting is safe from several threads at once; training
/// is not.
/// </summary>
public sealed class SeriesModel : Module, IDataFlow
{
    // A batch of prediction holds at most so many rows, and about so many steps.
    private const int PredictionRows = 256, PredictionSteps = 1 << 16;

    private readonly ConcurrentBag<Tape> _tapes = [];
    private readonly Linear? _input;
    private readonly RecurrentLayer _recurrent;
    private readonly Linear _output;

    /// <summary>Creates a model and initialises it from the options' seed.</summary>
    /// <param name="scaler">The features and their scale.</param>
    /// <param name="head">What is answered.</param>
    /// <param name="options">The shape.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public SeriesModel(FeatureScaler scaler, SeriesHead head, SeriesOptions options)
    {
        ArgumentNullException.ThrowIfNull(scaler);
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(options);
        head.Check();
        options.Check();
        Scaler = scaler;
        Head = head;
        Options = options;
        int width = scaler.Names.Count;
        if (options.InputUnits > 0)
        {
            _input = AddModule("input", new Linear(width, options.InputUnits));
            width = options.InputUnits;
        }

        _recurrent = AddModule("rnn", new RecurrentLayer(width, options.Recurrent));
        int parts = Math.Max(1, System.Numerics.BitOperations.PopCount((uint)options.Pooling));
        _output = AddModule("output", new Linear(options.Recurrent.OutputUnits * parts, head.Outputs));
        Initialize(options.Seed);
        if (head.Answer == SeriesAnswer.Weibull)
            _output.Bias!.Value.Span[0] = (float)Math.Log(head.Scale);
    }

    /// <summary>The features and their scale.</summary>
    public FeatureScaler Scaler { get; }

    /// <summary>What is answered.</summary>
    public SeriesHead Head { get; }

    /// <summary>The shape of the model.</summary>
    public SeriesOptions Options { get; }

    /// <inheritdoc/>
    public IReadOnlyList<DataFlow> DataFlow =>
    [
        .. _input is null ? (ReadOnlySpan<DataFlow>)[new("numbers", "rnn")] : [new("numbers", "input"), new("input", "rnn")],
        new("rnn", "output", PerStep ? FlowTime.SameStep : Options.Pooling == SeriesPooling.Last ? FlowTime.LastStep : FlowTime.AllSteps),
        new("output", "answer", PerStep ? FlowTime.SameStep : FlowTime.Once),
    ];

    /// <summary>Whether there is an answer for every step rather than one for each sequence.</summary>
    public bool PerStep => Options.Pooling == SeriesPooling.EveryStep;

    /// <summary>The outputs of a batch: [rows, outputs] in the caller's order, or [total, outputs] packed where every step is answered.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="input">Packed features on the common scale [total, features].</param>
    /// <param name="features">What the last layer sees.</param>
    /// <param name="probes">Where given, one a layer and direction.</param>
    public Tensor Forward(
        Tape tape, SequenceLayout layout, Tensor input, out Tensor features, IReadOnlyList<RecurrentProbe>? probes = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(layout);
        Tensor x = tape.SequenceDropout(input, layout, Options.InputDropout);
        if (_input is not null)
            x = tape.Tanh(_input.Forward(tape, x));
        RecurrentResult result = _recurrent.Forward(tape, layout, x, null, probes);
        if (PerStep)
        {
            features = result.Output;
            return _output.Forward(tape, tape.SequenceDropout(features, layout, Options.OutputDropout));
        }

        features = Pool(tape, layout, result);
        return _output.Forward(tape, tape.RowDropout(features, layout, Options.OutputDropout));
    }

    /// <summary>The probabilities of the labels: [labels] for each sequence, or [steps, labels] row by row.</summary>
    /// <exception cref="InvalidOperationException">The model answers with numbers.</exception>
    public IReadOnlyList<float[]> Probabilities(IReadOnlyList<FeatureSequence> sequences)
    {
        if (Head.Answer != SeriesAnswer.Label)
            throw new InvalidOperationException("a model that answers with numbers has no probabilities of labels");
        float[][] outputs = Outputs(sequences);
        foreach (float[] row in outputs)
        {
            for (int at = 0; at < row.Length; at += Head.Outputs)
                Numerics.VectorMath.Softmax(row.AsSpan(at, Head.Outputs));
        }

        return outputs;
    }

    /// <summary>The numbers answered: one for each sequence, or one a step.</summary>
    /// <exception cref="InvalidOperationException">The model answers with labels.</exception>
    public IReadOnlyList<SeriesEstimate[]> Estimates(IReadOnlyList<FeatureSequence> sequences)
    {
        if (Head.Answer == SeriesAnswer.Label)
            throw new InvalidOperationException("a model that answers with labels has no numbers");
        int width = Head.Outputs;
        return Array.ConvertAll(Outputs(sequences), row =>
        {
            var estimates = new SeriesEstimate[row.Length / width];
            for (int i = 0; i < estimates.Length; i++)
                estimates[i] = SeriesEstimate.Of(Head, row.AsSpan(i * width, width));
            return estimates;
        });
    }

    /// <summary>What the last layer puts out: [outputs] for each sequence, or [steps, outputs] row by row.</summary>
    public float[][] Outputs(IReadOnlyList<FeatureSequence> sequences) => Run(sequences, (outputs, _) => outputs);

    /// <summary>The vectors that the last layer sees: [units] for each sequence, or [steps, units] row by row.</summary>
    public float[][] Features(IReadOnlyList<FeatureSequence> sequences) => Run(sequences, (_, features) => features);

    /// <summary>Writes the model into a folder: model.safetensors and config.json.</summary>
    /// <exception cref="UnrollException">The folder cannot be written to.</exception>
    public void Save(string folder) => SeriesFiles.Save(this, folder);

    /// <summary>Reads a model from a run folder, or from a model.safetensors with its config.json beside it.</summary>
    /// <exception cref="UnrollException">A file is missing, damaged or of another model.</exception>
    public static SeriesModel Load(string path) => SeriesFiles.Load(path);

    private float[][] Run(IReadOnlyList<FeatureSequence> sequences, Func<Tensor, Tensor, Tensor> which)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        var outputs = new float[sequences.Count][];
        Tape tape = _tapes.TryTake(out Tape? free) ? free : new Tape();
        try
        {
            foreach (int[] rows in Batches(sequences))
            {
                float[][] values = Array.ConvertAll(rows, r => Scaler.Apply(sequences[r]));
                var layout = new SequenceLayout(Array.ConvertAll(rows, r => sequences[r].Steps));
                Tensor input = Pack(tape, layout, values, Scaler.Names.Count);
                Tensor outcome = Forward(tape, layout, input, out Tensor features);
                Unpack(layout, which(outcome, features), rows, outputs);
                tape.Reset();
            }
        }
        finally
        {
            tape.Reset();
            _tapes.Add(tape);
        }

        return outputs;
    }

    /// <summary>Packs rows of features on a tape: [total, features].</summary>
    internal static Tensor Pack(Tape tape, SequenceLayout layout, IReadOnlyList<float[]> values, int features)
    {
        Tensor input = tape.Arena.Allocate(new Shape(layout.Total, features));
        layout.PackFeatures(values, features, input.Span);
        return input;
    }

    private static int[][] Batches(IReadOnlyList<FeatureSequence> sequences)
    {
        int longest = sequences.Count == 0 ? 1 : sequences.Max(s => s.Steps);
        return BatchPlan.Evaluation(sequences.Select(s => s.Steps), Math.Clamp(PredictionSteps / longest, 1, PredictionRows));
    }

    private Tensor Pool(Tape tape, SequenceLayout layout, RecurrentResult result)
    {
        var parts = new List<Tensor>();
        if (Options.Pooling.HasFlag(SeriesPooling.Last))
        {
            RecurrentOptions shape = Options.Recurrent;
            int last = (shape.Layers - 1) * shape.Directions;
            Tensor state = result.Final[last][0];
            if (shape.Bidirectional)
            {
                Tensor backward = result.Final[last + 1][0];
                state = shape.Merge == Merge.Sum ? tape.Add(state, backward) : tape.Concatenate([state, backward]);
            }

            parts.Add(state);
        }

        if (Options.Pooling.HasFlag(SeriesPooling.Mean))
            parts.Add(tape.SegmentMean(result.Output, RowOfPacked(tape, layout), layout.Rows));
        if (Options.Pooling.HasFlag(SeriesPooling.Max))
            parts.Add(tape.SegmentMax(result.Output, RowOfPacked(tape, layout), layout.Rows));
        return parts.Count == 1 ? parts[0] : tape.Concatenate([.. parts]);
    }

    /// <summary>The caller's row of each packed row.</summary>
    private static unsafe Span<int> RowOfPacked(Tape tape, SequenceLayout layout)
    {
        var rows = new Span<int>(tape.Arena.AllocateInts(layout.Total), layout.Total);
        for (int t = 0; t < layout.Steps; t++)
            layout.Order[..layout.Alive[t]].CopyTo(rows[layout.PackedRow(t, 0)..]);
        return rows;
    }

    private void Unpack(SequenceLayout layout, Tensor outputs, int[] rows, float[][] destination)
    {
        int width = outputs.Shape.Last;
        for (int r = 0; r < layout.Rows; r++)
        {
            // Sorted row r is the caller's row Order[r].
            int row = layout.Order[r];
            if (!PerStep)
            {
                destination[rows[row]] = outputs.Span.Slice(row * width, width).ToArray();
                continue;
            }

            var steps = new float[layout.Lengths[r] * width];
            for (int t = 0; t < layout.Lengths[r]; t++)
                outputs.Span.Slice(layout.PackedRow(t, r) * width, width).CopyTo(steps.AsSpan(t * width));
            destination[rows[row]] = steps;
        }
    }
}
