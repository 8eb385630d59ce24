using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>
/// A linear model of character n-grams: every n-gram of 1 to N characters, start and end marked, adds a row of logits. N-grams are
/// hashed into buckets (Weinberger et al. 2009; Joulin et al. 2016), so that no second vocabulary is kept.
/// </summary>
internal sealed unsafe class NgramLayer : Module
{
    private const int StartMark = -1, EndMark = -2;
    private readonly int _longest;
    private readonly int _buckets;
    private readonly float _dropout;
    private readonly Parameter _weight;

    public NgramLayer(int longest, int buckets, int labels, float dropout)
    {
        _longest = longest;
        _buckets = buckets;
        _dropout = dropout;
        _weight = AddParameter("weight", new Shape(buckets, labels), Initializer.Zero);
    }

    /// <summary>The logits of packed ids: [rows, labels], in the caller's order.</summary>
    public Tensor Forward(Tape tape, SequenceLayout layout, ReadOnlySpan<int> ids)
    {
        int most = (layout.Total + (2 * layout.Rows)) * _longest;
        var buckets = new Span<int>(tape.Arena.AllocateInts(most), most);
        var rows = new Span<int>(tape.Arena.AllocateInts(most), most);
        int count = 0;
        for (int r = 0; r < layout.Rows; r++)
        {
            int length = layout.Lengths[r];
            for (int start = -1; start <= length; start++)
            {
                // FNV-1a over the ids, one bucket for every prefix.
                uint hash = 2166136261;
                for (int n = 0; n < _longest && start + n <= length; n++)
                {
                    int t = start + n;
                    int id = t < 0 ? StartMark : t == length ? EndMark : ids[layout.PackedRow(t, r)];
                    hash = (hash ^ (uint)id) * 16777619;
                    hash ^= hash >> 15;
                    buckets[count] = (int)(hash % (uint)_buckets);
                    rows[count++] = layout.Order[r];
                }
            }
        }

        Tensor contributions = tape.Embedding(_weight.Value, buckets[..count]);
        if (_dropout > 0)
        {
            contributions = Drop(tape, layout, contributions, rows[..count]);
        }

        return tape.SegmentSum(contributions, rows[..count], layout.Rows);
    }

    /// <summary>Dropout by item and by the n-gram's place in it.</summary>
    private Tensor Drop(Tape tape, SequenceLayout layout, Tensor contributions, ReadOnlySpan<int> rows)
    {
        var items = new Span<int>(tape.Arena.AllocateInts(rows.Length), rows.Length);
        var places = new Span<int>(tape.Arena.AllocateInts(rows.Length), rows.Length);
        var itemOf = new Span<int>(tape.Arena.AllocateInts(layout.Rows), layout.Rows);
        for (int r = 0; r < layout.Rows; r++)
        {
            itemOf[layout.Order[r]] = layout.Items[r];
        }

        for (int i = 0; i < rows.Length; i++)
        {
            items[i] = itemOf[rows[i]];
            places[i] = i > 0 && rows[i] == rows[i - 1] ? places[i - 1] + 1 : 0;
        }

        return tape.Dropout(contributions, _dropout, items, places);
    }
}
