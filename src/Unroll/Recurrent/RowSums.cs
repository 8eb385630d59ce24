using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Recurrent;

/// <summary>
/// Adds rows of blocks of U columns to a gradient of blocks of H, first row first: all of them to the same place, or each to the row of its id.
/// </summary>
internal sealed unsafe class RowSums : Work
{
    private readonly float* _rows, _target;
    private readonly nint _stride;
    private readonly int _count, _blocks, _units, _unitStride;
    private readonly int* _ids;

    /// <param name="rows">The first row.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="blocks">Blocks of a row.</param>
    /// <param name="units">H; U is that rounded up to whole vectors.</param>
    /// <param name="target">The gradient to add to: [blocks * H], or [vocabulary, blocks * H].</param>
    /// <param name="targets">The number of rows of the gradient.</param>
    /// <param name="ids">The row of the gradient for each row; null for the first.</param>
    public RowSums(float* rows, nint stride, int count, int blocks, int units, float* target, int targets, int* ids)
    {
        _rows = rows;
        _stride = stride;
        _count = count;
        _blocks = blocks;
        _units = units;
        _target = target;
        _ids = ids;
        _unitStride = Padding.Round(units);
        Targets = [WorkTarget.Of(target, (nint)targets * blocks * units)];
    }

    private long Vectors => _unitStride / 8 * _blocks;

    /// <summary>A vector is loaded twice and stored: about two cycles, in which a product does two vectors of sixteen.</summary>
    public override long Cost => _count * Vectors * 32;

    public override void Execute(long from, long to)
    {
        nint first = Column(from), end = Column(to), width = (nint)_blocks * _units;
        float* row = _rows;
        for (int p = 0; p < _count && first < end; p++, row += _stride)
        {
            Add(row, _target + (_ids == null ? 0 : _ids[p] * width), first, end);
        }
    }

    private nint Column(long cost) => (nint)((Int128)cost * Vectors / Math.Max(1, Cost)) * 8;

    /// <summary>Adds columns [from, to) of blocks of U to blocks of H.</summary>
    private void Add(float* source, float* target, nint from, nint to)
    {
        nint u = _unitStride, h = _units;
        if (u == h)
        {
            for (nint j = from; j < to; j += 8)
            {
                (Vector256.Load(target + j) + Vector256.Load(source + j)).Store(target + j);
            }

            return;
        }

        for (nint j = from; j < to; j++)
        {
            nint unit = j % u;
            if (unit < h)
            {
                target[(j / u * h) + unit] += source[j];
            }
        }
    }
}
