using Unroll.Recurrent;

namespace Unroll.Models;

/// <summary>Items of a language model packed for one step: what is read, and what is to come after each piece.</summary>
internal sealed class ItemBatch
{
    private readonly SequenceLayout _layout = new([]);
    private int[] _lengths = [], _inputs = [], _targets = [];

    public SequenceLayout Layout => _layout;

    public ReadOnlyMemory<int> Inputs => _inputs.AsMemory(0, _layout.Total);

    public ReadOnlyMemory<int> Targets => _targets.AsMemory(0, _layout.Total);

    /// <summary>Packs some items, each [start, pieces..., end].</summary>
    public void Set(ReadOnlySpan<int> rows, IReadOnlyList<int[]> items)
    {
        if (_lengths.Length < rows.Length)
        {
            _lengths = new int[rows.Length];
        }

        for (int r = 0; r < rows.Length; r++)
        {
            _lengths[r] = items[rows[r]].Length - 1;
        }

        _layout.Set(_lengths.AsSpan(0, rows.Length), rows);
        if (_inputs.Length < _layout.Total)
        {
            _inputs = new int[_layout.Total];
            _targets = new int[_layout.Total];
        }

        for (int s = 0; s < rows.Length; s++)
        {
            int[] item = items[rows[_layout.Order[s]]];
            for (int t = 0; t + 1 < item.Length; t++)
            {
                int at = _layout.PackedRow(t, s);
                _inputs[at] = item[t];
                _targets[at] = item[t + 1];
            }
        }
    }
}
