using Unroll.Numerics;

namespace Unroll.Recurrent.Decoding;

/// <summary>
/// The forward loop of a decoder: each part takes its rows through all the steps of cell and attention, without a barrier.
/// </summary>
internal unsafe struct DecoderForwardJob<TCell> : IJob
    where TCell : struct, ICell
{
    public DriverFrame Frame;
    public AttentionFrame Attention;

    /// <summary>The first row of each part, and the number of rows.</summary>
    public int* Bounds;

    public readonly void Execute(int part, int parts)
    {
        DriverFrame f = Frame;
        AttentionFrame a = Attention;
        int first = Bounds[part], end = Bounds[part + 1];
        float* room = a.Room + (part * a.RoomStride);
        nint u = f.UnitStride;
        for (int t = 0; t < f.Steps; t++)
        {
            int rows = Math.Min(f.Alive[t], end) - first;
            if (rows <= 0)
            {
                break;
            }

            if (!f.Training)
            {
                f.GateStart = f.Offsets[t];
            }

            if (!a.After)
            {
                AttentionStep.Forward(in f, in a, t, first, rows, f.States + (f.PreviousRow(t, first) * u), room);
                Feed(in f, in a, a.Contexts, t, t, first, rows);
            }

            default(ForwardJob<TCell>).Step(in f, t, first, rows, 0);
            if (a.After)
            {
                AttentionStep.Forward(in f, in a, t, first, rows, f.States + (f.NextRow(t, first) * u), room);
                Combine(in f, in a, t, first, rows);
                if (a.Fed > 0 && t + 1 < f.Steps)
                {
                    Feed(in f, in a, a.CombinedRows, t, t + 1, first, Math.Min(f.Alive[t + 1], end) - first);
                }
            }
        }
    }

    /// <summary>Copies rows of a step into the fed columns of the input of the same or the next step.</summary>
    private static void Feed(in DriverFrame f, in AttentionFrame a, float* source, int from, int to, int first, int rows)
    {
        float* s = source + ((nint)(f.Offsets[from] + first) * a.Fed);
        float* x = f.X + ((nint)(f.Offsets[to] + first) * f.Inputs) + a.Embedded;
        for (int r = 0; r < rows; r++, s += a.Fed, x += f.Inputs)
        {
            Floats.Copy(s, x, a.Fed);
        }
    }

    private static void Combine(in DriverFrame f, in AttentionFrame a, int t, int first, int rows)
    {
        nint packed = f.Offsets[t] + first;
        float* combined = a.CombinedRows + (packed * a.Combined);
        Panels.Multiply(rows, new TileOperands
        {
            A0 = f.States + (f.NextRow(t, first) * f.UnitStride), Length0 = f.Units, RowStride0 = f.UnitStride, ColumnStride0 = 1,
            A1 = a.Contexts + (packed * a.MemoryWidth), Length1 = a.MemoryWidth, RowStride1 = a.MemoryWidth,
            Panel = a.PackedCombine, Init = a.CombineBias, C = combined, StrideC = a.Combined,
        }, a.Combined);
        var sums = new Span<float>(combined, rows * a.Combined);
        VectorMath.Tanh(sums, sums);
    }
}
