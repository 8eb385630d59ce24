using System.Collections.Concurrent;
using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Layers;
using Unroll.Recurrent;
using Unroll.Recurrent.Decoding;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>
/// Show, attend and tell (Xu et al. 2015), small: a convolutional network makes a grid of annotations of a picture, or takes what another
/// model made of it; a recurrent decoder looks at them by soft attention as it writes each word. Each place of the grid has a vector of its
/// own added, so that the decoder knows where it looks. The decoder starts from two layers of the mean annotation. Predicting is safe from
/// several threads at once; training is not.
/// </summary>
public sealed partial class Captioner : Module, IDataFlow
{
    private const int PredictionBatch = 64;

    private readonly ConcurrentBag<Tape> _tapes = [];
    private readonly Convolution2D[] _convolutions;
    private readonly Linear? _project;
    private readonly Parameter _place;
    private readonly Linear[] _bridge;
    private readonly Layers.Embedding _words;
    private readonly AttentionDecoder _decoder;
    private readonly Linear _readout, _output;

    /// <summary>Creates a captioner and initialises it from the options' seed.</summary>
    /// <param name="words">The tokens of the captions.</param>
    /// <param name="options">The shape.</param>
    /// <exception cref="ArgumentException">An option is out of range or does not fit the others.</exception>
    public Captioner(Tokenizer words, CaptionerOptions options)
        : this(words, options, initialize: true)
    {
    }

