using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Recurrent.Decoding;

/// <summary>A recurrent layer that looks at a source at every step, over ragged batches on both sides.</summary>
public sealed class AttentionDecoder : Module
{
    private readonly Parameter _input, _hidden, _bias;
    private readonly Parameter? _unit, _query, _energy, _kernel;
    private readonly Linear? _key, _combine;
    private readonly DecoderCache _cache = new();

    /// <summary>Creates the layer; its parameters are zeros until the model is initialised or loaded.</summary>
    /// <param name="inputs">Features E of the known input.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="units">Units H.</param>
    /// <param name="memory">Columns D of the sources.</param>
    /// <param name="options">The attention.</param>
    /// <exception cref="ArgumentException">An option is out of range or does not fit.</exception>
    public AttentionDecoder(int inputs, Cell cell, int units, int memory, AttentionOptions options)
    {
        options.Check();
        new RecurrentOptions(cell, units).Check();
        if (options.Score == AttentionScore.Dot && memory != units)
        {
            throw new ArgumentException($"expected dot attention between sources and a decoder of equal size, got {memory} and {units}");
        }

        Cell = cell;
        Units = units;
        Options = options;
        bool after = options.Order == AttentionOrder.After;
        int fed = !after ? memory : options.InputFeeding ? units : 0;
        CellShape shape = cell.Shape;
        _input = AddParameter("weight_ih", new Shape(shape.Inputs * units, inputs + fed), Initializer.GlorotUniform(shape.Inputs));
        _hidden = AddParameter("weight_hh", new Shape(shape.HiddenBlocks * units, units), Initializer.Orthogonal(shape.HiddenBlocks));
        _bias = AddParameter("bias", new Shape(shape.Columns * units), Initializer.BlockConstants(cell.InitialBiases));
        _unit = shape.UnitParameters == 0 ? null
            : AddParameter("weight_unit", new Shape(shape.UnitParameters, units), Initializer.Uniform(1 / MathF.Sqrt(units)));
        _key = options.Score switch
        {
            AttentionScore.Dot => null,
            AttentionScore.General => AddModule("key", new Linear(memory, units, bias: false)),
            _ => AddModule("key", new Linear(memory, options.Units)),
        };
        if (options.Score == AttentionScore.Additive)
        {
            _query = AddParameter("query", new Shape(options.Units, units), Initializer.GlorotUniform());
            _energy = AddParameter("energy", new Shape(options.Units), Initializer.Uniform(1 / MathF.Sqrt(options.Units)));
        }

        _kernel = options.History == AttentionHistory.None ? null
            : AddParameter("kernel", new Shape(options.Kernel, options.Units), Initializer.Uniform(1 / MathF.Sqrt(options.Kernel)));
        _combine = after ? AddModule("combine", new Linear(units + memory, units)) : null;
    }

    /// <summary>The cell.</summary>
    public Cell Cell { get; }

    /// <summary>Units of the cell.</summary>
    public int Units { get; }

    /// <summary>The attention.</summary>
    public AttentionOptions Options { get; }

    /// <summary>Lays the encoder's outputs out source after source and computes their keys, once a batch.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the sources.</param>
    /// <param name="outputs">The encoder's outputs, packed: [total, D].</param>
    public AttentionMemory Remember(Tape tape, SequenceLayout layout, Tensor outputs)
    {
        var starts = new int[layout.Rows + 1];
        for (int r = 0; r < layout.Rows; r++)
        {
            starts[layout.Order[r] + 1] = layout.Lengths[r];
        }

        for (int r = 0; r < layout.Rows; r++)
        {
            starts[r + 1] += starts[r];
        }

        var rows = new int[layout.Total];
        for (int r = 0; r < layout.Rows; r++)
        {
            int start = starts[layout.Order[r]];
            for (int t = 0; t < layout.Lengths[r]; t++)
            {
                rows[start + t] = layout.PackedRow(t, r);
            }
        }

        return Remember(tape, tape.Gather(outputs, rows), starts);
    }

    /// <summary>Computes the keys of what lies source after source already, once a batch.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="values">[Q, D].</param>
    /// <param name="starts">The first position of each source, and Q.</param>
    public AttentionMemory Remember(Tape tape, Tensor values, int[] starts) =>
        new(values, _key is null ? values : _key.Forward(tape, values), starts);

    /// <summary>Runs over a batch of targets.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the targets.</param>
    /// <param name="input">The known inputs, packed: [total, E].</param>
    /// <param name="memory">The sources.</param>
    /// <param name="initial">The states to start from, each [rows, H]; zeros unless given.</param>
    /// <param name="sources">The source of each row; row i looks at source i unless given.</param>
    /// <param name="feed">What input feeding feeds to the first step, [rows, H]; zeros unless given.</param>
    /// <param name="history">The weights (or their sums) before the first step, one array a row; zeros unless given.</param>
    public DecoderOutput Forward(
        Tape tape, SequenceLayout layout, Tensor input, AttentionMemory memory, IReadOnlyList<Tensor>? initial = null,
        int[]? sources = null,
        Tensor? feed = null, IReadOnlyList<float[]>? history = null) =>
        Cell.Decode(tape, layout, new DecoderArguments
        {
            Input = input, InputWeight = _input.Value, HiddenWeight = _hidden.Value, Bias = _bias.Value, Unit = _unit?.Value,
            Initial = initial,
            Memory = memory.Values, Keys = memory.Keys, Starts = memory.Starts, Sources = sources,
            Query = _query?.Value, Energy = _energy?.Value, Kernel = _kernel?.Value,
            Coverage = Options.History == AttentionHistory.Coverage,
            Combine = _combine?.Weight.Value, CombineBias = _combine?.Bias?.Value,
            Feed = _combine is not null && Options.InputFeeding, InitialFeed = feed, InitialHistory = history, Cache = _cache,
        });
}
