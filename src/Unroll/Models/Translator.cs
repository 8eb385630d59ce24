using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Recurrent;
using Unroll.Recurrent.Decoding;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>
/// Sequence to sequence: an encoder reads the source, a decoder writes the target token by token, looking at the source by attention or
/// starting from the encoder's last state. Predicting is safe from several threads at once; training is not.
/// </summary>
public sealed partial class Translator : Module, IDataFlow
{
    private readonly Layers.Embedding _source, _target;
    private readonly RecurrentLayer _encoder;
    private readonly Linear[][] _bridge;
    private readonly AttentionDecoder? _attention;
    private readonly RecurrentLayer? _upper;
    private readonly Linear? _readout, _output;
    private readonly Parameter? _outputBias;
    private PackedLinear? _packedOutput;

    /// <summary>Creates a translator and initialises it from the options' seed.</summary>
    /// <param name="source">The tokens of the source.</param>
    /// <param name="target">The tokens of the target; the same object as the source's where embeddings are shared.</param>
    /// <param name="options">The shape.</param>
    /// <exception cref="ArgumentException">An option is out of range or does not fit the others.</exception>
    public Translator(Tokenizer source, Tokenizer target, TranslatorOptions options)
        : this(source, target, options, initialize: true)
    {
    }

    internal Translator(Tokenizer source, Tokenizer target, TranslatorOptions options, bool initialize)
    {
        options.Check();
        if (options.ShareEmbeddings && !source.Tokens.SequenceEqual(target.Tokens))
        {
            throw new ArgumentException("expected the same tokens for source and target where they share their embeddings");
        }

        Source = source;
        Target = target;
        Options = options;
        int e = options.Embedding, h = options.DecoderUnits, d = options.Encoder.OutputUnits;
        Initializer spread = Initializer.Normal(1 / MathF.Sqrt(e));
        _source = AddModule("source_embedding", new Layers.Embedding(source.Count, e, spread));
        _target = options.ShareEmbeddings ? _source : AddModule("target_embedding", new Layers.Embedding(target.Count, e, spread));
        _encoder = AddModule("encoder", new RecurrentLayer(e, options.Encoder));
        _bridge = !options.Bridge ? []
            : [.. Enumerable.Range(0, options.DecoderLayers).Select(l => Enumerable.Range(0, options.Decoder.States)
                .Select(k => AddModule($"bridge_l{l}_{k}", new Linear(d, h))).ToArray())];
        var stack = new RecurrentOptions(options.Decoder, h);
        if (options.Attention is { } attention)
        {
            _attention = AddModule("decoder", new AttentionDecoder(e, options.Decoder, h, d, attention));
            int seen = attention.Order == AttentionOrder.After ? h : h + d;
            _upper = options.DecoderLayers == 1 ? null
                : AddModule("decoder_upper",
                    new RecurrentLayer(seen, stack with { Layers = options.DecoderLayers - 1, Dropout = options.Encoder.Dropout }));
        }
        else
        {
            _upper = AddModule(
                "decoder", new RecurrentLayer(e + (options.ContextEveryStep ? d : 0),
                    stack with { Layers = options.DecoderLayers, Dropout = options.Encoder.Dropout }));
        }

        bool context = _attention is not null || options.ContextEveryStep;
        int width = options.ReadoutUnits * (options.Readout == Readout.Maxout ? 2 : 1);
        _readout = options.Readout == Readout.Linear ? null : AddModule("readout", new Linear(h + e + (context ? d : 0), width));
        if (options.TieOutput)
        {
            _outputBias = AddParameter("output_bias", new Shape(target.Count), Initializer.Zero);
        }
        else
        {
            _output = AddModule("output", new Linear(options.FeatureUnits, target.Count));
        }

        if (initialize)
        {
            Initialize(options.Seed);
        }
    }

    /// <summary>The tokens of the source.</summary>
    public Tokenizer Source { get; }

    /// <summary>The tokens of the target.</summary>
    public Tokenizer Target { get; }

    /// <summary>The shape of the model.</summary>
    public TranslatorOptions Options { get; }

    /// <summary>The ids that the encoder reads for a text: its tokens and the end, from the end where the source is reversed.</summary>
    public int[] EncodeSource(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] ids = Source.Encode(TextElements.Normalize(text.Trim()));
        if (Options.ReverseSource)
        {
            Array.Reverse(ids);
        }