    internal Captioner(Tokenizer words, CaptionerOptions options, bool initialize)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Words = words;
        Options = options;
        int e = options.Embedding, h = options.DecoderUnits, d = options.Annotation;
        _convolutions = options.Side == 0 ? []
            : [.. options.Channels.Select((c, l) => AddModule(
                $"convolution{l}",
                new Convolution2D(l == 0 ? 3 : options.Channels[l - 1], c, 3, l + 1 < options.Channels.Count ? 2 : 1, padding: 1)))];
        _project = options.Side == 0 ? AddModule("project", new Linear(options.Features, d)) : null;
        _place = AddParameter("place", new Shape(options.Places, d), Initializer.Normal(0.1f));
        _bridge = [.. Enumerable.Range(0, options.Decoder.States).Select(k => AddModule($"bridge_{k}", new Linear(d, h)))];
        _words = AddModule("embedding", new Layers.Embedding(words.Count, e, Initializer.Normal(1 / MathF.Sqrt(e))));
        _decoder = AddModule("decoder", new AttentionDecoder(e, options.Decoder, h, d, options.Attention));
        _readout = AddModule("readout", new Linear(h + d + e, options.ReadoutUnits));
        _output = AddModule("output", new Linear(options.ReadoutUnits, words.Count));
        if (initialize)
        {
            Initialize(options.Seed);
        }
    }

    /// <summary>The tokens of the captions.</summary>
    public Tokenizer Words { get; }

    /// <summary>The shape of the model.</summary>
    public CaptionerOptions Options { get; }

    /// <summary>The ids that the decoder writes for a caption, without start and end.</summary>
    public int[] Encode(string caption)
    {
        ArgumentNullException.ThrowIfNull(caption);
        return Words.Encode(TextElements.Normalize(caption.Trim()));
    }

    /// <summary>The best captions of some pictures, best first.</summary>
    /// <param name="pictures">Each [3, side, side] from -1 to 1, or [positions, features].</param>
    /// <param name="options">How to search; at most 60 words unless given.</param>
    /// <param name="cancellation">Ends the search early.</param>
    /// <exception cref="ArgumentException">A picture has another size.</exception>
    public IReadOnlyList<Translation>[] Describe(
        IReadOnlyList<float[]> pictures, BeamOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        options ??= new BeamOptions { MaxLength = _ => 60 };
        var captions = new IReadOnlyList<Translation>[pictures.Count];
        Tape now = Take(), next = Take();
        foreach (int[] rows in Enumerable.Range(0, pictures.Count).Chunk(PredictionBatch))
        {
            var decoder = new SourceDecoder(
                rows.Length, Words.Count, tape => Look(tape, Gather(tape, [.. rows.Select(r => pictures[r])])), Decode, Options.Attention, now, next);
            IReadOnlyList<Hypothesis>[] best = BeamSearch.Run(decoder, options.ForSome(rows), cancellation);
            for (int i = 0; i < rows.Length; i++)
            {
                captions[rows[i]] = [.. best[i].Select(b => new Translation(Words.Decode(b.Tokens), b))];
            }
        }

        now.Reset();
        next.Reset();
        _tapes.Add(now);
        _tapes.Add(next);
        return captions;
    }

    /// <summary>Copies pictures into one tensor of the tape, [pictures, input].</summary>
    /// <exception cref="ArgumentException">A picture has another size.</exception>
    internal Tensor Gather(Tape tape, IReadOnlyList<float[]> pictures)
    {
        Tensor batch = tape.Arena.Allocate(new Shape(pictures.Count, Options.InputSize));
        for (int i = 0; i < pictures.Count; i++)
        {
            if (pictures[i].Length != Options.InputSize)
            {
                throw new ArgumentException($"expected {Options.InputSize} numbers a picture, got {pictures[i].Length} for picture {i}");
            }

            pictures[i].CopyTo(batch.Span[(i * Options.InputSize)..]);
        }

        return batch;
    }

    /// <summary>Looks at a batch of pictures.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="pictures">[n, input].</param>
    internal SourceState Look(Tape tape, Tensor pictures)
    {
        int n = pictures.Shape[0], places = Options.Places, d = Options.Annotation;
        Tensor x;
        if (_project is not null)
        {
            x = tape.Tanh(_project.Forward(tape, tape.Reshape(pictures, n * places, Options.Features)));
        }
        else
        {
            x = tape.Reshape(pictures, n, 3, Options.Side, Options.Side);
            foreach (Convolution2D convolution in _convolutions)
            {
                x = tape.Relu(convolution.Forward(tape, x));
            }

            x = tape.Reshape(tape.Transpose(tape.Reshape(x, n, d, places)), n * places, d);
        }

        int[] place = new int[n * places], picture = new int[n * places], starts = new int[n + 1];
        for (int i = 0; i < place.Length; i++)
        {
            place[i] = i % places;
            picture[i] = i / places;
            starts[picture[i] + 1] = i + 1;
        }

        x = tape.Add(x, tape.Gather(_place.Value, place));
        Tensor mean = tape.SegmentMean(x, picture, n);
        Tensor[] initial = Array.ConvertAll(_bridge, b => tape.Tanh(b.Forward(tape, mean)));
        return new SourceState(mean, [initial], _decoder.Remember(tape, x, starts));
    }

    /// <summary>Writes over a batch of captions whose inputs are known, or one step of it.</summary>
    internal TargetState Decode(Tape tape, SequenceLayout layout, ReadOnlySpan<int> inputs, DecoderStart state)
    {
        Tensor embedded = _words.Forward(tape, inputs);
        DecoderOutput output = _decoder.Forward(tape, layout, embedded, state.Source.Memory!, state.States[0], state.Rows);
        Tensor features = tape.Tanh(_readout.Forward(tape, tape.Concatenate([output.Hidden, output.Contexts, embedded])));
        features = tape.SequenceDropout(features, layout, Options.OutputDropout);
        return new TargetState(_output.Forward(tape, features), [output.Final], output);
    }

    /// <summary>The logits of a batch under teacher forcing, packed as its targets.</summary>
    internal Tensor Forward(Tape tape, Tensor pictures, TargetBatch batch)
    {
        SourceState source = Look(tape, pictures);
        return Decode(tape, batch.Target, batch.Inputs.AsSpan(0, batch.Target.Total), new DecoderStart(source, source.Initial)).Logits;
    }

    private Tape Take() => _tapes.TryTake(out Tape? free) ? free : new Tape();
}
