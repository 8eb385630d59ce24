using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Recurrent;

/// <summary>The forward loop: each part takes its rows of the batch through all the steps, without a barrier.</summary>
internal unsafe struct ForwardJob<TCell> : IJob
    where TCell : struct, ICell
{
    public DriverFrame Frame;

    /// <summary>The first row of each part, and the number of rows.</summary>
    public int* Bounds;

    public readonly void Execute(int part, int parts)
    {
        DriverFrame f = Frame;
        int first = Bounds[part], end = Bounds[part + 1];
        for (int t = 0; t < f.Steps; t++)
        {
            int rows = Math.Min(f.Alive[t], end) - first;
            if (rows <= 0)
            {
                break;
            }

            Step(in f, t, first, rows);
        }
    }

    internal static void Step(in DriverFrame f, int t, int first, int rows)
    {
        float* gates = f.Gates + (f.GateRow(t, first) * f.GateStride);
        bool skipHidden = t == 0 && !f.HasInitial;
        Products(in f, t, first, rows, gates, skipHidden);
        CellShape cell = f.Cell;
        nint u = f.UnitStride;
        if (f.Gain != null)
        {
            nint row = f.GateRow(t, first);
            LayerNormStep.Forward(in f, gates, row, rows, 0, cell.InnerStart);
            LayerNormStep.Forward(in f, gates, row, rows, cell.Inputs, cell.Columns);
        }

        Activate(in f, gates, rows, 0, cell.InnerStart);
        if (cell.Inner > 0)
        {
            InnerValue(in f, t, first, rows, gates);
            Panels.Multiply(rows, new TileOperands
            {
                A0 = f.InnerValues + (f.GateRow(t, first) * u), Length0 = f.Units, RowStride0 = u, ColumnStride0 = 1,
                Panel = f.PackedInner, Init = gates + (cell.InnerStart * u), InitStride = f.GateStride,
                C = gates + (cell.InnerStart * u), StrideC = f.GateStride,
            }, cell.Inner * (int)u);
            if (f.Gain != null)
            {
                LayerNormStep.Forward(in f, gates, f.GateRow(t, first), rows, cell.InnerStart, cell.Inputs);
            }

            Activate(in f, gates, rows, cell.InnerStart, cell.Inputs);
        }

        Activate(in f, gates, rows, cell.Inputs, cell.Columns);
        Pointwise(in f, t, first, rows, gates);
        f.Noise.Forward(in f, t, first, rows);
        if (f.HiddenMask != null)
        {
            Masking.Multiply(
                f.States + (f.NextRow(t, first) * u), f.HiddenMask + (first * u), f.HiddenInput + (f.NextRow(t, first) * u), rows * u);
        }
    }

    /// <summary>The products with the input and the previous hidden state, in one pass over the packed weights.</summary>
    private static void Products(in DriverFrame f, int t, int first, int rows, float* gates, bool skipHidden)
    {
        CellShape cell = f.Cell;
        nint u = f.UnitStride;
        float* hidden = f.HiddenInput + (f.PreviousRow(t, first) * u);
        bool bias = f.Gain == null;
        var o = new TileOperands { ColumnStride0 = 1, StrideC = f.GateStride };
        if (f.X != null)
        {
            o.A0 = f.X + ((nint)(f.Offsets[t] + first) * f.Inputs);
            o.Length0 = f.Inputs;
            o.RowStride0 = f.Inputs;
            o.Init = bias ? f.Bias : null;
            if (cell.Both > 0)
            {
                TileOperands both = o;
                both.A1 = hidden;
                both.Length1 = skipHidden ? 0 : f.Units;
                both.RowStride1 = u;
                both.Panel = f.PackedBoth;
                both.PanelRows = f.Inputs + f.Units;
                both.C = gates;
                Panels.Multiply(rows, both, cell.Both * (int)u);
            }

            if (cell.Inputs > cell.Both)
            {
                o.Init = o.Init == null ? null : o.Init + (cell.Both * u);
                o.Panel = f.PackedInput;
                o.C = gates + (cell.Both * u);
                Panels.Multiply(rows, o, (cell.Inputs - cell.Both) * (int)u);
            }
        }
        else
        {
            Gather(in f, t, first, rows, gates, bias);
            if (cell.Both > 0 && !skipHidden)
            {
                o.A0 = hidden;
                o.Length0 = f.Units;
                o.RowStride0 = u;
                o.Panel = f.PackedBoth;
                o.Init = gates;
                o.InitStride = f.GateStride;
                o.C = gates;
                Panels.Multiply(rows, o, cell.Both * (int)u);
            }
        }

        if (cell.HiddenOnly > 0)
        {
            o.A0 = hidden;
            o.Length0 = skipHidden ? 0 : f.Units;
            o.RowStride0 = u;
            o.Panel = f.PackedHidden;
            o.PanelRows = f.Units;
            o.Init = bias ? f.Bias + (cell.Inputs * u) : null;
            o.InitStride = 0;
            o.C = gates + (cell.Inputs * u);
            Panels.Multiply(rows, o, cell.HiddenOnly * (int)u);
        }
    }

    /// <summary>Starts the gates of each row from the projected row of its id.</summary>
    private static void Gather(in DriverFrame f, int t, int first, int rows, float* gates, bool bias)
    {
        nint width = f.Cell.Inputs * (nint)f.UnitStride;
        int* ids = f.Ids + f.Offsets[t] + first;
        for (int r = 0; r < rows; r++, gates += f.GateStride)
        {
            float* row = f.Table + (ids[r] * width);
            for (nint j = 0; j < width; j += 8)
            {
                Vector256<float> sum = Vector256.Load(row + j);
                (bias ? sum + Vector256.Load(f.Bias + j) : sum).Store(gates + j);
            }
        }
    }

    /// <summary>Applies the declared activations to columns [from, to), neighbours of one kind in one sweep.</summary>
    private static void Activate(in DriverFrame f, float* gates, int rows, int from, int to)
    {
        ReadOnlySpan<GateColumn> columns = TCell.Columns;
        nint u = f.UnitStride;
        for (int column = from; column < to;)
        {
            Activation kind = columns[column].Activation;
            int end = column + 1;
            while (end < to && columns[end].Activation == kind)
            {
                end++;
            }

            float* start = gates + (column * u);
            nint count = (end - column) * u;
            for (int r = 0; r < rows && kind != Activation.None; r++, start += f.GateStride)
            {
                switch (kind)
                {
                    case Activation.Sigmoid: VectorMath.SigmoidInPlace(start, count); break;
                    case Activation.Tanh: VectorMath.TanhInPlace(start, count); break;
                    default: Masking.Relu(start, count); break;
                }
            }

            column = end;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pointwise(in DriverFrame f, int t, int first, int rows, float* gates)
    {
        nint u = f.UnitStride, gateStride = f.GateStride, stateStride = f.StateStride;
        float* previous = f.States + (f.PreviousRow(t, first) * u);
        float* next = f.States + (f.NextRow(t, first) * u);
        float* unit = f.Unit;
        for (int r = 0; r < rows; r++, gates += gateStride, previous += u, next += u)
        {
            for (nint j = 0; j < u; j += 8)
            {
                TCell.Forward(new ForwardLanes
                {
                    Gates = new Lanes(gates + j, u), Previous = new Lanes(previous + j, stateStride),
                    Next = new Lanes(next + j, stateStride), Unit = new Lanes(unit + j, u), Step = t,
                });
            }
        }
    }

    private static void InnerValue(in DriverFrame f, int t, int first, int rows, float* gates)
    {
        nint u = f.UnitStride;
        float* previous = f.States + (f.PreviousRow(t, first) * u);
        float* value = f.InnerValues + (f.GateRow(t, first) * u);
        float* start = value;
        for (int r = 0; r < rows; r++, gates += f.GateStride, previous += u, value += u)
        {
            for (nint j = 0; j < u; j += 8)
            {
                TCell.Inner(new InnerLanes
                {
                    Gates = new Lanes(gates + j, u), Previous = new Lanes(previous + j, f.StateStride), Value = new Lanes(value + j, u),
                });
            }
        }

        if (f.HiddenMask != null)
        {
            Masking.Multiply(start, f.HiddenMask + (first * u), start, rows * u);
        }
    }
}
