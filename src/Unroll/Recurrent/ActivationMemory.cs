namespace Unroll.Recurrent;

/// <summary>
/// What a training step keeps of a recurrent stack, in floats, as docs/engine.md states it: everything that grows with the batch. Packed
/// weights, the input and gradients are not counted. Every buffer is rounded up to a cache line, as the arena does it.
/// </summary>
internal static class ActivationMemory
{
    /// <summary>Packed rows that a segment has at least under recomputation, so that the products over its steps are worth starting.</summary>
    private const int FewestRows = 512;

    /// <summary>
    /// Steps of a segment under recomputation: the root of their number, with which the states kept and the room of one segment grow alike.
    /// </summary>
    public static int SegmentSteps(SequenceLayout layout) =>
        Math.Max((int)Math.Ceiling(Math.Sqrt(layout.Steps)), (FewestRows + layout.Rows - 1) / Math.Max(1, layout.Rows));

    public static long Floats(RecurrentOptions options, int inputs, SequenceLayout layout, bool ids, bool recompute)
    {
        long sum = 0;
        for (int layer = 0; layer < options.Layers; layer++)
        {
            bool first = layer == 0, last = layer + 1 == options.Layers;
            sum += options.Bidirectional ? Line((long)layout.Total * options.OutputUnits) : 0;
            for (int d = 0; d < options.Directions; d++)
            {
                sum += Direction(options, first ? inputs : options.OutputUnits, layout, reverse: d == 1, ids && first, recompute);
            }

            if (!last)
            {
                // Items and steps of the rows; the output and a bit an element.
                sum += 2 * Line(layout.Total);
                sum += options.Dropout > 0
                    ? Line((long)layout.Total * options.OutputUnits) + Line((((long)layout.Total * ((options.OutputUnits + 7) / 8)) + 3) / 4) : 0;
            }
        }

        return sum;
    }

    private static long Direction(RecurrentOptions o, int inputs, SequenceLayout layout, bool reverse, bool ids, bool recompute)
    {
        CellShape cell = o.Cell.Shape;
        long u = Padding.Round(o.Units), rows = layout.Rows, total = layout.Total;
        bool masked = o.RecurrentDropout > 0;
        int segment = SegmentSteps(layout);
        recompute &= segment < layout.Steps;
        long room = recompute ? layout.Offsets[segment] : total;
        long sum = Line(room * cell.Kept * u) + Line(cell.States * (rows + room) * u) + Line(room);
        sum += masked ? Line((rows + room) * u) + Line(rows * u) : 0;
        sum += cell.Inner > 0 ? Line(room * u) : 0;
        sum += o.LayerNorm ? Line(room * cell.Columns * u) + Line(room * cell.Columns) : 0;
        sum += ids ? Line(room) : reverse ? Line(room * inputs) : 0;
        sum += reverse ? Line(total) : 0;
        sum += Line(Math.Max(1, layout.Steps)) + Line(layout.Steps + 1) + Line(Math.Max(1, rows));
        sum += cell.States * Line(rows * o.Units);
        bool copied = recompute || reverse || u != o.Units;
        sum += copied && !o.Bidirectional ? Line(total * o.Units) : 0;
        if (recompute)
        {
            sum += Line(segment + 1) + Line(cell.States * rows * u);
            for (int from = 0; from < layout.Steps; from += segment)
            {
                sum += Line(cell.States * layout.Alive[from] * u);
            }
        }

        return sum;
    }

    private static long Line(long floats) => (floats + 15) & ~15L;
}
