using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>Where one or several texts stand in a <see cref="LanguageStepper"/>: their states, and the logits of their next pieces.</summary>
public sealed class LanguageState
{
    internal LanguageState(int rows, Tensor[][] states, float[] logits)
    {
        Rows = rows;
        States = states;
        All = logits;
    }

    /// <summary>The number of texts.</summary>
    public int Rows { get; }

    /// <summary>Whether a piece has been read.</summary>
    public bool HasRead { get; internal set; }

    /// <summary>The states by layer, then by state of the cell: [rows, units] each.</summary>
    internal Tensor[][] States { get; }

    internal float[] All { get; }

    /// <summary>The logits of the next piece of one text, [V]; zeros before the first piece is read.</summary>
    public ReadOnlySpan<float> Logits(int row = 0) => All.AsSpan(row * (All.Length / Rows), All.Length / Rows);

    /// <summary>The hidden state of one text in one layer, [units].</summary>
    public ReadOnlySpan<float> Hidden(int layer, int row = 0) => Values(layer, 0, row);

    /// <summary>One state of one text in one layer, [units]: 0 is the hidden state, 1 the cell state of an LSTM.</summary>
    public ReadOnlySpan<float> Values(int layer, int state, int row = 0)
    {
        Tensor values = States[layer][state];
        return values.Span.Slice(row * values.Shape.Last, values.Shape.Last);
    }

    /// <summary>A state of some of the texts, in the order given; one may be taken several times.</summary>
    public LanguageState Select(params ReadOnlySpan<int> rows)
    {
        int width = All.Length / Rows;
        var logits = new float[rows.Length * width];
        var states = new Tensor[States.Length][];
        for (int layer = 0; layer < states.Length; layer++)
        {
            states[layer] = new Tensor[States[layer].Length];
            for (int k = 0; k < states[layer].Length; k++)
            {
                int units = States[layer][k].Shape.Last;
                states[layer][k] = Tensor.Zeros(rows.Length, units);
                for (int r = 0; r < rows.Length; r++)
                {
                    Values(layer, k, rows[r]).CopyTo(states[layer][k].Span[(r * units)..]);
                }
            }
        }

        for (int r = 0; r < rows.Length; r++)
        {
            Logits(rows[r]).CopyTo(logits.AsSpan(r * width));
        }

        return new LanguageState(rows.Length, states, logits) { HasRead = HasRead };
    }
}
