using Unroll.Recurrent;

namespace Unroll.Models;

/// <summary>Pairs of a batch, packed: buffers are used again from batch to batch.</summary>
internal sealed class TranslationBatch : TargetBatch
{
    private readonly List<int[]> _rows = [];
    private int[] _lengths = [];

    public SequenceLayout Source { get; } = new([]);

    /// <summary>Packed ids of the sources.</summary>
    public int[] SourceIds { get; private set; } = [];

    /// <summary>Packs the pairs at some places.</summary>
    public void Set(ReadOnlySpan<int> items, IReadOnlyList<int[]> sources, IReadOnlyList<int[]> targets)
    {
        _lengths = Room(_lengths, items.Length);
        _rows.Clear();
        for (int i = 0; i < items.Length; i++)
        {
            _rows.Add(sources[items[i]]);
            _lengths[i] = sources[items[i]].Length;
        }

        Source.Set(_lengths.AsSpan(0, items.Length), items);
        SourceIds = Room(SourceIds, Source.Total);
        Source.PackIds(_rows, SourceIds);
        Set(items, targets);
    }
}
