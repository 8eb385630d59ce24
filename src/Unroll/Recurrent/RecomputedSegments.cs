using Unroll.Autograd;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>
/// Recomputation through time (Chen et al. 2016, Gruslys et al. 2016): the steps are cut into segments, of which the forward pass keeps the
/// first states alone. All segments share the room of one; on the way back each runs forward again before it is left.
/// </summary>
internal sealed unsafe class RecomputedSegments<TCell>
    where TCell : struct, ICell
{
    private static readonly CellShape Shape = CellShape.Of<TCell>();

    private readonly SequenceLayout _layout;
    private readonly StepPlan _plan;
    private readonly RecurrentArguments _arguments;
    private readonly int _length;
    private readonly float*[] _starts;
    private readonly DriverFrame _room;
    private DriverFrame _current;

    /// <summary>Makes room for one segment and for the first states of all.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="whole">The frame of all steps, without room for any.</param>
    /// <param name="plan">How the loop over the steps is cut.</param>
    /// <param name="arguments">The inputs of the operation.</param>
    /// <param name="length">Steps of a segment.</param>
    public RecomputedSegments(
        Tape tape, SequenceLayout layout, in DriverFrame whole, StepPlan plan, RecurrentArguments arguments, int length)
    {
        _layout = layout;
        _plan = plan;
        _arguments = arguments;
        _length = length;
        _starts = new float*[(layout.Steps + length - 1) / length];
        nint u = whole.UnitStride;
        for (int s = 0; s < _starts.Length; s++)
        {
            _starts[s] = tape.Arena.AllocateFloats(Shape.States * layout.Alive[s * length] * u);
        }

        LastStride = whole.StateGradientStride;
        Last = tape.Arena.AllocateFloats(Shape.States * LastStride);

        // The first segment is the largest: rows only ever end.
        _room = whole;
        _room.Total = layout.Offsets[length];
        RecurrentDirection<TCell>.Buffers(tape.Arena, ref _room, _room.Total, recording: true);
        _room.Offsets = tape.Arena.AllocateInts(length + 1);
        _room.Ids = arguments.Input is null ? tape.Arena.AllocateInts(_room.Total) : null;
        _room.X = arguments.Input is not null && whole.Reverse != null ? tape.Arena.AllocateFloats((nint)_room.Total * whole.Inputs) : null;
    }

    /// <summary>The number of segments.</summary>
    public int Count => _starts.Length;

    /// <summary>The rows' last states so far, first the initial ones: S buffers of [N, U], one every <see cref="LastStride"/> floats.</summary>
    public float* Last { get; }

    /// <summary>Floats from one state of <see cref="Last"/> to the next.</summary>
    public nint LastStride { get; }

    /// <summary>Runs all the steps: the output is complete afterwards, and the last segment's activations are still there.</summary>
    public void Forward(Tape tape, Tensor output)
    {
        nint u = _room.UnitStride;
        for (int s = 0; s < Count; s++)
        {
            int alive = _layout.Alive[s * _length];
            for (int k = 0; k < Shape.States; k++)
            {
                Copy(Last + (k * LastStride), _starts[s] + (k * alive * u), alive * u);
            }

            Run(tape, s, training: s == Count - 1, _room.Output);
            if (_arguments.AddToDestination)
            {
                OutputRows.AddAll(in _current, output, _arguments.Column);
            }

            for (int r = 0; r < alive; r++)
            {
                int steps = Math.Min(_layout.Lengths[r] - _current.FirstStep, _current.Steps);
                for (int k = 0; k < Shape.States; k++)
                {
                    float* states = _current.States + (k * _current.StateStride);
                    Copy(states + (_current.NextRow(steps - 1, r) * u), Last + (k * LastStride) + (r * u), u);
                }
            }
        }
    }

    /// <summary>The frame of a segment with all its activations, valid until the next call.</summary>
    public DriverFrame Recompute(Tape tape, int segment)
    {
        if (segment < Count - 1)
        {
            Run(tape, segment, training: true, output: null);
        }

        return _current;
    }

    private void Run(Tape tape, int segment, bool training, float* output)
    {
        int from = segment * _length, to = Math.Min(from + _length, _layout.Steps);
        ReadOnlySpan<int> offsets = _layout.Offsets;
        DriverFrame f = _room;
        f.FirstStep = from;
        f.FirstRow = offsets[from];
        f.Steps = to - from;
        f.Total = offsets[to] - offsets[from];
        f.Alive += from;
        f.Training = training;
        f.Output = output;
        f.HasInitial |= from > 0;
        for (int t = 0; t <= f.Steps; t++)
        {
            f.Offsets[t] = offsets[from + t] - f.FirstRow;
        }

        int alive = _layout.Alive[from];
        nint u = f.UnitStride;
        for (int k = 0; k < Shape.States; k++)
        {
            Copy(_starts[segment] + (k * alive * u), f.States + (k * f.StateStride), alive * u);
        }

        Previous(in f);
        if (f.X == null && f.Ids == null)
        {
            f.X = _arguments.Input!.Pointer + (f.FirstRow * (nint)f.Inputs);
        }
        else
        {
            RecurrentDirection<TCell>.TurnInput(in f, _arguments);
        }

        RecurrentDirection<TCell>.StartHidden(in f);
        _plan.Cut(_layout, from, to);
        var job = new ForwardJob<TCell> { Frame = f, Bounds = _plan.Bounds, ByUnits = _plan.ByUnits, Barrier = _plan.NewBarrier() };
        _plan.Run(tape.Team, ref job);
        _current = f;
    }

    /// <summary>The row of the state buffer that holds each packed row's previous state.</summary>
    private static void Previous(in DriverFrame f)
    {
        for (int t = 0; t < f.Steps; t++)
        {
            for (int r = 0; r < f.Alive[t]; r++)
            {
                f.PreviousRows[f.Offsets[t] + r] = (int)f.PreviousRow(t, r);
            }
        }
    }

    private static void Copy(float* from, float* to, nint count) =>
        Buffer.MemoryCopy(from, to, count * sizeof(float), count * sizeof(float));
}
