using Unroll.Numerics;

namespace Unroll.Layers;

/// <summary>
/// <see cref="AdaptiveSoftmax"/> for single steps: ln p of every class. Its buffers make it the property of one thread.
/// </summary>
internal sealed class PackedAdaptiveSoftmax(int[] cutoffs, PackedLinear head, (PackedLinear Projection, PackedLinear Output)[] tails) : IPackedOutput
{
    private float[] _head = [], _features = [], _inside = [];

    public void Apply(ReadOnlySpan<float> hidden, Span<float> logits)
    {
        int rows = hidden.Length / head.Inputs, classes = cutoffs[^1], frequent = cutoffs[0];
        Span<float> first = Reserve(ref _head, rows * head.Outputs);
        head.Apply(hidden, first);
        for (int r = 0; r < rows; r++)
        {
            Span<float> row = first.Slice(r * head.Outputs, head.Outputs);
            AddConstant(row, -VectorMath.LogSumExp(row));
            row[..frequent].CopyTo(logits[(r * classes)..]);
        }

        for (int k = 0; k < tails.Length; k++)
        {
            (PackedLinear projection, PackedLinear output) = tails[k];
            Span<float> features = Reserve(ref _features, rows * projection.Outputs), inside = Reserve(ref _inside, rows * output.Outputs);
            projection.Apply(hidden, features);
            output.Apply(features, inside);
            for (int r = 0; r < rows; r++)
            {
                Span<float> row = inside.Slice(r * output.Outputs, output.Outputs);
                AddConstant(row, first[(r * head.Outputs) + frequent + k] - VectorMath.LogSumExp(row));
                row.CopyTo(logits[((r * classes) + cutoffs[k])..]);
            }
        }
    }

    private static void AddConstant(Span<float> row, float value)
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i] += value;
        }
    }

    private static Span<float> Reserve(ref float[] buffer, int count)
    {
        if (buffer.Length < count)
        {
            buffer = new float[count];
        }

        return buffer.AsSpan(0, count);
    }
}
