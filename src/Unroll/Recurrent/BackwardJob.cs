using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Recurrent;

/// <summary>
/// Back-propagation through time: each part takes its rows (or its units of all rows) from the last step to the first. The gates are
/// overwritten by the gradients of the pre-activations, from which a few large products make the gradients of the weights afterwards.
/// </summary>
internal unsafe struct BackwardJob<TCell> : IJob
    where TCell : struct, ICell
{
    public DriverFrame Frame;

    /// <summary>The first row of each part, and the number of rows.</summary>
    public int* Bounds;

    /// <summary>Whether the gradient of the initial state is wanted.</summary>
    public bool IntoInitial;

    /// <summary>Whether the parts share the units, and where they meet then.</summary>
    public bool ByUnits;
    public SpinBarrier Barrier;

    public readonly void Execute(int part, int parts)
    {
        DriverFrame f = Frame;
        int first = 0, end = f.Rows;
        f.GateStart = 0;
        if (ByUnits)
        {
            f.ShareUnits(part, parts);
        }
        else
        {
            first = Bounds[part];
            end = Bounds[part + 1];
        }

        if (end <= first)
        {
            return;
        }

        // Room for the gradients of the kept states (zoneout), of the masked hidden state, of the inner value, and for candidates.
        nint block = (nint)(end - first) * f.UnitStride;
        float* scratch = Scratch.C(block * (f.Cell.States + 2));

        // The products write H of the U columns only; what another run left in the others must not reach the gradients.
        new Span<float>(scratch, checked((int)block)).Clear();
        for (int t = f.Steps - 1; t >= 0; t--)
        {
            int rows = Math.Min(f.Alive[t], end) - first;
            if (rows > 0)
            {
                Step(in f, t, first, rows, scratch, block, part);
            }
        }
    }

    internal readonly void Step(in DriverFrame f, int t, int first, int rows, float* scratch, nint block, int part)
    {
        CellShape cell = f.Cell;
        nint u = f.UnitStride;
        nint gateRow = f.GateRow(t, first);
        float* gates = f.Gates + (gateRow * f.GateStride);
        float* gradient = f.StateGradients + (first * u);
        AddOutputGradient(in f, t, first, rows, gradient);
        float* kept = scratch + block;
        f.Noise.BeforeBackward(in f, t, first, rows, kept, block);
        bool expected = f.Candidate.Rate > 0 && !f.Noisy;
        float* seen = scratch + (block * (cell.States + 1));
        if (expected)
        {
            f.Candidate.Keep(in f, gates, seen, rows);
        }

        Pointwise(in f, t, first, rows, gates);
        f.Candidate.Backward(in f, gates, expected ? seen : null, t, first, rows);
        if (cell.Inner > 0)
        {
            InnerBackward(in f, t, first, rows, gates, scratch, part);
        }

        f.Noise.AfterBackward(in f, first, rows, kept, block);
        if (f.Gain != null)
        {
            // The columns fed by the inner value went through their norm already.
            LayerNormStep.Backward(in f, gates, gateRow, first, rows, 0, cell.InnerStart);
            LayerNormStep.Backward(in f, gates, gateRow, first, rows, cell.Inputs, cell.Columns);
        }

        if (t == 0 && !IntoInitial)
        {
            return;
        }

        Meet(in f, part, gates, rows, cell.Columns);
        bool masked = f.HiddenMask != null;
        var o = new TileOperands
        {
            A0 = gates, Length0 = cell.Both * u, RowStride0 = f.GateStride, ColumnStride0 = 1,
            A1 = gates + (cell.Inputs * u), Length1 = cell.HiddenOnly * u, RowStride1 = f.GateStride,
            Panel = f.PackedHiddenBack, Init = masked ? null : gradient, InitStride = u,
            C = masked ? scratch : gradient, StrideC = u,
        };
        Multiply(in f, rows, o);
        if (masked)
        {
            Masking.MultiplyAdd(scratch, f.HiddenMask + (first * u), gradient, rows * u);
        }
    }

    /// <summary>Waits until every part has written its units' gate gradients.</summary>
    private readonly void Meet(in DriverFrame f, int part, float* gates, int rows, int columns)
    {
        if (!ByUnits)
        {
            return;
        }

        Barrier.SignalAndWait(part);
        for (int r = 0; r < rows; r++)
        {
            SpinBarrier.Fetch(gates + (r * f.GateStride), (nint)columns * f.UnitStride);
        }
    }

    /// <summary>The product with the weights on the way back, [rows, K] by [K, H], for the units of this part.</summary>
    private static void Multiply(in DriverFrame f, int rows, TileOperands o)
    {
        o.Panel += f.FirstUnit * (o.Length0 + o.Length1);
        o.C += f.FirstUnit;
        o.Init = o.Init == null ? null : o.Init + f.FirstUnit;
        Panels.Multiply(rows, o, Math.Min(f.EndUnit, f.Units) - f.FirstUnit);
    }

    private static void AddOutputGradient(in DriverFrame f, int t, int first, int rows, float* gradient)
    {
        nint u = f.UnitStride;
        int units = f.Units, to = Math.Min(f.EndUnit, units);
        if (f.OutputGradient != null)
        {
            float* output = f.OutputGradient + ((nint)(f.Offsets[t] + first) * units);
            for (int r = 0; r < rows; r++, output += units)
            {
                float* row = gradient + (r * u);
                nint j = f.FirstUnit;
                for (; j + 8 <= to; j += 8)
                {
                    (Vector256.Load(row + j) + Vector256.Load(output + j)).Store(row + j);
                }

                for (; j < to; j++)
                {
                    row[j] += output[j];
                }
            }
        }

        if (f.ProbeStates != null)
        {
            long bytes = rows * u * sizeof(float);
            Buffer.MemoryCopy(gradient, f.ProbeStates + ((f.Offsets[t] + first) * u), bytes, bytes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pointwise(in DriverFrame f, int t, int first, int rows, float* gates)
    {
        nint u = f.UnitStride, gateStride = f.GateStride, stateStride = f.StateStride, gradientStride = f.StateGradientStride;
        nint unitRow = f.Cell.UnitParameters * u;
        float* previous = f.States + (f.PreviousRow(t, first) * u);
        float* gradient = f.StateGradients + (first * u);
        float* unit = f.Unit;
        float* unitGradient = f.UnitGradients + (first * unitRow);
        for (int r = 0; r < rows; r++, gates += gateStride, previous += u, gradient += u, unitGradient += unitRow)
        {
            for (nint j = f.FirstUnit; j < f.EndUnit; j += 8)
            {
                var states = new Lanes(gradient + j, gradientStride);
                var kept = new Lanes(gates + j, u);
                TCell.Backward(new BackwardLanes
                {
                    Gates = kept, Previous = new Lanes(previous + j, stateStride), Unit = new Lanes(unit + j, u),
                    NextGradients = states, GateGradients = kept, PreviousGradients = states,
                    UnitGradients = new Lanes(unitGradient + j, u), Step = f.FirstStep + t,
                });
            }
        }
    }

    /// <summary>Back through the product with the inner value and through the inner value itself.</summary>
    private readonly void InnerBackward(in DriverFrame f, int t, int first, int rows, float* gates, float* scratch, int part)
    {
        CellShape cell = f.Cell;
        nint u = f.UnitStride;
        if (f.Gain != null)
        {
            LayerNormStep.Backward(in f, gates, f.GateRow(t, first), first, rows, cell.InnerStart, cell.Inputs);
        }

        Meet(in f, part, gates, rows, cell.Inputs);
        Multiply(in f, rows, new TileOperands
        {
            A0 = gates + (cell.InnerStart * u), Length0 = cell.Inner * u, RowStride0 = f.GateStride, ColumnStride0 = 1,
            Panel = f.PackedInnerBack, C = scratch, StrideC = u,
        });
        if (f.HiddenMask != null)
        {
            Masking.Multiply(scratch, f.HiddenMask + (first * u), scratch, rows * u);
        }

        float* previous = f.States + (f.PreviousRow(t, first) * u);
        float* gradient = f.StateGradients + (first * u);
        for (int r = 0; r < rows; r++, gates += f.GateStride, previous += u, gradient += u, scratch += u)
        {
            for (nint j = f.FirstUnit; j < f.EndUnit; j += 8)
            {
                var kept = new Lanes(gates + j, u);
                TCell.InnerBackward(new InnerLanes
                {
                    Gates = kept, Previous = new Lanes(previous + j, f.StateStride), Value = new Lanes(scratch + j, u),
                    GateGradients = kept, PreviousGradients = new Lanes(gradient + j, f.StateGradientStride),
                });
            }
        }
    }
}
