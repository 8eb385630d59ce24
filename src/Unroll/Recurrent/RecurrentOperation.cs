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
        bool direct = a.Destination is null && Padding.Round(units) == units;
        DriverFrame f = Prepare(tape, layout, a, units, inputs, recording);
        StepPlan plan = StepPlan.Of(tape, layout, ref f);
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

        // Where the states stand as the caller wants them, the output is a view of them and nothing is copied.
        Tensor output = a.Destination ?? (direct
            ? new Tensor(tape.Arena, f.States + (layout.Rows * (nint)f.UnitStride), new Shape(layout.Total, units))
            : tape.Arena.Allocate(new Shape(layout.Total, units)));
        int* reverse = null;
        if (a.Reverse)
        {
            reverse = tape.Arena.AllocateInts(layout.Total);
            layout.FillReverse(reverse);
            if (direct)
            {
                output = tape.Arena.Allocate(new Shape(layout.Total, units));
            }
        }

        if (a.Destination is not null || !direct || a.Reverse)
        {
            OutputRows.Write(in f, layout, output, a.Column, reverse, a.AddToDestination);
        }

        foreach (Tensor? source in sources)
        {
            tape.Retain(source);
        }

        var final = new Tensor[Shape.States];
        for (int k = 0; k < final.Length; k++)
        {
            final[k] = OutputRows.Final(tape, in f, layout, k);
            final[k].RequiresGradient = recording;
        }

        output.RequiresGradient |= recording;
        if (recording)
        {
            tape.Record(new RecurrentNode<TCell>(a, layout, f, plan, reverse, output, final));
        }

        a.Probe?.Capture<TCell>(in f, reverse);
        return new RecurrentOutput(output, final);
    }

    private static DriverFrame Prepare(Tape tape, SequenceLayout layout, RecurrentArguments a, int units, int inputs, bool recording)
    {
        Arena arena = tape.Arena;
        int u = Padding.Round(units), rows = layout.Rows, total = layout.Total, columns = Shape.Columns;
        bool keep = recording || a.Probe is not null;
        int projected = StepPlan.ProjectedSteps(layout, a);
        int kept = keep ? total : projected > 0 ? layout.Offsets[Math.Min(projected, layout.Steps)] : rows;
        var f = new DriverFrame
        {
            Cell = Shape, Rows = rows, Steps = layout.Steps, Total = total, Inputs = inputs, InputStride = inputs, Units = units, UnitStride = u, EndUnit = u,
            Training = keep, ProjectedSteps = projected, Noisy = tape.Training, Probed = a.Probe is not null, HasInitial = a.Initial is not null,
            Alive = Padding.Copy(arena, layout.Alive), Offsets = Padding.Copy(arena, layout.Offsets),
            Items = Padding.Copy(arena, layout.Items),
            Gates = arena.AllocateFloats((nint)kept * Shape.Kept * u),
            States = arena.AllocateFloats((nint)Shape.States * (rows + total) * u),
            Bias = Padding.Blocks(arena, a.Bias, columns, units, 1),
            Unit = a.Unit is null ? null : Padding.Blocks(arena, a.Unit, Shape.UnitParameters, units, 1),
            Gain = a.Gain is null ? null : Padding.Blocks(arena, a.Gain, columns, units, 1),
        };
        InitialStates(ref f, layout, a);
        if (recording)
        {
            f.PreviousRows = arena.AllocateInts(total);
            layout.FillPrevious(f.PreviousRows);
        }

        if (Shape.Inner > 0)
        {
            f.InnerValues = arena.AllocateFloats((nint)kept * u);
        }

        if (f.Gain != null)
        {
            f.Normalized = arena.AllocateFloats((nint)kept * columns * u);
            f.Deviations = arena.AllocateFloats((nint)kept * columns);
        }

        Inputs(tape, ref f, layout, a);
        Noise(tape, ref f, layout, a);
        if (!recording && a.Cache?.For(in f, a) is { } packed)
        {
            packed.Into(ref f);
            tape.KeepAlive(packed);
        }
        else
        {
            PackedWeights.Pack(arena, ref f, a, recording);
        }

        return f;
    }

    private static void InitialStates(ref DriverFrame f, SequenceLayout layout, RecurrentArguments a)
    {
        for (int k = 0; k < Shape.States; k++)
        {
            float* start = f.States + (k * f.StateStride);
            new Span<float>(start, f.Rows * f.UnitStride).Clear();
            for (int r = 0; a.Initial is not null && r < f.Rows; r++)
            {
                a.Initial[k].Span.Slice(layout.Order[r] * f.Units, f.Units).CopyTo(new Span<float>(start + (r * (nint)f.UnitStride), f.Units));
            }
        }
    }

    private static void Inputs(Tape tape, ref DriverFrame f, SequenceLayout layout, RecurrentArguments a)
    {
        int* reverse = null;
        if (a.Reverse)
        {
            reverse = tape.Arena.AllocateInts(layout.Total);
            layout.FillReverse(reverse);
        }

        if (a.Input is not null)
        {
            f.X = a.Input.Pointer;
            if (a.Reverse)
            {
                float* turned = tape.Arena.AllocateFloats((nint)f.Total * f.Inputs);
                for (int p = 0; p < f.Total; p++)
                {
                    new Span<float>(f.X + (reverse[p] * (nint)f.Inputs), f.Inputs).CopyTo(new Span<float>(turned + (p * (nint)f.Inputs), f.Inputs));
                }

                f.X = turned;
            }

            return;
        }

        f.Table = Padding.Rows(tape.Arena, a.Table!, Shape.Inputs, f.Units);
        f.Ids = tape.Arena.AllocateInts(f.Total);
        ReadOnlySpan<int> ids = a.Ids.Span;
        for (int p = 0; p < f.Total; p++)
        {
            f.Ids[p] = ids[a.Reverse ? reverse[p] : p];
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
        f.HiddenInput = f.States;
        if (!tape.Training || a.RecurrentDropout <= 0)
        {
            return;
        }

        int u = f.UnitStride;
        float keep = 1 - a.RecurrentDropout;
        f.HiddenMask = tape.Arena.AllocateFloats((nint)f.Rows * u);
        f.HiddenInput = tape.Arena.AllocateFloats((nint)(f.Rows + f.Total) * u);
        var random = new Rng(seed, RandomPurpose.RecurrentDropout);
        for (int r = 0; r < f.Rows; r++)
        {
            random.FillKeepMask(f.HiddenMask + (r * (nint)u), u, keep, 1 / keep, tape.Step, (uint)layout.Items[r], 0);
        }

        Masking.Multiply(f.States, f.HiddenMask, f.HiddenInput, (nint)f.Rows * u);
    }
}
