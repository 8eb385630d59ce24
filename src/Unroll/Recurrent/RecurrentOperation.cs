using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>
/// One direction of one recurrent layer over a ragged batch, as one operation of the tape: packs the weights once, runs the
/// forward loop on the team, and records how to come back.
/// </summary>
internal static unsafe class RecurrentOperation<TCell>
    where TCell : struct, ICell
{
    private static readonly CellShape Shape = CellShape.Of<TCell>();

    public static RecurrentOutput Run(Tape tape, SequenceLayout layout, RecurrentArguments a)
    {
        RecurrentChecks.Check(Shape, typeof(TCell).Name, layout, a);
        if (a.CandidateDropout > 0 && CandidateNoise.ColumnOf<TCell>() < 0)
        {
            throw new ArgumentException($"{typeof(TCell).Name}: expected no `CandidateDropout`, as the cell has no candidate under tanh; got {a.CandidateDropout}");
        }

        int units = a.HiddenWeight.Shape[1];
        int inputs = a.Input is null ? 0 : a.Input.Shape.Last;
        Tensor?[] sources = [a.Input, a.Table, a.InputWeight, a.HiddenWeight, a.Bias, a.Unit, a.Gain, .. a.Initial ?? []];
        bool recording = tape.Recording && Array.Exists(sources, s => s is { RequiresGradient: true });
        int segment = a.SegmentSteps > 0 ? a.SegmentSteps : ActivationMemory.SegmentSteps(layout);
        bool recompute = recording && (a.Recompute || tape.Recompute) && a.Probe is null && segment < layout.Steps;
        bool direct = a.Destination is null && !a.Reverse && !recompute && Padding.Round(units) == units;
        DriverFrame f = Prepare(tape, layout, a, units, inputs, recording);
        int* reverse = null;
        if (a.Reverse)
        {
            reverse = tape.Arena.AllocateInts(layout.Total);
            layout.FillReverse(reverse);
        }

        if (!recompute)
        {
            int projected = Math.Min(f.ProjectedSteps, layout.Steps);
            Buffers(tape.Arena, ref f, f.Training ? layout.Total : projected > 0 ? layout.Offsets[projected] : layout.Rows, recording);
            WholeInput(tape.Arena, ref f, layout, a, reverse);
            InitialStates(in f, layout, a, f.States, f.StateStride);
            StartHidden(in f);
        }

        StepPlan plan = StepPlan.Of(tape, layout, ref f);

        // Where the states stand as the caller wants them, the output is a view of them and nothing is copied.
        Tensor output = a.Destination ?? (direct
            ? new Tensor(tape.Arena, f.States + (layout.Rows * (nint)f.UnitStride), new Shape(layout.Total, units))
            : tape.Arena.Allocate(new Shape(layout.Total, units)));
        RecomputedSegments<TCell>? segments = null;
        if (recompute)
        {
            PackedWeights.Pack(tape.Arena, ref f, a, backward: true);
            segments = new RecomputedSegments<TCell>(tape, layout, in f, plan, a, reverse, segment);
            InitialStates(in f, layout, a, segments.Last, segments.LastStride);
            segments.Forward(tape, output);
        }
        else
        {
            ForwardOnce(tape, f, plan, a, recording);
            if (!direct)
            {
                OutputRows.Write(in f, output, a.Column, reverse, a.AddToDestination);
            }
        }

        foreach (Tensor? source in sources)
        {
            tape.Retain(source);
        }

        var final = new Tensor[Shape.States];
        for (int k = 0; k < final.Length; k++)
        {
            final[k] = segments is null
                ? OutputRows.Final(tape, in f, layout, f.States + (k * f.StateStride), last: false)
                : OutputRows.Final(tape, in f, layout, segments.Last + (k * segments.LastStride), last: true);
            final[k].RequiresGradient = recording;
        }

        output.RequiresGradient |= recording;
        if (recording)
        {
            tape.Record(new RecurrentNode<TCell>(a, layout, f, plan, reverse, output, final, segments));
        }

        a.Probe?.Capture<TCell>(in f, reverse);
        return new RecurrentOutput(output, final);
    }

    /// <summary>The forward pass over all steps; weights that were packed for it alone are given back.</summary>
    private static void ForwardOnce(Tape tape, DriverFrame f, in StepPlan plan, RecurrentArguments a, bool recording)
    {
        using ArenaScope scope = tape.Arena.Push();
        if (!recording && a.Cache?.For(in f, a) is { } packed)
        {
            packed.Into(ref f);
            tape.KeepAlive(packed);
        }
        else
        {
            PackedWeights.Forward(tape.Arena, ref f, a);
        }

        Forward(tape, in f, plan);
    }

    /// <summary>Runs the loop over the steps of a frame.</summary>
    internal static void Forward(Tape tape, in DriverFrame f, in StepPlan plan)
    {
        var job = new ForwardJob<TCell> { Frame = f, Bounds = plan.Bounds, ByUnits = plan.ByUnits, Barrier = plan.NewBarrier() };
        if (plan.ByUnits && !tape.Team.TryRunTogether(ref job, plan.Parts))
        {
            // Someone else has the team.
            job.ByUnits = false;
            job.Execute(0, 1);
        }
        else if (!plan.ByUnits)
        {
            plan.Run(tape.Team, ref job);
        }
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

    /// <summary>Everything but the room for the steps and packed weights, which each pass makes for itself.</summary>
    private static DriverFrame Prepare(Tape tape, SequenceLayout layout, RecurrentArguments a, int units, int inputs, bool recording)
    {
        Arena arena = tape.Arena;
        int u = Padding.Round(units), columns = Shape.Columns;
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

    /// <summary>The input as the driver reads it: turned where the direction is reversed.</summary>
    private static void WholeInput(Arena arena, ref DriverFrame f, SequenceLayout layout, RecurrentArguments a, int* reverse)
    {
        if (f.PreviousRows != null)
        {
            layout.FillPrevious(f.PreviousRows);
        }

        f.Ids = a.Input is null ? arena.AllocateInts(f.Total) : null;
        f.X = a.Input is null ? null : reverse == null ? a.Input.Pointer : arena.AllocateFloats((nint)f.Total * f.Inputs);
        TurnInput(in f, a, reverse);
    }

    /// <summary>Copies the frame's rows of the input, or its ids, in the driver's order.</summary>
    internal static void TurnInput(in DriverFrame f, RecurrentArguments a, int* reverse)
    {
        if (f.X != null && reverse == null)
        {
            return;
        }

        float* input = a.Input is null ? null : a.Input.Pointer;
        ReadOnlySpan<int> ids = a.Ids.Span;
        for (int p = 0; p < f.Total; p++)
        {
            int source = reverse == null ? f.FirstRow + p : reverse[f.FirstRow + p];
            if (input == null)
            {
                f.Ids[p] = ids[source];
            }
            else
            {
                new ReadOnlySpan<float>(input + (source * (nint)f.Inputs), f.Inputs).CopyTo(new Span<float>(f.X + (p * (nint)f.Inputs), f.Inputs));
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
