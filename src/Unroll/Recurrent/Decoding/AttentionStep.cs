using Unroll.Numerics;

namespace Unroll.Recurrent.Decoding;

/// <summary>One step of attention for some rows, forward: from the states to weights and contexts.</summary>
internal static unsafe class AttentionStep
{
    /// <summary>Writes the weights and the contexts of rows [first, first + rows) at a step.</summary>
    /// <param name="f">The driver's frame.</param>
    /// <param name="a">The attention.</param>
    /// <param name="t">The step.</param>
    /// <param name="first">The first row.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="states">The hidden states that look, [rows, U].</param>
    /// <param name="room">Room of this part: the pieces of history and the keys with them.</param>
    public static void Forward(in DriverFrame f, in AttentionFrame a, int t, int first, int rows, float* states, float* room)
    {
        nint u = f.UnitStride;
        float* query = states;
        nint stride = u;
        if (a.PackedQuery != null)
        {
            query = a.Queries + (f.GateRow(t, first) * a.KeyWidth);
            stride = a.KeyWidth;
            Panels.Multiply(rows, new TileOperands
            {
                A0 = states, Length0 = f.Units, RowStride0 = u, ColumnStride0 = 1, Panel = a.PackedQuery, C = query, StrideC = stride,
            }, a.KeyWidth);
        }

        float* context = a.Contexts + ((nint)(f.Offsets[t] + first) * a.MemoryWidth);
        for (int r = 0; r < rows; r++, query += stride, context += a.MemoryWidth)
        {
            int row = first + r, n = a.Positions[row];
            float* weights = a.WeightsOf(t, row);
            Scores(in a, t, row, query, weights, room);
            if (n > 0)
            {
                VectorMath.Softmax(new Span<float>(weights, n));
            }

            if (a.Totals != null)
            {
                Accumulate(in a, t, row, weights);
            }

            Floats.WeightedSum(a.Memory + ((nint)a.Starts[row] * a.MemoryWidth), weights, n, context, a.MemoryWidth);
        }
    }

    /// <summary>
    /// The keys of a row with what the kernel makes of its history added: [positions, A]. Its keys themselves where there is no kernel.
    /// </summary>
    public static float* KeysWithHistory(in AttentionFrame a, int t, int row, float* room, out float* window)
    {
        float* keys = a.Keys + ((nint)a.Starts[row] * a.KeyWidth);
        float* history = a.Kernel == 0 ? null : a.HistoryOf(t, row);
        window = null;
        if (history == null)
        {
            return keys;
        }

        // The history with half a kernel of zeros on both sides: row i of the product's left side starts at its element i.
        int n = a.Positions[row], half = a.Kernel / 2;
        window = room;
        Floats.Clear(window, half);
        Floats.Copy(history, window + half, n);
        Floats.Clear(window + half + n, half);
        float* sums = room + Align(a.Longest + a.Kernel);
        Panels.Multiply(n, new TileOperands
        {
            A0 = window, Length0 = a.Kernel, RowStride0 = 1, ColumnStride0 = 1, Panel = a.PackedKernel,
            Init = keys, InitStride = a.KeyWidth, C = sums, StrideC = a.KeyWidth,
        }, a.KeyWidth);
        return sums;
    }

    /// <summary>Floats of room that <see cref="Forward"/> needs.</summary>
    public static nint Room(in AttentionFrame a) => a.Kernel == 0 ? 0 : Align(a.Longest + a.Kernel) + Align(a.Longest * (nint)a.KeyWidth);

    public static nint Align(nint count) => (count + 15) & ~(nint)15;

    private static void Scores(in AttentionFrame a, int t, int row, float* query, float* scores, float* room)
    {
        int n = a.Positions[row], width = a.KeyWidth;
        if (a.Energy == null)
        {
            float* key = a.Keys + ((nint)a.Starts[row] * width);
            for (int i = 0; i < n; i++, key += width)
            {
                scores[i] = Floats.Dot(key, query, width);
            }

            return;
        }

        float* keys = KeysWithHistory(in a, t, row, room, out _);
        for (int i = 0; i < n; i++, keys += width)
        {
            scores[i] = Floats.Energy(keys, query, a.Energy, width);
        }
    }

    private static void Accumulate(in AttentionFrame a, int t, int row, float* weights)
    {
        int n = a.Positions[row];
        float* totals = a.Totals + a.WeightStarts[row] + ((nint)t * n);
        float* before = a.HistoryOf(t, row);
        Floats.Copy(weights, totals, n);
        if (before != null)
        {
            Floats.Add(before, totals, n);
        }
    }
}
