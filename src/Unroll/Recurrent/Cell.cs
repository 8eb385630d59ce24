using Unroll.Autograd;
using Unroll.Recurrent.Cells;
using Unroll.Recurrent.Decoding;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>A cell by name, with the driver that the JIT made for it.</summary>
public sealed class Cell
{
    // Each is made when it is first asked for: a program uses one or two, and making a cell compiles code.
    private static readonly Lazy<Cell> s_elman = new(static () => Make<ElmanTanhCell>("elman"));
    private static readonly Lazy<Cell> s_elmanRelu = new(static () => Make<ElmanReluCell>("elman-relu"));
    private static readonly Lazy<Cell> s_gated = new(static () => Make<GatedCell>("gated"));
    private static readonly Lazy<Cell> s_gatedRelu = new(static () => Make<GatedReluCell>("gated-relu"));
    private static readonly Lazy<Cell> s_lstm = new(static () => Make<LstmCell>("lstm"));
    private static readonly Lazy<Cell> s_peepholeLstm = new(static () => Make<PeepholeLstmCell>("peephole-lstm"));
    private static readonly Lazy<Cell> s_gru = new(static () => Make<GruCell>("gru"));
    private static readonly Lazy<Cell> s_gruResetBefore = new(static () => Make<GruResetBeforeCell>("gru-reset-before"));
    private static readonly Dictionary<string, Lazy<Cell>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["elman"] = s_elman,
        ["elman-relu"] = s_elmanRelu,
        ["gated"] = s_gated,
        ["gated-relu"] = s_gatedRelu,
        ["lstm"] = s_lstm,
        ["peephole-lstm"] = s_peepholeLstm,
        ["gru"] = s_gru,
        ["gru-reset-before"] = s_gruResetBefore,
    };

    private readonly Func<Tape, SequenceLayout, RecurrentArguments[], RecurrentOutput[]> _run;
    private readonly Func<Tape, SequenceLayout, DecoderArguments, DecoderOutput> _decode;

    private Cell(
        string name, CellShape shape, Func<Tape, SequenceLayout, RecurrentArguments[], RecurrentOutput[]> run,
        Func<RecurrentLayer, int, int, Tensor?, LayerStepper> newStepper,
        Func<Tape, SequenceLayout, DecoderArguments, DecoderOutput> decode)
    {
        NewStepper = newStepper;
        Name = name;
        Shape = shape;
        _run = run;
        _decode = decode;
    }

    /// <summary>Elman's network with tanh.</summary>
    public static Cell Elman => s_elman.Value;

    /// <summary>Elman's network with rectified units.</summary>
    public static Cell ElmanRelu => s_elmanRelu.Value;

    /// <summary>The course's plain gate.</summary>
    public static Cell Gated => s_gated.Value;

    /// <summary>A plain gate with a rectified candidate (dataflowr).</summary>
    public static Cell GatedRelu => s_gatedRelu.Value;

    /// <summary>Long short-term memory.</summary>
    public static Cell Lstm => s_lstm.Value;

    /// <summary>Long short-term memory with peepholes.</summary>
    public static Cell PeepholeLstm => s_peepholeLstm.Value;

    /// <summary>Gated recurrent unit, reset after the product (PyTorch's).</summary>
    public static Cell Gru => s_gru.Value;

    /// <summary>Gated recurrent unit, reset before the product (as published).</summary>
    public static Cell GruResetBefore => s_gruResetBefore.Value;

    /// <summary>The names of all known cells.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>The name on the command line and in config.json.</summary>
    public string Name { get; }

    /// <summary>The names of the gate columns.</summary>
    public IReadOnlyList<string> Gates { get; private init; } = [];

    /// <summary>How each gate column is fed and activated, in the order of <see cref="Gates"/>.</summary>
    public IReadOnlyList<GateColumn> Columns { get; private init; } = [];

    /// <summary>The gates that the row blocks of the hidden weights feed, in their order.</summary>
    public IReadOnlyList<string> HiddenGates =>
        [.. Gates.Take(Shape.Both), .. Gates.Skip(Shape.InnerStart).Take(Shape.Inner), .. Gates.Skip(Shape.Inputs)];

    /// <summary>The number of states.</summary>
    public int States => Shape.States;

    /// <summary>Whether a step's candidate is a gate column of its own under tanh, so that it can be dropped.</summary>
    internal bool HasCandidate { get; private init; }

    internal CellShape Shape { get; }

    internal float[] InitialBiases { get; private init; } = [];

    /// <summary>Makes the stepper of one layer of a stack: layer, its number, rows, projected table or null.</summary>
    internal Func<RecurrentLayer, int, int, Tensor?, LayerStepper> NewStepper { get; }

    /// <summary>Makes a cell of one's own known under a name, so that saved models find it.</summary>
    public static Cell Of<TCell>(string name)
        where TCell : struct, ICell
    {
        Cell cell = Make<TCell>(name);
        lock (Known)
        {
            Known[name] = new Lazy<Cell>(cell);
        }

        return cell;
    }

    /// <summary>The cell of a name.</summary>
    /// <exception cref="UnrollException">No cell has this name.</exception>
    public static Cell Parse(string name)
    {
        lock (Known)
        {
            return Known.TryGetValue(name, out Lazy<Cell>? cell)
                ? cell.Value
                : throw new UnrollException($"unknown cell `{name}`; known are {string.Join(", ", Known.Keys)}");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Runs one direction of one layer over a ragged batch, as one operation of the tape.</summary>
    public RecurrentOutput Run(Tape tape, SequenceLayout layout, RecurrentArguments arguments) => _run(tape, layout, [arguments])[0];

    /// <summary>Runs the directions of one layer, at the same time where that pays; the results are those of one after the other.</summary>
    internal RecurrentOutput[] Run(Tape tape, SequenceLayout layout, RecurrentArguments[] directions) => _run(tape, layout, directions);

    /// <summary>Runs a decoder of this cell with attention over ragged sources, as one operation of the tape.</summary>
    public DecoderOutput Decode(Tape tape, SequenceLayout layout, DecoderArguments arguments) => _decode(tape, layout, arguments);

    private static Cell Make<TCell>(string name)
        where TCell : struct, ICell
    {
        int columns = TCell.Columns.Length;
        var gates = new string[columns];
        var biases = new float[columns];
        for (int c = 0; c < columns; c++)
        {
            gates[c] = TCell.Columns[c].Name;
            biases[c] = TCell.InitialBias(c);
        }

        return new Cell(
            name, CellShape.Of<TCell>(), RecurrentOperation<TCell>.Run,
            static (layer, index, rows, table) => new LayerStepper<TCell>(layer, index, rows, table), DecoderOperation<TCell>.Run)
        {
            Gates = gates, Columns = TCell.Columns.ToArray(), InitialBiases = biases,
            HasCandidate = CandidateNoise.ColumnOf<TCell>() >= 0,
        };
    }
}
