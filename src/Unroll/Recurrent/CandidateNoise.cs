using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Recurrent;

/// <summary>
/// Recurrent dropout without loss of memory (Semeniuta, Severyn and Barth 2016): what a step would add to the cell is dropped with the given
/// probability, the cell itself never; at prediction the expectation is taken. The draws are keyed by seed, step of training, item, step of
/// the sequence and unit.
/// </summary>
internal unsafe struct CandidateNoise
{
    /// <summary>The probability of dropping, and the gate column of the candidate.</summary>
    public float Rate;
    public int Column;

    public Rng Random;
    public uint TrainingStep;

    /// <summary>The column of a cell's candidate: the one of that name whose tanh the driver takes; -1 where there is none.</summary>
    public static int ColumnOf<TCell>()
        where TCell : struct, ICell
    {
        ReadOnlySpan<GateColumn> columns = TCell.Columns;
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i] is { Name: "candidate", Activation: Activation.Tanh })
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Multiplies the activated candidate.</summary>
    public readonly void Forward(in DriverFrame f, float* gates, int t, int first, int rows)
    {
        if (Rate <= 0)
        {
            return;
        }

        nint u = f.UnitStride;
        float* keep = Scratch.A(u);
        float* g = gates + (Column * u);
        for (int r = 0; r < rows; r++, g += f.GateStride)
        {
            Fill(in f, keep, t, first + r);
            for (nint j = 0; j < u; j += 8)
            {
                (Vector256.Load(g + j) * Vector256.Load(keep + j)).Store(g + j);
            }
        }
    }

    /// <summary>
    /// Corrects the gradient of the candidate's pre-activation: the cell took the slope of tanh at the value that it saw. Where the mask is
    /// 1 or 0 the factor is the mask itself.
    /// </summary>
    /// <param name="f">The frame.</param>
    /// <param name="gates">The gradients of the pre-activations.</param>
    /// <param name="seen">The candidates that the cell saw, [rows, U]; null while training, where they are not needed.</param>
    /// <param name="t">The step.</param>
    /// <param name="first">The first row.</param>
    /// <param name="rows">The number of rows.</param>
    public readonly void Backward(in DriverFrame f, float* gates, float* seen, int t, int first, int rows)
    {
        if (Rate <= 0)
        {
            return;
        }

        nint u = f.UnitStride;
        float* keep = Scratch.A(u);
        float* g = gates + (Column * u);
        Vector256<float> one = Vector256<float>.One;
        for (int r = 0; r < rows; r++, g += f.GateStride)
        {
            Fill(in f, keep, t, first + r);
            for (nint j = 0; j < u; j += 8)
            {
                Vector256<float> factor = Vector256.Load(keep + j);
                if (seen != null)
                {
                    Vector256<float> after = Vector256.Load(seen + (r * u) + j), before = after / factor;
                    factor *= (one - (before * before)) / (one - (after * after));
                }

                (Vector256.Load(g + j) * factor).Store(g + j);
            }
        }
    }

    /// <summary>Copies the candidates before the backward pass overwrites them; only where the expectation was taken.</summary>
    public readonly void Keep(in DriverFrame f, float* gates, float* seen, int rows)
    {
        nint u = f.UnitStride;
        float* g = gates + (Column * u);
        for (int r = 0; r < rows; r++, g += f.GateStride, seen += u)
        {
            Buffer.MemoryCopy(g, seen, u * sizeof(float), u * sizeof(float));
        }
    }

    private readonly void Fill(in DriverFrame f, float* keep, int t, int row)
    {
        if (!f.Noisy)
        {
            new Span<float>(keep, f.UnitStride).Fill(1 - Rate);
            return;
        }

        Random.FillKeepMask(keep, f.UnitStride, 1 - Rate, 1, TrainingStep, (uint)f.Items[row], (uint)(f.FirstStep + t));
    }
}