        return [.. ids, Tokenizer.EndId];
    }

    /// <summary>The ids that the decoder writes for a text, without start and end.</summary>
    public int[] EncodeTarget(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Target.Encode(TextElements.Normalize(text.Trim()));
    }

    /// <summary>Reads a batch of sources.</summary>
    internal SourceState Encode(Tape tape, SequenceLayout layout, ReadOnlySpan<int> ids)
    {
        Tensor embedded = tape.SequenceDropout(_source.Forward(tape, ids), layout, Options.EmbeddingDropout);
        RecurrentResult result = _encoder.Forward(tape, layout, embedded);
        RecurrentOptions shape = Options.Encoder;
        int last = (shape.Layers - 1) * shape.Directions;
        Tensor summary = result.Final[last][0];
        if (shape.Bidirectional)
        {
            Tensor backward = result.Final[last + 1][0];
            summary = shape.Merge == Merge.Sum ? tape.Add(summary, backward) : tape.Concatenate([summary, backward]);
        }

        var initial = new Tensor[Options.DecoderLayers][];
        for (int l = 0; l < initial.Length; l++)
        {
            initial[l] = _bridge.Length == 0 ? result.Final[l] : Array.ConvertAll(_bridge[l], b => tape.Tanh(b.Forward(tape, summary)));
        }

        AttentionMemory? memory = _attention?.Remember(tape, layout, tape.SequenceDropout(result.Output, layout, Options.ContextDropout));
        return new SourceState(summary, initial, memory);
    }

    /// <summary>Writes over a batch of targets whose inputs are known, or one step of it.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the targets.</param>
    /// <param name="inputs">Packed ids: the start, then each token but the last.</param>
    /// <param name="state">What the decoder starts from.</param>
    internal TargetState Decode(Tape tape, SequenceLayout layout, ReadOnlySpan<int> inputs, DecoderStart state)
    {
        Tensor embedded = tape.SequenceDropout(_target.Forward(tape, inputs), layout, Options.EmbeddingDropout);
        Tensor top, context = embedded;
        var final = new Tensor[Options.DecoderLayers][];
        DecoderOutput? attended = null;
        bool hasContext = _attention is not null || Options.ContextEveryStep;
        if (_attention is not null)
        {
            DecoderOutput output = _attention.Forward(
                tape, layout, embedded, state.Source.Memory!, state.States[0], state.Rows, state.Feed, state.History);
            attended = output;
            context = output.Contexts;
            final[0] = output.Final;
            top = output.Combined ?? output.Hidden;
            if (_upper is not null)
            {
                Tensor seen = output.Combined ?? tape.Concatenate([output.Hidden, output.Contexts]);
                top = Stack(tape, layout, tape.SequenceDropout(seen, layout, Options.Encoder.Dropout), state.States.AsSpan(1),
                    final.AsSpan(1));
            }
        }
        else
        {
            Tensor input = embedded;
            if (Options.ContextEveryStep)
            {
                context = tape.Gather(state.Source.Summary, PackedRows(layout, state.Rows));
                input = tape.Concatenate([embedded, context]);
            }

            top = Stack(tape, layout, input, state.States, final);
        }

        Tensor features = _readout is null ? top
            : Read(tape, hasContext ? tape.Concatenate([top, context, embedded]) : tape.Concatenate([top, embedded]));
        features = tape.SequenceDropout(features, layout, Options.OutputDropout);
        (Tensor weight, Tensor? bias) = _output is not null ? (_output.Weight.Value, _output.Bias?.Value) : (_target.Weight.Value, _outputBias!.Value);
        Tensor logits = tape.Recording ? tape.Linear(features, weight, bias)
            : PackedLinear.Latest(ref _packedOutput, weight, bias).Apply(tape, features);
        return new TargetState(logits, final, attended);
    }

    private Tensor Stack(Tape tape, SequenceLayout layout, Tensor input, ReadOnlySpan<Tensor[]> initial, Span<Tensor[]> final)
    {
        RecurrentResult result = _upper!.Forward(tape, layout, input, new RecurrentStates(initial.ToArray()));
        for (int l = 0; l < final.Length; l++)
        {
            final[l] = result.Final[l];
        }

        return result.Output;
    }

    private Tensor Read(Tape tape, Tensor seen)
    {
        Tensor sums = _readout!.Forward(tape, seen);
        return Options.Readout == Readout.Tanh ? tape.Tanh(sums)
            : tape.Max(tape.Reshape(sums, sums.Shape[0], Options.ReadoutUnits, 2), 2);
    }

    /// <summary>The source of each packed row.</summary>
    private static int[] PackedRows(SequenceLayout layout, int[]? sources)
    {
        var rows = new int[layout.Total];
        for (int t = 0; t < layout.Steps; t++)
        {
            for (int r = 0; r < layout.Alive[t]; r++)
            {
                int row = layout.Order[r];
                rows[layout.PackedRow(t, r)] = sources?[row] ?? row;
            }
        }

        return rows;
    }
}
