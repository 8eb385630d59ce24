using Unroll.Data;
using Unroll.Recurrent;

namespace Unroll.Models;

/// <summary>What a decoder is to write for a batch, packed: buffers are used again from batch to batch.</summary>
internal class TargetBatch
{
    private int[] _lengths = [];

    public SequenceLayout Target { get; } = new([]);

    /// <summary>Packed inputs of the decoder: the start, then each token.</summary>
    public int[] Inputs { get; private set; } = [];

    /// <summary>Packed outputs of the decoder: each token, then the end.</summary>
    public int[] Outputs { get; private set; } = [];

    /// <summary>The row of the batch that each packed step of the targets belongs to.</summary>
    public int[] RowOf { get; private set; } = [];

    /// <summary>Packs the targets at some places.</summary>
    public void Set(ReadOnlySpan<int> items, IReadOnlyList<int[]> targets)
    {
        _lengths = Room(_lengths, items.Length);
        for (int i = 0; i < items.Length; i++)
        {
            _lengths[i] = targets[items[i]].Length + 1;
        }

        Target.Set(_lengths.AsSpan(0, items.Length), items);
        Inputs = Room(Inputs, Target.Total);
        Outputs = Room(Outputs, Target.Total);
        RowOf = Room(RowOf, Target.Total);
        for (int r = 0; r < Target.Rows; r++)
        {
            int row = Target.Order[r];
            int[] ids = targets[items[row]];
            for (int t = 0; t <= ids.Length; t++)
            {
                int p = Target.PackedRow(t, r);
                Inputs[p] = t == 0 ? Tokenizer.StartId : ids[t - 1];
                Outputs[p] = t == ids.Length ? Tokenizer.EndId : ids[t];
                RowOf[p] = row;
            }
        }
    }

    protected static int[] Room(int[] buffer, int count) => buffer.Length >= count ? buffer : new int[count];
}
