using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>
/// One direction of one recurrent layer over a ragged batch: what the forward pass needs and leaves for the way back. Whatever takes memory of
/// the arena happens when it is made and when a pass is opened; <see cref="Prepare"/> may then run beside that of another direction.
/// </summary>
internal sealed unsafe partial class RecurrentDirection<TCell>
    where TCell : struct, ICell
{
    private static readonly CellShape Shape = CellShape.Of<TCell>();

    private readonly SequenceLayout _layout;
    private readonly RecurrentArguments _a;
    private readonly Tensor?[] _sources;
    private readonly RecomputedSegments<TCell>? _segments;
    private readonly Tensor _output;
    private readonly Tensor[] _final = new Tensor[Shape.States];
    private DriverFrame _frame;
    private StepPlan _plan;
    private PackedWeights? _packing;

    /// <summary>Makes room for the forward pass.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="a">The inputs of the operation.</param>
    /// <param name="threads">How many threads the loops over the steps may have.</param>
    public RecurrentDirection(Tape tape, SequenceLayout layout, RecurrentArguments a, int threads)
    {
        Arena arena = tape.Arena;
        _layout = layout;
        _a = a;
        _sources = [a.Input, a.Table, a.InputWeight, a.HiddenWeight, a.Bias, a.Unit, a.Gain, .. a.Initial ?? []];
        Recording = Records(tape, a);
        bool recompute = Recomputes(tape, layout, a);
        int units = a.HiddenWeight.Shape[1];
        bool direct = a.Destination is null && !a.Reverse && !recompute && Padding.Round(units) == units;
        _frame = Frame(tape, layout, a, Recording);
        ref DriverFrame f = ref _frame;
        if (!recompute)
        {
            int projected = Math.Min(f.ProjectedSteps, layout.Steps);
            Buffers(arena, ref f, f.Training ? layout.Total : projected > 0 ? layout.Offsets[projected] : layout.Rows, Recording);
            f.Ids = a.Input is null ? arena.AllocateInts(f.Total) : null;
            f.X = a.Input is null ? null : !a.Reverse ? a.Input.Pointer : arena.AllocateFloats((nint)f.Total * f.Inputs);
        }

        _plan = StepPlan.Of(arena, tape.Team, threads, layout, ref f);

        // Where the states stand as the caller wants them, the output is a view of them and nothing is copied.
        _output = a.Destination ?? (direct
            ? new Tensor(arena, f.States + (layout.Rows * (nint)f.UnitStride), new Shape(layout.Total, units))
            : arena.Allocate(new Shape(layout.Total, units)));
        f.OutputStride = _output.Shape.Last;
        f.Output = direct || a.AddToDestination ? null : _output.Pointer + a.Column;
        for (int k = 0; k < _final.Length; k++)
        {
            _final[k] = arena.Allocate(new Shape(layout.Rows, units));
            _final[k].RequiresGradient = Recording;
        }

        if (recompute)
        {
            PackedWeights.Pack(arena, ref f, a, backward: true);
            int segment = SegmentSteps(layout, a);
            _segments = new RecomputedSegments<TCell>(tape, layout, in f, _plan, a, segment);
            InitialStates(in f, layout, a, _segments.Last, _segments.LastStride);
        }
    }

    /// <summary>Whether there will be a way back.</summary>
    public bool Recording { get; }

    /// <summary>How the loops over the steps are cut.</summary>
    public StepPlan Plan => _plan;

    /// <summary>Whether an operation records how to come back.</summary>
    public static bool Records(Tape tape, RecurrentArguments a) =>
        tape.Recording && Array.Exists(
            (Tensor?[])[a.Input, a.Table, a.InputWeight, a.HiddenWeight, a.Bias, a.Unit, a.Gain, .. a.Initial ?? []],
            s => s is { RequiresGradient: true });

    /// <summary>Whether an operation computes its activations again on the way back.</summary>
    public static bool Recomputes(Tape tape, SequenceLayout layout, RecurrentArguments a) =>
        (a.Recompute || tape.Recompute) && a.Probe is null && SegmentSteps(layout, a) < layout.Steps && Records(tape, a);

    /// <summary>The forward pass from the start to the end.</summary>
    public void Forward(Tape tape)
    {
        if (_segments is not null)
        {
            _segments.Forward(tape, _output);
        }
        else
        {
            // Weights that were packed for this pass alone are given back after it.
            using ArenaScope scope = tape.Arena.Push();
            Open(tape);
            Prepare();
            ForwardJob<TCell> job = ForwardPass();
            _plan.Run(tape.Team, ref job);
        }

        Finish();
    }

    /// <summary>Takes what only the forward pass needs of the arena.</summary>
    public void Open(Tape tape)
    {
        if (!Recording && _a.Cache?.For(in _frame, _a) is { } packed)
        {
            packed.Into(ref _frame);
            tape.KeepAlive(packed);
        }
        else
        {
            _packing = PackedWeights.ForForward(tape.Arena, ref _frame, _a);
        }
    }

    /// <summary>Everything that comes before the first step and takes no memory.</summary>
    public void Prepare()
    {
        ref DriverFrame f = ref _frame;
        if (f.PreviousRows != null)
        {
            _layout.FillPrevious(f.PreviousRows);
        }

        TurnInput(in f, _a);
        InitialStates(in f, _layout, _a, f.States, f.StateStride);
        StartHidden(in f);
        _packing?.FillForward(in f);
        _packing = null;
    }

    /// <summary>The loop over the steps.</summary>
    public ForwardJob<TCell> ForwardPass() => new() { Frame = _frame, Bounds = _plan.Bounds, ByUnits = _plan.ByUnits, Barrier = _plan.NewBarrier() };

    /// <summary>Copies the rows' last states.</summary>
    public void Finish()
    {
        ref DriverFrame f = ref _frame;
        for (int k = 0; k < _final.Length; k++)
        {
            float* states = _segments is null ? f.States + (k * f.StateStride) : _segments.Last + (k * _segments.LastStride);
            OutputRows.Final(_final[k], in f, _layout, states, last: _segments is not null);
        }
    }

    /// <summary>What the caller gets, once all is done.</summary>
    public RecurrentOutput Output(Tape tape)
    {
        ref DriverFrame f = ref _frame;
        if (_a.AddToDestination && _segments is null)
        {
            OutputRows.AddAll(in f, _output, _a.Column);
        }

        foreach (Tensor? source in _sources)
        {
            tape.Retain(source);
        }

        _output.RequiresGradient |= Recording;
        _a.Probe?.Capture<TCell>(in f, f.Reverse);
        return new RecurrentOutput(_output, _final);
    }

    /// <summary>Room for the steps of a frame: gates for some packed rows, states for all of the frame's.</summary>
    internal static void Buffers(Arena arena, ref DriverFrame f, int kept, bool recording)
    {
        nint u = f.UnitStride, states = (nint)(f.Rows + f.Total) * u;
        f.Gates = arena.AllocateFloats(kept * Shape.Kept * u);
        f.States = arena.AllocateFloats(Shape.States * states);
        f.HiddenInput = f.HiddenMask == null ? f.States : arena.AllocateFloats(states);
        f.PreviousRows = recording ? arena.AllocateInts(f.Total) : null;
        f.InnerValues = Shape.Inner > 0 ? arena.AllocateFloats(kept * u) : null;
        if (f.Gain != null)
        {
            f.Normalized = arena.AllocateFloats(kept * Shape.Columns * u);
            f.Deviations = arena.AllocateFloats(kept * Shape.Columns);
        }
    }

    /// <summary>What the hidden weights see of the states before the first step of a frame.</summary>
    internal static void StartHidden(in DriverFrame f)
    {
        if (f.HiddenMask != null)
        {
            Masking.Multiply(f.States, f.HiddenMask, f.HiddenInput, (nint)f.Rows * f.UnitStride);
        }
    }

    /// <summary>Copies the frame's rows of the input, or its ids, in the driver's order.</summary>
    internal static void TurnInput(in DriverFrame f, RecurrentArguments a)
    {
        if (f.X != null && f.Reverse == null)
        {
            return;
        }

        float* input = a.Input is null ? null : a.Input.Pointer;
        ReadOnlySpan<int> ids = a.Ids.Span;
        for (int p = 0; p < f.Total; p++)
        {
            nint source = f.CallerRow(p);
            if (input == null)
            {
                f.Ids[p] = ids[(int)source];
            }
            else
            {
                new ReadOnlySpan<float>(input + (source * f.Inputs), f.Inputs).CopyTo(new Span<float>(f.X + (p * (nint)f.Inputs), f.Inputs));
            }
        }
    }

    private static int SegmentSteps(SequenceLayout layout, RecurrentArguments a) =>
        a.SegmentSteps > 0 ? a.SegmentSteps : ActivationMemory.SegmentSteps(layout);

    /// <summary>Everything but the room for the steps and packed weights, which each pass makes for itself.</summary>
    private static DriverFrame Frame(Tape tape, SequenceLayout layout, RecurrentArguments a, bool recording)
    {
        Arena arena = tape.Arena;
        int units = a.HiddenWeight.Shape[1], inputs = a.Input is null ? 0 : a.Input.Shape.Last, u = Padding.Round(units), columns = Shape.Columns;
        var f = new DriverFrame
        {
            Cell = Shape, Rows = layout.Rows, Steps = layout.Steps, Total = layout.Total, Inputs = inputs, InputStride = inputs,
            Units = units, UnitStride = u, EndUnit = u, Training = recording || a.Probe is not null,
            ProjectedSteps = StepPlan.ProjectedSteps(layout, a), Noisy = tape.Training, Probed = a.Probe is not null,
            HasInitial = a.Initial is not null,
            Alive = Padding.Copy(arena, layout.Alive), Offsets = Padding.Copy(arena, layout.Offsets),
            Items = Padding.Copy(arena, layout.Items),
            Bias = Padding.Blocks(arena, a.Bias, columns, units, 1),
            Unit = a.Unit is null ? null : Padding.Blocks(arena, a.Unit, Shape.UnitParameters, units, 1),
            Gain = a.Gain is null ? null : Padding.Blocks(arena, a.Gain, columns, units, 1),
            Table = a.Table is null ? null : Padding.Rows(arena, a.Table, Shape.Inputs, units),
        };
        if (a.Reverse)
        {
            f.Reverse = arena.AllocateInts(layout.Total);
            layout.FillReverse(f.Reverse);
        }

        Noise(tape, ref f, layout, a);
        return f;
    }

    private static void InitialStates(in DriverFrame f, SequenceLayout layout, RecurrentArguments a, float* states, nint stride)
    {
        for (int k = 0; k < Shape.States; k++)
        {
            float* start = states + (k * stride);
            new Span<float>(start, f.Rows * f.UnitStride).Clear();
            for (int r = 0; a.Initial is not null && r < f.Rows; r++)
            {
                a.Initial[k].Span.Slice(layout.Order[r] * f.Units, f.Units).CopyTo(new Span<float>(start + (r * (nint)f.UnitStride), f.Units));
            }
        }
    }

    private static void Noise(Tape tape, ref DriverFrame f, SequenceLayout layout, RecurrentArguments a)
    {
        ulong seed = tape.NextSeed();
        f.Noise = new StateNoise
        {
            HiddenRate = a.ZoneoutHidden, CellRate = a.ZoneoutCell, TrainingStep = tape.Step,
            Random = new Rng(seed, RandomPurpose.Zoneout),
        };
        f.Candidate = new CandidateNoise
        {
            Rate = a.CandidateDropout, Column = CandidateNoise.ColumnOf<TCell>(), TrainingStep = tape.Step,
            Random = new Rng(seed, RandomPurpose.RecurrentDropout),
        };
        if (!tape.Training || a.RecurrentDropout <= 0)
        {
            return;
        }

        int u = f.UnitStride;
        float keep = 1 - a.RecurrentDropout;
        f.HiddenMask = tape.Arena.AllocateFloats((nint)f.Rows * u);
        var random = new Rng(seed, RandomPurpose.RecurrentDropout);
        for (int r = 0; r < f.Rows; r++)
        {
            random.FillKeepMask(f.HiddenMask + (r * (nint)u), u, keep, 1 / keep, tape.Step, (uint)layout.Items[r], 0);
        }
    }
}
