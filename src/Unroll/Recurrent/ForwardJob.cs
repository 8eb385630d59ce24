using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Recurrent;

/// <summary>
/// The forward loop. Each part takes its rows of the batch through all the steps, without a barrier; where there are few rows, the parts
/// share the units of all rows instead and meet after every step.
/// </summary>
internal unsafe struct ForwardJob<TCell> : IJob
    where TCell : struct, ICell
{
    public DriverFrame Frame;

    /// <summary>The first row of each part, and the number of rows.</summary>
    public int* Bounds;

    /// <summary>Whether the parts share the units, and where they meet then.</summary>
    public bool ByUnits;
    public SpinBarrier Barrier;

    public readonly void Execute(int part, int parts)
    {
        DriverFrame f = Frame;
        int first = 0, end = f.Rows;
        if (ByUnits)
        {
            f.ShareUnits(part, parts);
        }
        else
        {
            first = Bounds[part];
            end = Bounds[part + 1];
        }

        for (int t = 0; t < f.Steps; t++)
        {
            int rows = Math.Min(f.Alive[t], end) - first;
            if (rows <= 0)
            {
                break;
            }

            if (f.ProjectedSteps > 0 && t % f.ProjectedSteps == 0)
            {
                Project(ref f, t);
            }
            else if (f.ProjectedSteps == 0 && !f.Training)
            {
                f.GateStart = f.Offsets[t];
            }

            Step(in f, t, first, rows, part);
            if (ByUnits && t + 1 < f.Steps)
            {
                Barrier.SignalAndWait(part);
                SpinBarrier.Fetch(f.States + (f.NextRow(t, first) * f.UnitStride), rows * (nint)f.UnitStride);
            }
        }
    }

    /// <summary>Starts the gates of the next steps from the products with their inputs: each weight is read once for six steps.</summary>
    private static void Project(ref DriverFrame f, int t)
    {
        CellShape cell = f.Cell;
        nint u = f.UnitStride;
        int start = f.Offsets[t], rows = f.Offsets[Math.Min(f.Steps, t + f.ProjectedSteps)] - start;
        if (!f.Training)
        {
            f.GateStart = start;
        }

        float* gates = f.Gates + (f.GateRow(t, 0) * f.GateStride);
        var o = new TileOperands
        {
            A0 = f.X + ((nint)start * f.InputStride), Length0 = f.Inputs, RowStride0 = f.InputStride, ColumnStride0 = 1,
            Panel = f.PackedBoth, PanelRows = f.Inputs + f.Units, Init = f.Gain == null ? f.Bias : null, C = gates, StrideC = f.GateStride,
        };
        f.Multiply(rows, o, cell.Both);
        o.Panel = f.PackedInput;
        o.PanelRows = f.Inputs;
        o.Init = o.Init == null ? null : o.Init + (cell.Both * u);
        o.C = gates + (cell.Both * u);
        f.Multiply(rows, o, cell.Inputs - cell.Both);
    }

    /// <summary>One step of the rows [first, first + rows), for the units of this part.</summary>
    public readonly void Step(in DriverFrame f, int t, int first, int rows, int part)
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
            if (ByUnits)
            {
                Barrier.SignalAndWait(part);
                SpinBarrier.Fetch(f.InnerValues + (f.GateRow(t, first) * u), rows * u);
            }

            f.Multiply(rows, new TileOperands
            {
                A0 = f.InnerValues + (f.GateRow(t, first) * u), Length0 = f.Units, RowStride0 = u, ColumnStride0 = 1,
                Panel = f.PackedInner, Init = gates + (cell.InnerStart * u), InitStride = f.GateStride,
                C = gates + (cell.InnerStart * u), StrideC = f.GateStride,
            }, cell.Inner);
            if (f.Gain != null)
            {
                LayerNormStep.Forward(in f, gates, f.GateRow(t, first), rows, cell.InnerStart, cell.Inputs);
            }

            Activate(in f, gates, rows, cell.InnerStart, cell.Inputs);
        }

        Activate(in f, gates, rows, cell.Inputs, cell.Columns);
        f.Candidate.Forward(in f, gates, t, first, rows);
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
        if (f.X == null || f.ProjectedSteps > 0)
        {
            if (f.X == null)
            {
                Gather(in f, t, first, rows, gates, bias);
            }

            if (cell.Both > 0 && !skipHidden)
            {
                o.A0 = hidden;
                o.Length0 = f.Units;
                o.RowStride0 = u;
                o.Panel = f.PackedBoth + ((nint)f.Inputs * Panels.Columns);
                o.PanelRows = f.Inputs + f.Units;
                o.Init = gates;
                o.InitStride = f.GateStride;
                o.C = gates;
                f.Multiply(rows, o, cell.Both);
            }
        }
        else
        {
            o.A0 = f.X + ((nint)(f.Offsets[t] + first) * f.InputStride);
            o.Length0 = f.Inputs;
            o.RowStride0 = f.InputStride;
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
                f.Multiply(rows, both, cell.Both);
            }

            if (cell.Inputs > cell.Both)
            {
                o.Init = o.Init == null ? null : o.Init + (cell.Both * u);
                o.Panel = f.PackedInput;
                o.C = gates + (cell.Both * u);
                f.Multiply(rows, o, cell.Inputs - cell.Both);
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
            f.Multiply(rows, o, cell.HiddenOnly);
        }
    }

    /// <summary>Starts the gates of each row from the projected row of its id.</summary>
    private static void Gather(in DriverFrame f, int t, int first, int rows, float* gates, bool bias)
    {
        nint u = f.UnitStride, width = f.Cell.Inputs * u;
        int* ids = f.Ids + f.Offsets[t] + first;
        for (int r = 0; r < rows; r++, gates += f.GateStride)
        {
            float* row = f.Table + (ids[r] * width);
            for (nint block = 0; block < width; block += u)
            {
                for (nint j = block + f.FirstUnit; j < block + f.EndUnit; j += 8)
                {
                    Vector256<float> sum = Vector256.Load(row + j);
                    (bias ? sum + Vector256.Load(f.Bias + j) : sum).Store(gates + j);
                }
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

            // Neighbouring columns are one buffer where the part has all units, else a buffer each.
            int runs = f.AllUnits ? 1 : end - column;
            nint count = f.AllUnits ? (end - column) * u : f.EndUnit - f.FirstUnit;
            float* start = gates + (column * u) + f.FirstUnit;
            for (int r = 0; r < rows && kind != Activation.None; r++, start += f.GateStride)
            {
                for (int run = 0; run < runs; run++)
                {
                    Activate(kind, start + (run * u), count);
                }
            }

            column = end;
        }
    }

    private static void Activate(Activation kind, float* values, nint count)
    {
        switch (kind)
        {
            case Activation.Sigmoid: VectorMath.SigmoidInPlace(values, count); break;
            case Activation.Tanh: VectorMath.TanhInPlace(values, count); break;
            default: Masking.Relu(values, count); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pointwise(in DriverFrame f, int t, int first, int rows, float* gates)
    {
        nint u = f.UnitStride, from = f.FirstUnit, to = f.EndUnit, gateStride = f.GateStride, stateStride = f.StateStride;
        float* previous = f.States + (f.PreviousRow(t, first) * u);
        float* next = f.States + (f.NextRow(t, first) * u);
        float* unit = f.Unit;
        for (int r = 0; r < rows; r++, gates += gateStride, previous += u, next += u)
        {
            for (nint j = from; j < to; j += 8)
            {
                TCell.Forward(new ForwardLanes
                {
                    Gates = new Lanes(gates + j, u), Previous = new Lanes(previous + j, stateStride),
                    Next = new Lanes(next + j, stateStride), Unit = new Lanes(unit + j, u), Step = f.FirstStep + t,
                });
            }
        }
    }

    private static void InnerValue(in DriverFrame f, int t, int first, int rows, float* gates)
    {
        nint u = f.UnitStride, from = f.FirstUnit, to = f.EndUnit;
        float* previous = f.States + (f.PreviousRow(t, first) * u);
        float* value = f.InnerValues + (f.GateRow(t, first) * u);
        float* start = value;
        for (int r = 0; r < rows; r++, gates += f.GateStride, previous += u, value += u)
        {
            for (nint j = from; j < to; j += 8)
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
