using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>Where one or several texts stand in a <see cref="LanguageStepper"/>: their states, and the logits of their next pieces.</summary>
public sealed class LanguageState
{
    private readonly LanguageStepper _owner;

    internal LanguageState(LanguageStepper owner, RecurrentStepper steps, float[] logits)
    {
        _owner = owner;
        Steps = steps;
        All = logits;
    }

    /// <summary>The number of texts.</summary>
    public int Rows => Steps.Rows;

    internal RecurrentStepper Steps { get; }

    internal float[] All { get; }

    private int Width => All.Length / Rows;

    /// <summary>The logits of the next piece of one text, [V]; zeros before the first piece is read.</summary>
    public ReadOnlySpan<float> Logits(int row = 0) => All.AsSpan(row * Width, Width);

    /// <summary>The hidden state of one text in one layer, [units]: a copy.</summary>
    public ReadOnlySpan<float> Hidden(int layer, int row = 0) => Values(layer, 0, row);

    /// <summary>One state of one text in one layer, [units], a copy: 0 is the hidden state, 1 the cell state of an LSTM.</summary>
    public ReadOnlySpan<float> Values(int layer, int state, int row = 0)
    {
        Tensor values = Steps.Save()[layer][state];
        return values.Span.Slice(row * values.Shape.Last, values.Shape.Last);
    }

    /// <summary>A state of some of the texts, in the order given; one may be taken several times.</summary>
    public LanguageState Select(params ReadOnlySpan<int> rows)
    {
        LanguageState picked = _owner.Start(rows.Length);
        RecurrentStates all = Steps.Save();
        var states = new Tensor[all.Count][];
        for (int layer = 0; layer < states.Length; layer++)
        {
            states[layer] = new Tensor[all[layer].Length];
            for (int k = 0; k < states[layer].Length; k++)
            {
                int units = all[layer][k].Shape.Last;
                states[layer][k] = Tensor.Zeros(rows.Length, units);
                for (int r = 0; r < rows.Length; r++)
                {
                    all[layer][k].Span.Slice(rows[r] * units, units).CopyTo(states[layer][k].Span[(r * units)..]);
                }
            }
        }

        picked.Steps.Load(new RecurrentStates(states));
        for (int r = 0; r < rows.Length; r++)
        {
            Logits(rows[r]).CopyTo(picked.All.AsSpan(r * Width));
        }

        return picked;
    }
}
