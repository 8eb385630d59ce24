using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Recurrent;

/// <summary>
/// Sums of gate gradients over the packed rows, first row first: of all rows (bias), or by id (table). A part is a range of columns.
/// </summary>
internal unsafe struct ColumnJob : IJob
{
    public enum Sum
    {
        Bias,
        Table,
    }

    public DriverFrame Frame;
    public Sum Kind;

    /// <summary>The gradient to add to: [columns * H], or [vocabulary, columns * H].</summary>
    public float* Target;
    public int Columns;

    /// <summary>Room for the sums of the bias: [columns * U], zeros.</summary>
    public float* Sums;

    public readonly void Execute(int part, int parts)
    {
        int u = Frame.UnitStride, vectors = u / 8 * Columns;
        nint from = (nint)((long)vectors * part / parts) * 8, to = (nint)((long)vectors * (part + 1) / parts) * 8;
        if (Kind == Sum.Bias)
        {
            AddAll(from, to);
            AddToTarget(Sums, Target, from, to);
            return;
        }

        nint width = (nint)Columns * Frame.Units;
        float* gates = Frame.Gates;
        for (int p = 0; p < Frame.Total; p++, gates += Frame.GateStride)
        {
            AddToTarget(gates, Target + (Frame.Ids[p] * width), from, to);
        }
    }

    /// <summary>Four rows a sweep, each added in its turn.</summary>
    private readonly void AddAll(nint from, nint to)
    {
        nint stride = Frame.GateStride;
        float* gates = Frame.Gates;
        int p = 0;
        for (; p + 4 <= Frame.Total; p += 4, gates += 4 * stride)
        {
            for (nint j = from; j < to; j += 8)
            {
                Vector256<float> sum = Vector256.Load(Sums + j) + Vector256.Load(gates + j);
                sum += Vector256.Load(gates + stride + j);
                sum += Vector256.Load(gates + (2 * stride) + j);
                (sum + Vector256.Load(gates + (3 * stride) + j)).Store(Sums + j);
            }
        }

        for (; p < Frame.Total; p++, gates += stride)
        {
            for (nint j = from; j < to; j += 8)
            {
                (Vector256.Load(Sums + j) + Vector256.Load(gates + j)).Store(Sums + j);
            }
        }
    }

    /// <summary>Adds columns [from, to) of blocks of U to blocks of H.</summary>
    private readonly void AddToTarget(float* source, float* target, nint from, nint to)
    {
        nint u = Frame.UnitStride, h = Frame.Units;
        if (u == h)
        {
            for (nint j = from; j < to; j += 8)
            {
                (Vector256.Load(target + j) + Vector256.Load(source + j)).Store(target + j);
            }

            return;
        }

        for (nint j = from; j < to; j++)
        {
            nint unit = j % u;
            if (unit < h)
            {
                target[(j / u * h) + unit] += source[j];
            }
        }
    }
}
