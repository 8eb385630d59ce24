using Unroll.Autograd;
using Unroll.Tensors;

namespace Unroll.Recurrent;

// The way back, in the same stages: room first, then what may run beside the other direction.
internal sealed unsafe partial class RecurrentDirection<TCell>
{
    private bool _intoInitial, _overwriteInput;

    /// <summary>Whether any gradient has come as far as this direction.</summary>
    public bool Reached => _output.Gradient is not null || Array.Exists(_final, s => s.Gradient is not null);

    /// <summary>Asks for the gradients of the arguments, which outlive the scratch memory of the way back.</summary>
    public void AskForGradients(Tape tape)
    {
        _overwriteInput = _a.Input is { RequiresGradient: true } input && tape.GradientToFill(input).Overwrite;
        foreach (Tensor? source in _sources)
        {
            if (source is { RequiresGradient: true })
            {
                tape.GradientOf(source);
            }
        }

        _intoInitial = _a.Initial is not null && _a.Initial.Any(s => s.RequiresGradient);
    }

    /// <summary>Plans the way back anew for a direction that runs alone after all.</summary>
    public void TakeAllThreads(Tape tape) => _plan = StepPlan.Of(tape.Arena, tape.Team, tape.Team.Threads, _layout, ref _frame);

    /// <summary>The way back from the end to the start.</summary>
    public void Backward(Tape tape)
    {
        using ArenaScope scope = tape.Arena.Push();
        OpenBackward(tape);
        if (_segments is null)
        {
            using (tape.Arena.Push())
            {
                OpenLoop(tape);
                PrepareBackward();
                BackwardJob<TCell> job = BackwardPass();
                _plan.Run(tape.Team, ref job);
            }

            new WeightGradients(tape, _frame, _a, _overwriteInput).Add(last: true);
        }
        else
        {
            PrepareBackward();
            Segments(tape, _segments);
        }

        FinishBackward();
    }

    /// <summary>Takes the memory that is needed until the gradients are complete.</summary>
    public void OpenBackward(Tape tape)
    {
        ref DriverFrame f = ref _frame;
        f.OutputGradient = _output.Gradient is null ? null : _output.Gradient.Pointer + _a.Column;
        f.StateGradients = tape.Arena.AllocateFloats(f.Cell.States * f.StateGradientStride);
        f.UnitGradients = f.Cell.UnitParameters == 0 ? null : tape.Arena.AllocateFloats(UnitGradientCount(in f));
        f.NormGradients = f.Gain == null ? null : tape.Arena.AllocateFloats(NormGradientCount(in f));
        f.ProbeStates = _a.Probe is null ? null : tape.Arena.AllocateFloats((nint)f.Total * f.UnitStride);
    }

    /// <summary>Takes what only the loop needs of the arena; it makes room for the sums over the steps that follow.</summary>
    public void OpenLoop(Tape tape) => _packing = PackedWeights.ForBackward(tape.Arena, ref _frame, _a);

    /// <summary>Everything that comes before the last step and takes no memory.</summary>
    public void PrepareBackward()
    {
        ref DriverFrame f = ref _frame;
        Clear(f.StateGradients, f.Cell.States * f.StateGradientStride);
        Clear(f.UnitGradients, f.UnitGradients == null ? 0 : UnitGradientCount(in f));
        Clear(f.NormGradients, f.NormGradients == null ? 0 : NormGradientCount(in f));
        FinalGradients(in f);
        _packing?.FillBackward(in f);
        _packing = null;
    }

    /// <summary>The loop over the steps.</summary>
    public BackwardJob<TCell> BackwardPass() => BackwardPass(in _frame, _intoInitial);

    /// <summary>The sums over the steps, for a batch.</summary>
    public WeightGradients Sums(Tape tape) => new(tape, _frame, _a, _overwriteInput);

    /// <summary>What is left once all gradients of weights are there.</summary>
    public void FinishBackward()
    {
        InitialGradients(in _frame);
        _a.Probe?.CaptureGradients<TCell>(in _frame, _frame.Reverse);
    }

    private static nint UnitGradientCount(in DriverFrame f) => (nint)f.Rows * f.Cell.UnitParameters * f.UnitStride;

    private static nint NormGradientCount(in DriverFrame f) => (nint)f.Rows * 2 * f.Cell.Columns * f.UnitStride;

    private static void Clear(float* memory, nint count) => new Span<float>(memory, checked((int)count)).Clear();

    private BackwardJob<TCell> BackwardPass(in DriverFrame f, bool intoInitial) => new()
    {
        Frame = f, Bounds = _plan.Bounds, IntoInitial = intoInitial, ByUnits = _plan.ByUnits, Barrier = _plan.NewBarrier(),
    };

    private void Segments(Tape tape, RecomputedSegments<TCell> segments)
    {
        for (int s = segments.Count - 1; s >= 0; s--)
        {
            DriverFrame segment = segments.Recompute(tape, s);
            segment.OutputGradient = _frame.OutputGradient;
            segment.StateGradients = _frame.StateGradients;
            segment.UnitGradients = _frame.UnitGradients;
            segment.NormGradients = _frame.NormGradients;
            BackwardJob<TCell> job = BackwardPass(in segment, _intoInitial || s > 0);
            _plan.Run(tape.Team, ref job);
            new WeightGradients(tape, segment, _a, _overwriteInput).Add(last: s == 0);
        }
    }

    private void FinalGradients(in DriverFrame f)
    {
        for (int k = 0; k < _final.Length; k++)
        {
            for (int r = 0; _final[k].Gradient is { } gradient && r < f.Rows; r++)
            {
                gradient.Span.Slice(_layout.Order[r] * f.Units, f.Units)
                    .CopyTo(new Span<float>(f.StateGradients + (k * f.StateGradientStride) + (r * (nint)f.UnitStride), f.Units));
            }
        }
    }

    private void InitialGradients(in DriverFrame f)
    {
        for (int k = 0; _a.Initial is not null && k < _a.Initial.Count; k++)
        {
            for (int r = 0; _a.Initial[k] is { RequiresGradient: true, Gradient: { } gradient } && r < f.Rows; r++)
            {
                OutputRows.Add(
                    new ReadOnlySpan<float>(f.StateGradients + (k * f.StateGradientStride) + (r * (nint)f.UnitStride), f.Units),
                    gradient.Span.Slice(_layout.Order[r] * f.Units, f.Units));
            }
        }
    }
}
