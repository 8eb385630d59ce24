using System.Runtime.Intrinsics;
using Unroll.Numerics;
using Eight = Unroll.Autograd.Operations.Lanes;

namespace Unroll.Recurrent.Decoding;

/// <summary>Back-propagation through a decoder: each part takes its rows from the last step to the first.</summary>
internal unsafe struct DecoderBackwardJob<TCell> : IJob
    where TCell : struct, ICell
{
    public BackwardJob<TCell> Cell;
    public AttentionFrame Attention;

    public readonly void Execute(int part, int parts)
    {
        DriverFrame f = Cell.Frame;
        AttentionFrame a = Attention;
        int first = Cell.Bounds[part], end = Cell.Bounds[part + 1];
        if (end <= first)
        {
            return;
        }

        nint block = (nint)(end - first) * f.UnitStride;
        float* scratch = Scratch.C(block * (f.Cell.States + 1));
        new Span<float>(scratch, checked((int)block)).Clear();
        float* room = a.Room + (part * a.RoomStride);
        float* contexts = room + AttentionBackward.Room(in a);
        for (int t = f.Steps - 1; t >= 0; t--)
        {
            int rows = Math.Min(f.Alive[t], end) - first;
            if (rows > 0)
            {
                Step(in f, in a, t, first, rows, scratch, block, contexts, room);
            }
        }
    }

    private readonly void Step(
        in DriverFrame f, in AttentionFrame a, int t, int first, int rows, float* scratch, nint block, float* contexts, float* room)
    {
        nint u = f.UnitStride, packed = f.Offsets[t] + first;
        float* gradient = f.StateGradients + (first * u);
        if (a.After)
        {
            Uncombine(in f, in a, t, first, rows, contexts);
            AddOutput(in f, in a, t, first, rows, contexts);
            AttentionBackward.Step(in f, in a, t, first, rows, f.States + (f.NextRow(t, first) * u), contexts, gradient, room);
            Cell.Step(in f, t, first, rows, scratch, block, 0);
            if (a.Fed > 0)
            {
                Unfeed(in f, in a, packed, rows, a.FedGradients + ((nint)first * a.Fed));
            }

            return;
        }

        Cell.Step(in f, t, first, rows, scratch, block, 0);
        Unfeed(in f, in a, packed, rows, contexts);
        AddOutput(in f, in a, t, first, rows, contexts);
        AttentionBackward.Step(in f, in a, t, first, rows, f.States + (f.PreviousRow(t, first) * u), contexts, gradient, room);
    }

    /// <summary>The gradients of the fed columns, from those of the gates.</summary>
    private static void Unfeed(in DriverFrame f, in AttentionFrame a, nint packed, int rows, float* target) =>
        Panels.Multiply(rows, new TileOperands
        {
            A0 = f.Gates + (packed * f.GateStride), Length0 = f.Cell.Inputs * (nint)f.UnitStride, RowStride0 = f.GateStride,
            ColumnStride0 = 1,
            Panel = a.PackedFedBack, C = target, StrideC = a.Fed,
        }, a.Fed);

    /// <summary>Adds what reaches the contexts from outside.</summary>
    private static void AddOutput(in DriverFrame f, in AttentionFrame a, int t, int first, int rows, float* contexts)
    {
        if (a.ContextOutput != null)
        {
            Floats.Add(a.ContextOutput + ((nint)(f.Offsets[t] + first) * a.MemoryWidth), contexts, rows * a.MemoryWidth);
        }
    }

    /// <summary>Back through tanh(W [h; c] + b): adds to the gradients of the states and writes those of the contexts.</summary>
    private static void Uncombine(in DriverFrame f, in AttentionFrame a, int t, int first, int rows, float* contexts)
    {
        nint u = f.UnitStride, packed = f.Offsets[t] + first;
        float* d = a.CombinedGradients + (packed * a.Combined);
        float* y = a.CombinedRows + (packed * a.Combined);
        float* outside = a.CombinedOutput == null ? null : a.CombinedOutput + (packed * a.Combined);
        float* fed = a.Fed == 0 ? null : a.FedGradients + ((nint)first * a.Fed);
        int count = rows * a.Combined;
        for (int j = 0; j < count; j += Eight.Width)
        {
            int left = count - j;
            Vector256<float> value = Eight.Load(y + j, left);
            Vector256<float> sum = Vector256<float>.Zero;
            if (outside != null)
            {
                sum += Eight.Load(outside + j, left);
            }

            if (fed != null)
            {
                sum += Eight.Load(fed + j, left);
            }

            Eight.Store(sum * (Vector256<float>.One - (value * value)), d + j, left);
        }

        float* gradient = f.StateGradients + (first * u);
        var o = new TileOperands { A0 = d, Length0 = a.Combined, RowStride0 = a.Combined, ColumnStride0 = 1 };
        TileOperands hidden = o;
        hidden.Panel = a.PackedCombineHidden;
        hidden.Init = gradient;
        hidden.InitStride = u;
        hidden.C = gradient;
        hidden.StrideC = u;
        Panels.Multiply(rows, hidden, f.Units);
        o.Panel = a.PackedCombineContext;
        o.C = contexts;
        o.StrideC = a.MemoryWidth;
        Panels.Multiply(rows, o, a.MemoryWidth);
    }
}
