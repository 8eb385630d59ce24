using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Data.Ink;
using Unroll.Decoding;
using Unroll.Layers;
using Unroll.Recurrent;
using Unroll.Recurrent.Decoding;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>A formula that a recogniser read.</summary>
/// <param name="Tokens">Its tokens of LaTeX.</param>
/// <param name="Hypothesis">Their ids, score and attention.</param>
public sealed record InkReading(string[] Tokens, Hypothesis Hypothesis);

/// <summary>
/// Reads handwritten formulas (Zhang, Du and Dai 2017): gated recurrent layers in both directions over the points of the pen, half of the
/// frames dropped after some of them, and a gated recurrent decoder that writes LaTeX token by token, looking at the ink by attention with
/// coverage. Unlike there the decoder looks with its state after the step and is fed what it saw (input feeding) rather than having two cells.
/// </summary>
public sealed partial class InkRecognizer : Module, IDataFlow
{
    private const int RowsAtOnce = 32;

    private readonly RecurrentLayer[] _encoder;
    private readonly Layers.Embedding _embedding;
    private readonly Linear _bridge, _output;
    private readonly AttentionDecoder _decoder;

    /// <summary>Creates a recogniser and initialises it from the options' seed.</summary>
    /// <param name="vocabulary">The tokens that it writes.</param>
    /// <param name="options">The shape.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public InkRecognizer(LatexVocabulary vocabulary, InkRecognizerOptions options)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Vocabulary = vocabulary;
        Options = options;
        int columns = options.Layer.OutputUnits;
        _encoder =
        [
            .. Enumerable.Range(0, options.EncoderLayers)
                .Select(l => AddModule($"encoder_{l}", new RecurrentLayer(l == 0 ? InkFeatures.Count : columns, options.Layer))),
        ];
        _embedding = AddModule(
            "embedding", new Layers.Embedding(vocabulary.Count, options.Embedding, Initializer.Normal(1 / MathF.Sqrt(options.Embedding))));
        _bridge = AddModule("bridge", new Linear(columns, options.DecoderUnits));
        _decoder = AddModule("decoder", new AttentionDecoder(options.Embedding, Cell.Gru, options.DecoderUnits, columns, options.Attention));
        _output = AddModule("output", new Linear(options.DecoderUnits, vocabulary.Count));
        Initialize(options.Seed);
    }

    /// <summary>The tokens that it writes.</summary>
    public LatexVocabulary Vocabulary { get; }

    /// <summary>The shape of the model.</summary>
    public InkRecognizerOptions Options { get; }

    /// <summary>The number of frames that attention sees of a number of points.</summary>
    public int Frames(int points)
    {
        for (int l = 0; l < Options.Pooled; l++)
        {
            points = (points + 1) / 2;
        }

        return points;
    }

    /// <summary>Reads formulas by beam search, best first.</summary>
    /// <param name="features">What <see cref="InkFeatures"/> made of each ink.</param>
    /// <param name="width">Sequences kept at each step.</param>
    /// <param name="best">Readings of each ink, at most.</param>
    /// <param name="keepAttention">Whether the readings carry where their steps looked: a weight a frame.</param>
    /// <param name="cancellation">Ends the search early.</param>
    public IReadOnlyList<InkReading>[] Read(
        IReadOnlyList<float[]> features, int width = 10, int best = 1, bool keepAttention = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        var readings = new IReadOnlyList<InkReading>[features.Count];
        Tape now = new(), next = new();
        foreach (int[] rows in BatchPlan.Evaluation(features.Select(f => f.Length / InkFeatures.Count), RowsAtOnce))
        {
            var decoder = new SourceDecoder(rows.Length, Vocabulary.Count, Encoded, Decode, Options.Attention, now, next)
            {
                Start = LatexVocabulary.StartId, End = LatexVocabulary.EndId,
            };
            SourceState Encoded(Tape tape)
            {
                (SequenceLayout layout, Tensor packed) = Pack(tape, [.. rows.Select(r => features[r])]);
                return Encode(tape, layout, packed);
            }

            var options = new BeamOptions
            {
                Width = width, Best = best, KeepAttention = keepAttention,
                MaxLength = s => Math.Min(250, 10 + (3 * Frames(features[rows[s]].Length / InkFeatures.Count))),
            };
            IReadOnlyList<Hypothesis>[] found = BeamSearch.Run(decoder, options, cancellation);
            for (int i = 0; i < rows.Length; i++)
            {
                readings[rows[i]] = [.. found[i].Select(h => new InkReading(Vocabulary.Decode(h.Tokens), h))];
            }
        }

        return readings;
    }

    /// <summary>Reads a batch of ink.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the points.</param>
    /// <param name="features">Packed features [total, 9].</param>
    internal SourceState Encode(Tape tape, SequenceLayout layout, Tensor features)
    {
        Tensor frames = features;
        Tensor? summary = null;
        for (int l = 0; l < _encoder.Length; l++)
        {
            RecurrentResult result = _encoder[l].Forward(tape, layout, frames);
            frames = tape.SequenceDropout(result.Output, layout, Options.Dropout);
            if (l < Options.Pooled)
            {
                (layout, frames) = DropSecond(tape, layout, frames);
            }

            summary = tape.Concatenate([result.Final[0][0], result.Final[1][0]]);
        }

        Tensor start = tape.Tanh(_bridge.Forward(tape, summary!));
        return new SourceState(summary!, [[start]], _decoder.Remember(tape, layout, frames));
    }

    /// <summary>Writes over a batch of formulas whose inputs are known, or one step of it.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the formulas.</param>
    /// <param name="inputs">Packed ids: the start, then each token but the last.</param>
    /// <param name="start">What the decoder starts from.</param>
    internal TargetState Decode(Tape tape, SequenceLayout layout, ReadOnlySpan<int> inputs, DecoderStart start)
    {
        DecoderOutput output = _decoder.Forward(
            tape, layout, _embedding.Forward(tape, inputs), start.Source.Memory!, start.States[0], start.Rows, start.Feed, start.History);
        Tensor seen = tape.SequenceDropout(output.Combined!, layout, Options.Dropout);
        return new TargetState(_output.Forward(tape, seen), [output.Final], output);
    }

    /// <summary>Packs features for <see cref="Encode"/>.</summary>
    internal static (SequenceLayout Layout, Tensor Features) Pack(Tape tape, IReadOnlyList<float[]> features, ReadOnlySpan<int> items = default)
    {
        var layout = new SequenceLayout([.. features.Select(f => f.Length / InkFeatures.Count)], items);
        Tensor packed = tape.Arena.Allocate(new Shape(layout.Total, InkFeatures.Count));
        layout.PackFeatures(features, InkFeatures.Count, packed.Span);
        return (layout, packed);
    }

    /// <summary>Keeps frames 0, 2, 4, ... of each row.</summary>
    internal static (SequenceLayout Layout, Tensor Frames) DropSecond(Tape tape, SequenceLayout layout, Tensor frames)
    {
        int rows = layout.Rows;
        int[] lengths = new int[rows], items = new int[rows], sorted = new int[rows];
        for (int r = 0; r < rows; r++)
        {
            int row = layout.Order[r];
            lengths[row] = (layout.Lengths[r] + 1) / 2;
            items[row] = layout.Items[r];
            sorted[row] = r;
        }

        var half = new SequenceLayout(lengths, items);
        var from = new int[half.Total];
        for (int r = 0; r < rows; r++)
        {
            for (int t = 0; t < half.Lengths[r]; t++)
            {
                from[half.PackedRow(t, r)] = layout.PackedRow(2 * t, sorted[half.Order[r]]);
            }
        }

        return (half, tape.Gather(frames, from));
    }
}
