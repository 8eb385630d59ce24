using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>
/// Sketch-RNN (Ha and Eck, "A neural representation of sketch drawings", 2017): a bidirectional encoder gives a distribution of a latent
/// vector z; a decoder that starts from z and reads it at every step gives the distribution of the next movement of the pen, a mixture of
/// bivariate normal distributions and three states of the pen.
/// </summary>
public sealed partial class SketchModel : Module, IDataFlow
{
    /// <summary>Numbers of a step: stroke-5.</summary>
    public const int Features = 5;

    private readonly RecurrentLayer? _encoder, _decoder;
    private readonly HyperLstm? _hyper;
    private readonly Linear? _mean, _logVariance, _start;
    private readonly Linear _output;

    /// <summary>Creates a model and initialises it.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public SketchModel(SketchModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Options = options;
        int inputs = Features;
        if (options.Conditional)
        {
            _encoder = AddModule("encoder", new RecurrentLayer(Features, new RecurrentOptions(Cell.Lstm, options.EncoderUnits)
            {
                Bidirectional = true, CandidateDropout = options.CandidateDropout,
            }));
            _mean = AddModule("mean", new Linear(2 * options.EncoderUnits, options.Latent, initializer: Initializer.Normal(0.001f)));
            _logVariance = AddModule("log_variance", new Linear(2 * options.EncoderUnits, options.Latent, initializer: Initializer.Normal(0.001f)));
            _start = AddModule("start", new Linear(options.Latent, 2 * options.DecoderUnits, initializer: Initializer.Normal(0.001f)));
            inputs += options.Latent;
        }

        if (options.Decoder == SketchDecoder.HyperLstm)
        {
            _hyper = AddModule("decoder", new HyperLstm(inputs, options.DecoderUnits, options.CandidateDropout));
        }
        else
        {
            _decoder = AddModule("decoder", new RecurrentLayer(inputs, new RecurrentOptions(Cell.Lstm, options.DecoderUnits)
            {
                LayerNorm = options.Decoder == SketchDecoder.LayerNormLstm, CandidateDropout = options.CandidateDropout,
            }));
        }

        _output = AddModule("output", new Linear(options.DecoderUnits, (6 * options.Mixtures) + 3));
        Initialize(options.Seed);
    }

    /// <summary>The shape of the model.</summary>
    public SketchModelOptions Options { get; }

    /// <summary>The distribution of the latent vector of each sketch: mean and logarithm of the variance, [rows, latent] in the caller's order.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the sketches.</param>
    /// <param name="strokes">Stroke-5 without the end, packed [total, 5].</param>
    /// <exception cref="InvalidOperationException">The model has no encoder.</exception>
    public (Tensor Mean, Tensor LogVariance) Encode(Tape tape, SequenceLayout layout, Tensor strokes)
    {
        if (_encoder is null)
        {
            throw new InvalidOperationException("a model without an encoder has no latent vectors");
        }

        RecurrentStates final = _encoder.Forward(tape, layout, strokes).Final;
        Tensor both = tape.Concatenate([final[0][0], final[1][0]]);
        return (_mean!.Forward(tape, both), _logVariance!.Forward(tape, both));
    }

    /// <summary>The states that the decoder starts from, given latent vectors [rows, latent]; null for a model without an encoder.</summary>
    public RecurrentStates? Start(Tape tape, Tensor? latent)
    {
        if (_start is null || latent is null)
        {
            return null;
        }

        Tensor states = tape.Tanh(_start.Forward(tape, latent));
        int units = Options.DecoderUnits;
        return new RecurrentStates([[tape.Slice(states, 1, 0, units), tape.Slice(states, 1, units, units)]]);
    }

    /// <summary>What the loss and the sampler read, [total, 6 M + 3], after each step.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the sketches.</param>
    /// <param name="strokes">What the decoder reads, packed [total, 5].</param>
    /// <param name="latent">The latent vector of each row in the caller's order, [rows, latent]; null for a model without an encoder.</param>
    /// <param name="initial">The states to start from.</param>
    /// <param name="final">The states after each row's last step.</param>
    public Tensor Decode(
        Tape tape, SequenceLayout layout, Tensor strokes, Tensor? latent, RecurrentStates? initial, out RecurrentStates final)
    {
        Tensor input = strokes;
        if (Options.Conditional)
        {
            var rows = new int[layout.Total];
            for (int t = 0; t < layout.Steps; t++)
            {
                layout.Order[..layout.Alive[t]].CopyTo(rows.AsSpan(layout.PackedRow(t, 0)));
            }

            input = tape.Concatenate([strokes, tape.Gather(latent!, rows)]);
        }

        RecurrentResult result = _hyper is not null
            ? _hyper.Forward(tape, layout, input, initial) : _decoder!.Forward(tape, layout, input, initial);
        final = result.Final;
        return _output.Forward(tape, result.Output);
    }
}
