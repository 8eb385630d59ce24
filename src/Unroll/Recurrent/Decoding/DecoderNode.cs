using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recurrent.Decoding;

/// <summary>The way back through a decoder with attention.</summary>
internal sealed unsafe class DecoderNode<TCell>(
    DecoderArguments a, SequenceLayout layout, DriverFrame frame, AttentionFrame attention, int* bounds, int parts, DecoderOutput output)
        : Node
    where TCell : struct, ICell
{
    private readonly int* _bounds = bounds;
    private DriverFrame _frame = frame;
    private AttentionFrame _attention = attention;

    public override void Backward(Tape tape)
    {
        bool reached = output.Hidden.Gradient is not null || output.Contexts.Gradient is not null || output.Combined?.Gradient is not null
            || Array.Exists(output.Final, s => s.Gradient is not null);
        if (!reached)
        {
            return;
        }

        // Gradients of the arena's tensors outlive the scratch memory of this node: ask for them before opening a scope.
        bool intoInitial = false;
        foreach (Tensor? source in a.Inputs())
        {
            if (source is { RequiresGradient: true })
            {
                tape.GradientOf(source);
            }
        }

        foreach (Tensor initial in a.Initial ?? [])
        {
            intoInitial |= initial.RequiresGradient;
        }

        using ArenaScope scope = tape.Arena.Push();
        ref DriverFrame f = ref _frame;
        f.OutputGradient = output.Hidden.Gradient is { } hidden ? hidden.Pointer : null;
        f.StateGradients = Padding.Zeros(tape.Arena, f.Cell.States * f.StateGradientStride);
        f.UnitGradients = f.Cell.UnitParameters == 0 ? null
            : Padding.Zeros(tape.Arena, (nint)f.Rows * f.Cell.UnitParameters * f.UnitStride);
        FinalGradients(in f);
        Attention(tape, in f);
        var job = new DecoderBackwardJob<TCell>
        {
            Cell = new BackwardJob<TCell> { Frame = f, Bounds = _bounds, IntoInitial = intoInitial }, Attention = _attention,
        };
        if (parts == 1)
        {
            job.Execute(0, 1);
        }
        else
        {
            tape.Team.Run(ref job, parts);
        }

        var batch = new WorkBatch(tape.Team);
        new WeightGradients(tape, f, a.Cell()).AddTo(batch, last: true);
        new DecoderGradients(tape, f, _attention, a).AddTo(batch);
        batch.Run();
        InitialGradients(in f);
    }

    /// <summary>Buffers and packed weights of the way back.</summary>
    private void Attention(Tape tape, in DriverFrame f)
    {
        Arena arena = tape.Arena;
        ref AttentionFrame at = ref _attention;
        at.MemoryGradient = Pointer(a.Memory);
        at.KeyGradient = Pointer(a.Keys);
        at.ContextOutput = output.Contexts.Gradient is { } contexts ? contexts.Pointer : null;
        at.CombinedOutput = output.Combined?.Gradient is { } combined ? combined.Pointer : null;
        if (a.Query is { } query)
        {
            at.PackedQueryBack = Packed(arena, query.Pointer, f.Units, at.KeyWidth, f.Units);
            at.QueryGradients = arena.AllocateFloats((nint)f.Total * at.KeyWidth);
            at.EnergyGradients = Padding.Zeros(arena, (nint)f.Rows * at.KeyWidth);
        }

        if (at.Kernel > 0)
        {
            at.KernelGradients = Padding.Zeros(arena, (nint)f.Rows * at.Kernel * at.KeyWidth);
            int last = f.Rows - 1;
            at.LaterGradients = Padding.Zeros(arena, f.Rows == 0 ? 0 : at.HistoryStarts[last] + at.Positions[last]);
        }

        if (a.Combine is { } combine)
        {
            int width = f.Units + at.MemoryWidth;
            at.PackedCombineHidden = Packed(arena, combine.Pointer, width, at.Combined, f.Units);
            at.PackedCombineContext = Packed(arena, combine.Pointer + f.Units, width, at.Combined, at.MemoryWidth);
            at.CombinedGradients = arena.AllocateFloats((nint)f.Total * at.Combined);
        }

        if (at.Fed > 0)
        {
            float* weights = Padding.Blocks(arena, a.InputWeight, f.Cell.Inputs, f.Units, f.Inputs);
            at.PackedFedBack = Packed(arena, weights + at.Embedded, f.Inputs, f.Cell.Inputs * f.UnitStride, at.Fed);
            at.FedGradients = at.After ? Padding.Zeros(arena, (nint)f.Rows * at.Fed) : null;
        }

        at.RoomStride = AttentionStep.Align(AttentionBackward.Room(in at) + ((nint)f.Rows * at.MemoryWidth));
        at.Room = arena.AllocateFloats(parts * at.RoomStride);
    }

    /// <summary>Packs a matrix [k, n] whose rows are a stride apart.</summary>
    private static float* Packed(Arena arena, float* matrix, nint stride, int k, int n)
    {
        float* panels = arena.AllocateFloats(Panels.Size(k, n));
        Panels.Pack(matrix, stride, 1, k, n, panels, k, 0, Panels.Columns);
        return panels;
    }

    private static float* Pointer(Tensor tensor) => tensor is { RequiresGradient: true, Gradient: { } gradient } ? gradient.Pointer : null;

    private void FinalGradients(in DriverFrame f)
    {
        for (int k = 0; k < output.Final.Length; k++)
        {
            for (int r = 0; output.Final[k].Gradient is { } gradient && r < f.Rows; r++)
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
            for (int r = 0; a.Initial[k] is { RequiresGradient: true, Gradient: { } gradient } && r < f.Rows; r++)
            {
                OutputRows.Add(
                    new ReadOnlySpan<float>(f.StateGradients + (k * f.StateGradientStride) + (r * (nint)f.UnitStride), f.Units),
                    gradient.Span.Slice(layout.Order[r] * f.Units, f.Units));
            }
        }
    }
}
