using Unroll.Autograd;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>The way back through a recurrent operation.</summary>
internal sealed unsafe class RecurrentNode<TCell>(
    RecurrentArguments a, SequenceLayout layout, DriverFrame frame, StepPlan plan, int* reverse, Tensor output, Tensor[] final,
    RecomputedSegments<TCell>? segments) : Node
    where TCell : struct, ICell
{
    private DriverFrame _frame = frame;
    private readonly int* _reverse = reverse;

    public override void Backward(Tape tape)
    {
        bool reached = output.Gradient is not null || Array.Exists(final, s => s.Gradient is not null);
        if (!reached)
        {
            return;
        }

        // Gradients of the arena's tensors outlive the scratch memory of this node: ask for them before opening a scope.
        foreach (Tensor? source in (ReadOnlySpan<Tensor?>)[a.Input, a.Table, a.InputWeight, a.HiddenWeight, a.Bias, a.Unit, a.Gain])
        {
            Prepare(tape, source);
        }

        bool intoInitial = false;
        foreach (Tensor initial in a.Initial ?? [])
        {
            Prepare(tape, initial);
            intoInitial |= initial.RequiresGradient;
        }

        using ArenaScope scope = tape.Arena.Push();
        ref DriverFrame f = ref _frame;
        f.StateGradients = Padding.Zeros(tape.Arena, f.Cell.States * f.StateGradientStride);
        FinalGradients(in f);
        f.UnitGradients = f.Cell.UnitParameters == 0 ? null : Padding.Zeros(tape.Arena, (nint)f.Rows * f.Cell.UnitParameters * f.UnitStride);
        f.NormGradients = f.Gain == null ? null : Padding.Zeros(tape.Arena, (nint)f.Rows * 2 * f.Cell.Columns * f.UnitStride);
        f.ProbeStates = a.Probe is null ? null : tape.Arena.AllocateFloats((nint)f.Total * f.UnitStride);
        if (segments is null)
        {
            Loop(tape, f, intoInitial);
            new WeightGradients(tape, f, a, _reverse).Add(last: true);
        }

        for (int s = (segments?.Count ?? 0) - 1; s >= 0; s--)
        {
            DriverFrame segment = segments!.Recompute(tape, s);
            segment.StateGradients = f.StateGradients;
            segment.UnitGradients = f.UnitGradients;
            segment.NormGradients = f.NormGradients;
            Loop(tape, segment, intoInitial || s > 0);
            new WeightGradients(tape, segment, a, _reverse).Add(last: s == 0);
        }

        InitialGradients(in f);
        a.Probe?.CaptureGradients<TCell>(in f, _reverse);
    }

    /// <summary>Back through the steps of a frame. What only this loop needs makes room for the sums over the steps that follow it.</summary>
    private void Loop(Tape tape, DriverFrame f, bool intoInitial)
    {
        using ArenaScope scope = tape.Arena.Push();
        f.OutputGradient = OutputRows.Gradient(tape, in f, output, a.Column, _reverse);
        if (f.PackedHiddenBack == null)
        {
            PackedWeights.Backward(tape.Arena, ref f, a);
        }

        var job = new BackwardJob<TCell>
        {
            Frame = f, Bounds = plan.Bounds, IntoInitial = intoInitial, ByUnits = plan.ByUnits, Barrier = plan.NewBarrier(),
        };
        if (plan.ByUnits && !tape.Team.TryRunTogether(ref job, plan.Parts))
        {
            job.ByUnits = false;
            job.Execute(0, 1);
        }
        else if (!plan.ByUnits)
        {
            plan.Run(tape.Team, ref job);
        }
    }

    private static void Prepare(Tape tape, Tensor? tensor)
    {
        if (tensor is { RequiresGradient: true })
        {
            tape.GradientOf(tensor);
        }
    }

    private void FinalGradients(in DriverFrame f)
    {
        for (int k = 0; k < final.Length; k++)
        {
            if (final[k].Gradient is not { } gradient)
            {
                continue;
            }

            for (int r = 0; r < f.Rows; r++)
            {
                gradient.Span.Slice(layout.Order[r] * f.Units, f.Units)
                    .CopyTo(new Span<float>(f.StateGradients + (k * f.StateGradientStride) + (r * (nint)f.UnitStride), f.Units));
            }
        }
    }

    private void InitialGradients(in DriverFrame f)
    {
        for (int k = 0; a.Initial is not null && k < a.Initial.Count; k++)
        {
            if (a.Initial[k].Gradient is not { } gradient || !a.Initial[k].RequiresGradient)
            {
                continue;
            }

            for (int r = 0; r < f.Rows; r++)
            {
                OutputRows.Add(
                    new ReadOnlySpan<float>(f.StateGradients + (k * f.StateGradientStride) + (r * (nint)f.UnitStride), f.Units),
                    gradient.Span.Slice(layout.Order[r] * f.Units, f.Units));
            }
        }
    }
}
