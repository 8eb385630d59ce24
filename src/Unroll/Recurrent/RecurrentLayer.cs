using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>A stack of recurrent layers over ragged batches, in one or both directions.</summary>
public sealed class RecurrentLayer : Module
{
    private readonly Weights[] _weights;

    /// <summary>Creates the stack; its parameters are zeros until the model is initialised or loaded.</summary>
    /// <param name="inputs">Features of the input I.</param>
    /// <param name="options">The shape of the stack.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public RecurrentLayer(int inputs, RecurrentOptions options)
    {
        options.Check();
        if (inputs <= 0)
        {
            throw new ArgumentException($"expected a positive integer for `inputs`, got {inputs}");
        }

        Inputs = inputs;
        Options = options;
        _weights = new Weights[options.Layers * options.Directions];
        for (int i = 0; i < _weights.Length; i++)
        {
            int layer = i / options.Directions;
            _weights[i] = Declare(layer == 0 ? inputs : options.OutputUnits, $"_l{layer}{(i % options.Directions == 1 ? "_reverse" : "")}");
        }
    }

    /// <summary>The shape of the stack.</summary>
    public RecurrentOptions Options { get; }

    /// <summary>Features of the input.</summary>
    public int Inputs { get; }

    /// <summary>Runs the stack over packed features.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="input">Packed features [total, I].</param>
    /// <param name="initial">The states to start from; learned or zero unless given.</param>
    /// <param name="probes">Where given, one probe a layer and direction.</param>
    public RecurrentResult Forward(
        Tape tape, SequenceLayout layout, Tensor input, RecurrentStates? initial = null, IReadOnlyList<RecurrentProbe>? probes = null) =>
        Run(tape, layout, input, null, default, initial, probes);

    /// <summary>Runs the stack over ids whose rows of an embedding table are its input: the table is multiplied by the input weights once.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="table">The embedding table [vocabulary, I].</param>
    /// <param name="ids">Packed ids [total].</param>
    /// <param name="initial">The states to start from; learned or zero unless given.</param>
    /// <param name="probes">Where given, one probe a layer and direction.</param>
    public RecurrentResult ForwardIds(
        Tape tape, SequenceLayout layout, Tensor table, ReadOnlyMemory<int> ids, RecurrentStates? initial = null,
        IReadOnlyList<RecurrentProbe>? probes = null) =>
        Run(tape, layout, null, table, ids, initial, probes);

    private RecurrentResult Run(
        Tape tape, SequenceLayout layout, Tensor? input, Tensor? table, ReadOnlyMemory<int> ids, RecurrentStates? initial,
        IReadOnlyList<RecurrentProbe>? probes)
    {
        int directions = Options.Directions;
        bool join = directions == 2;
        probes ??= RecurrentTrace.Listen(this, layout);
        var final = new Tensor[_weights.Length][];
        for (int layer = 0; layer < Options.Layers; layer++)
        {
            Tensor? destination = join ? tape.Arena.Allocate(new Shape(layout.Total, Options.OutputUnits)) : null;
            var arguments = new RecurrentArguments[directions];
            for (int d = 0; d < directions; d++)
            {
                int index = (layer * directions) + d;
                Weights w = _weights[index];
                arguments[d] = new RecurrentArguments
                {
                    Input = input,
                    Table = input is null ? tape.Linear(table!, w.Input.Value) : null,
                    Ids = ids,
                    InputWeight = input is null ? null : w.Input.Value,
                    HiddenWeight = w.Hidden.Value, Bias = w.Bias.Value, Unit = w.Unit?.Value, Gain = w.Gain?.Value,
                    Initial = initial is null ? Learned(tape, w, layout.Rows) : initial[index],
                    Reverse = d == 1,
                    ZoneoutHidden = Options.ZoneoutHidden, ZoneoutCell = Options.ZoneoutCell, RecurrentDropout = Options.RecurrentDropout,
                    CandidateDropout = Options.CandidateDropout, Recompute = Options.Recompute,
                    Destination = destination, Column = d == 1 && Options.Merge == Merge.Concatenate ? Options.Units : 0,
                    AddToDestination = d == 1 && Options.Merge == Merge.Sum,
                    Probe = probes?[index], Cache = w.Cache,
                };
            }

            RecurrentOutput[] results = Options.Cell.Run(tape, layout, arguments);
            for (int d = 0; d < directions; d++)
            {
                final[(layer * directions) + d] = results[d].Final;
            }

            Tensor output = results[^1].Output;

            input = layer + 1 < Options.Layers ? tape.SequenceDropout(output, layout, Options.Dropout) : output;
        }

        return new RecurrentResult(input!, new RecurrentStates(final));
    }

    /// <summary>
    /// Bytes of the activations that a training step keeps for the way back: everything of this stack that grows with the batch, its output
    /// among it; not the input, gradients and packed weights. docs/engine.md has the formula.
    /// </summary>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="ids">Whether the input is ids rather than features.</param>
    /// <param name="recompute">Whether activations are computed again on the way back; what the options say unless given.</param>
    public long ActivationBytes(SequenceLayout layout, bool ids = false, bool? recompute = null) =>
        sizeof(float) * ActivationMemory.Floats(Options, Inputs, layout, ids, recompute ?? Options.Recompute);

