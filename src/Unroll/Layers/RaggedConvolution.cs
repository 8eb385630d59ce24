using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// Convolutions over sequences of any length and the maximum of each filter over time (Kim 2014): filters of several widths side by side,
/// rectified. A sequence is as if zeros stood before and after it, so that each filter sees each end, and a row of a batch is what it is alone.
/// </summary>
public sealed class RaggedConvolution : Module
{
    private readonly int[] _widths;
    private readonly Linear[] _filters;

    /// <summary>Creates the filters.</summary>
    /// <param name="inputs">Features of a step.</param>
    /// <param name="filters">Filters of each width.</param>
    /// <param name="widths">Steps that a filter sees.</param>
    public RaggedConvolution(int inputs, int filters, IReadOnlyList<int> widths)
    {
        ArgumentNullException.ThrowIfNull(widths);
        if (widths.Count == 0 || widths.Any(w => w is < 1 or > 64))
        {
            throw new ArgumentException("expected `widths` from 1 to 64, at least one");
        }

        Outputs = filters * widths.Count;
        _widths = [.. widths];
        _filters = [.. widths.Select(w => AddModule($"width{w}", new Linear(inputs * w, filters)))];
    }

    /// <summary>Features of the result: filters times widths.</summary>
    public int Outputs { get; }

    /// <summary>The largest answer of each filter: [rows, filters of the first width, of the second and so on].</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">The sequences one after another: [sum of lengths, inputs].</param>
    /// <param name="lengths">The length of each.</param>
    public Tensor Forward(Tape tape, Tensor x, ReadOnlySpan<int> lengths)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(x);
        int inputs = x.Shape[1], zero = x.Shape[0];
        Tensor edge = tape.Arena.Allocate(new Shape(1, inputs));
        edge.Span.Clear();
        Tensor padded = tape.Concatenate([x, edge], axis: 0);
        var pooled = new Tensor[_widths.Length];
        for (int i = 0; i < pooled.Length; i++)
        {
            (int[] steps, int[] rows) = Windows(lengths, _widths[i], zero);
            Tensor windows = tape.Reshape(tape.Gather(padded, steps), rows.Length, _widths[i] * inputs);
            pooled[i] = tape.SegmentMax(tape.Relu(_filters[i].Forward(tape, windows)), rows, lengths.Length);
        }

        return pooled.Length == 1 ? pooled[0] : tape.Concatenate(pooled);
    }

    /// <summary>The steps of each window, and the row that it belongs to.</summary>
    private static (int[] Steps, int[] Rows) Windows(ReadOnlySpan<int> lengths, int width, int zero)
    {
        int count = 0;
        foreach (int length in lengths)
        {
            count += length == 0 ? 0 : length + width - 1;
        }

        int[] steps = new int[count * width], rows = new int[count];
        int start = 0, window = 0;
        for (int r = 0; r < lengths.Length; r++)
        {
            for (int first = 1 - width; first < lengths[r] && lengths[r] > 0; first++)
            {
                rows[window] = r;
                for (int k = 0; k < width; k++)
                {
                    int step = first + k;
                    steps[(window * width) + k] = step >= 0 && step < lengths[r] ? start + step : zero;
                }

                window++;
            }

            start += lengths[r];
        }

        return (steps, rows);
    }
}
