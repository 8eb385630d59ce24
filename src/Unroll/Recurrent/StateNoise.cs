using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Recurrent;

/// <summary>
/// Zoneout (Krueger et al. 2017): each unit of a state keeps its previous value with the given probability; at prediction the
/// expectation is taken. The draws are keyed by seed, stream, step of training, item, step of the sequence and unit.
/// </summary>
internal unsafe struct StateNoise
{
    /// <summary>The probability of keeping the previous hidden state, and that of every further state.</summary>
    public float HiddenRate, CellRate;

    public Rng Random;
    public uint TrainingStep;

    /// <summary>Whether any state keeps some of its previous value.</summary>
    public readonly bool Active => HiddenRate > 0 || CellRate > 0;

    public readonly void Forward(in DriverFrame f, int t, int first, int rows)
    {
        if (!Active)
        {
            return;
        }

        nint u = f.UnitStride;
        float* keep = Scratch.A(u);
        for (int k = 0; k < f.Cell.States; k++)
        {
            if (Rate(k) <= 0)
            {
                continue;
            }

            float* states = f.States + (k * f.StateStride);
            float* previous = states + (f.PreviousRow(t, first) * u);
            float* next = states + (f.NextRow(t, first) * u);
            for (int r = 0; r < rows; r++, previous += u, next += u)
            {
                Fill(in f, keep, t, first + r, k);
                for (nint j = 0; j < u; j += 8)
                {
                    Vector256<float> value = Vector256.Load(next + j);
                    (value + (Vector256.Load(keep + j) * (Vector256.Load(previous + j) - value))).Store(next + j);
                }
            }
        }
    }

    /// <summary>Sets aside the gradient that goes straight to the previous state and leaves the rest for the cell.</summary>
    public readonly void BeforeBackward(in DriverFrame f, int t, int first, int rows, float* kept, nint block)
    {
        if (!Active)
        {
            return;
        }

        nint u = f.UnitStride;
        float* keep = Scratch.A(u);
        for (int k = 0; k < f.Cell.States; k++)
        {
            float* gradient = f.StateGradients + (k * f.StateGradientStride) + (first * u);
            float* aside = kept + (k * block);
            for (int r = 0; r < rows; r++, gradient += u, aside += u)
            {
                Fill(in f, keep, t, first + r, k);
                for (nint j = 0; j < u; j += 8)
                {
                    Vector256<float> all = Vector256.Load(gradient + j);
                    Vector256<float> share = all * Vector256.Load(keep + j);
                    share.Store(aside + j);
                    (all - share).Store(gradient + j);
                }
            }
        }
    }

    public readonly void AfterBackward(in DriverFrame f, int first, int rows, float* kept, nint block)
    {
        if (!Active)
        {
            return;
        }

        nint u = f.UnitStride;
        for (int k = 0; k < f.Cell.States; k++)
        {
            float* gradient = f.StateGradients + (k * f.StateGradientStride) + (first * u);
            float* aside = kept + (k * block);
            for (nint j = 0; j < rows * u; j += 8)
            {
                (Vector256.Load(gradient + j) + Vector256.Load(aside + j)).Store(gradient + j);
            }
        }
    }

    private readonly float Rate(int state) => state == 0 ? HiddenRate : CellRate;

    /// <summary>1 where the previous value is kept, 0 elsewhere; the probability itself when not training.</summary>
    private readonly void Fill(in DriverFrame f, float* keep, int t, int row, int state)
    {
        float rate = Rate(state);
        if (!f.Noisy)
        {
            new Span<float>(keep, f.UnitStride).Fill(rate);
            return;
        }

        uint position = (uint)(((f.FirstStep + t) * f.Cell.States) + state);
        Random.FillKeepMask(keep, f.UnitStride, rate, 1, TrainingStep, (uint)f.Items[row], position);
    }
}