    /// <summary>The weights of one layer of the stack (layer * directions + direction), as the operation takes them.</summary>
    internal RecurrentArguments WeightsOf(int index)
    {
        Weights w = _weights[index];
        return new RecurrentArguments
        {
            InputWeight = w.Input.Value, HiddenWeight = w.Hidden.Value, Bias = w.Bias.Value, Unit = w.Unit?.Value, Gain = w.Gain?.Value,
            ZoneoutHidden = Options.ZoneoutHidden, ZoneoutCell = Options.ZoneoutCell, CandidateDropout = Options.CandidateDropout, Cache = w.Cache,
        };
    }

    /// <summary>The learned first states of one layer of the stack, each [1, H]; none where they are zeros.</summary>
    internal IReadOnlyList<Tensor> FirstStatesOf(int index) => Array.ConvertAll(_weights[index].Initial, p => p.Value);

    /// <summary>The learned first states, one row for each row of the batch.</summary>
    private static Tensor[]? Learned(Tape tape, Weights w, int rows)
    {
        if (w.Initial.Length == 0)
        {
            return null;
        }

        Span<int> ids = rows <= 1024 ? stackalloc int[rows] : new int[rows];
        ids.Clear();
        var states = new Tensor[w.Initial.Length];
        for (int k = 0; k < states.Length; k++)
        {
            states[k] = tape.Gather(w.Initial[k].Value, ids);
        }

        return states;
    }

    private Weights Declare(int inputs, string suffix)
    {
        CellShape cell = Options.Cell.Shape;
        int h = Options.Units;
        return new Weights
        {
            Suffix = suffix,
            Input = AddParameter($"weight_ih{suffix}", new Shape(cell.Inputs * h, inputs), Options.InputInitializer(cell.Inputs)),
            Hidden = AddParameter($"weight_hh{suffix}", new Shape(cell.HiddenBlocks * h, h), Options.HiddenInitializer(cell.HiddenBlocks)),
            Bias = AddParameter($"bias{suffix}", new Shape(cell.Columns * h), Initializer.BlockConstants(Options.Cell.InitialBiases)),
            Unit = cell.UnitParameters == 0 ? null
                : AddParameter($"weight_unit{suffix}", new Shape(cell.UnitParameters, h), Initializer.Uniform(1 / MathF.Sqrt(h))),
            Gain = Options.LayerNorm ? AddParameter($"gain{suffix}", new Shape(cell.Columns * h), Initializer.One) : null,
            Initial = Options.LearnedInitialState
                ? [.. Enumerable.Range(0, cell.States).Select(k => AddParameter($"initial_{k}{suffix}", new Shape(1, h), Initializer.Zero))]
                : [],
        };
    }

    /// <summary>PyTorch's two biases: ours is the first, with the hidden-only columns (GRU) in the second; zeros elsewhere.</summary>
    internal override void ExportParameter(string prefix, Parameter parameter, List<NamedArray> arrays)
    {
        Weights? owner = Array.Find(_weights, w => ReferenceEquals(w.Bias, parameter));
        if (owner is null)
        {
            base.ExportParameter(prefix, parameter, arrays);
            return;
        }

        CellShape cell = Options.Cell.Shape;
        int h = Options.Units, inputs = cell.Inputs * h;
        var hidden = new float[cell.HiddenBlocks * h];
        parameter.Value.Span[inputs..].CopyTo(hidden.AsSpan((cell.Both + cell.Inner) * h));
        arrays.Add(new NamedArray($"{prefix}bias_ih{owner.Suffix}", [inputs], parameter.Value.Span[..inputs].ToArray()));
        arrays.Add(new NamedArray($"{prefix}bias_hh{owner.Suffix}", [hidden.Length], hidden));
    }

    /// <summary>Sums PyTorch's two biases where both reach the same column.</summary>
    internal override void ImportParameter(string prefix, Parameter parameter, ArraySource arrays)
    {
        Weights? owner = Array.Find(_weights, w => ReferenceEquals(w.Bias, parameter));
        if (owner is null)
        {
            base.ImportParameter(prefix, parameter, arrays);
            return;
        }

        CellShape cell = Options.Cell.Shape;
        int h = Options.Units, inputs = cell.Inputs * h;
        float[] input = arrays.Take($"{prefix}bias_ih{owner.Suffix}", new Shape(inputs));
        float[] hidden = arrays.Take($"{prefix}bias_hh{owner.Suffix}", new Shape(cell.HiddenBlocks * h));
        Span<float> bias = parameter.Value.Span;
        input.CopyTo(bias);
        for (int b = 0; b < cell.HiddenBlocks; b++)
        {
            // Hidden blocks: those fed by both, those fed by the inner value, those fed by the hidden state alone.
            int column = b < cell.Both ? b : b < cell.Both + cell.Inner ? cell.InnerStart + b - cell.Both : cell.Inputs + b - cell.Both - cell.Inner;
            if (column >= cell.Inputs)
            {
                hidden.AsSpan(b * h, h).CopyTo(bias[(column * h)..]);
            }
            else
            {
                OutputRows.Add(hidden.AsSpan(b * h, h), bias.Slice(column * h, h));
            }
        }

        parameter.Value.MarkChanged();
    }

    private sealed class Weights
    {
        public required string Suffix { get; init; }

        public required Parameter Input { get; init; }

        public required Parameter Hidden { get; init; }

        public required Parameter Bias { get; init; }

        public Parameter? Unit { get; init; }

        public Parameter? Gain { get; init; }

        public Parameter[] Initial { get; init; } = [];

        public PackedCache Cache { get; } = new();
    }
}
