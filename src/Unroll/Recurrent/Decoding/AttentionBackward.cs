using Unroll.Numerics;

namespace Unroll.Recurrent.Decoding;

/// <summary>
/// One step of attention for some rows, backward: from the gradients of the contexts to those of everything that made them.
/// </summary>
internal static unsafe class AttentionBackward
{
    /// <summary>Adds to the gradients of memory, keys, v and kernel, and to those of the states that looked.</summary>
    /// <param name="f">The driver's frame.</param>
    /// <param name="a">The attention.</param>
    /// <param name="t">The step.</param>
    /// <param name="first">The first row.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="states">The hidden states that looked, [rows, U].</param>
    /// <param name="contexts">The gradients of the contexts, [rows, D].</param>
    /// <param name="gradient">The gradients of the states that looked, [rows, U], to be added to.</param>
    /// <param name="room">Room of this part.</param>
    public static void Step(
        in DriverFrame f, in AttentionFrame a, int t, int first, int rows, float* states, float* contexts, float* gradient, float* room)
    {
        nint u = f.UnitStride, packed = f.Offsets[t] + first;
        bool projected = a.PackedQuery != null;
        for (int r = 0; r < rows; r++)
        {
            float* query = projected ? a.Queries + ((packed + r) * a.KeyWidth) : states + (r * u);
            float* dQuery = projected ? a.QueryGradients + ((packed + r) * a.KeyWidth) : gradient + (r * u);
            if (projected)
            {
                Floats.Clear(dQuery, a.KeyWidth);
            }

            Row(in a, t, first + r, query, contexts + ((nint)r * a.MemoryWidth), dQuery, room);
        }

        if (projected)
        {
            Panels.Multiply(rows, new TileOperands
            {
                A0 = a.QueryGradients + (packed * a.KeyWidth), Length0 = a.KeyWidth, RowStride0 = a.KeyWidth, ColumnStride0 = 1,
                Panel = a.PackedQueryBack, Init = gradient, InitStride = u, C = gradient, StrideC = u,
            }, f.Units);
        }
    }

    /// <summary>Floats of room that <see cref="Step"/> needs.</summary>
    public static nint Room(in AttentionFrame a)
    {
        nint row = AttentionStep.Align(a.Longest), sums = AttentionStep.Align(a.Longest * (nint)a.KeyWidth);
        return AttentionStep.Room(in a) + row + (a.Kernel == 0 ? 0 : sums + AttentionStep.Align(a.Longest * (nint)a.Kernel));
    }

    private static void Row(in AttentionFrame a, int t, int row, float* query, float* dContext, float* dQuery, float* room)
    {
        int n = a.Positions[row], width = a.MemoryWidth;
        if (n == 0)
        {
            return;
        }

        float* weights = a.WeightsOf(t, row);
        float* d = room + AttentionStep.Room(in a);
        float* memory = a.Memory + ((nint)a.Starts[row] * width);
        float* later = a.LaterGradients == null ? null : a.LaterGradients + a.HistoryStarts[row];
        float mean = 0;
        for (int i = 0; i < n; i++)
        {
            d[i] = Floats.Dot(dContext, memory + ((nint)i * width), width) + (later == null ? 0 : later[i]);
            mean += weights[i] * d[i];
        }

        for (int i = 0; i < n; i++)
        {
            if (a.MemoryGradient != null)
            {
                Floats.AddScaled(weights[i], dContext, a.MemoryGradient + ((nint)(a.Starts[row] + i) * width), width);
            }

            d[i] = weights[i] * (d[i] - mean);
        }

        if (a.Energy == null)
        {
            Products(in a, row, query, d, dQuery);
        }
        else
        {
            Energies(in a, t, row, query, d, dQuery, room);
        }
    }

    private static void Products(in AttentionFrame a, int row, float* query, float* d, float* dQuery)
    {
        int width = a.KeyWidth;
        for (int i = 0; i < a.Positions[row]; i++)
        {
            nint at = (nint)(a.Starts[row] + i) * width;
            if (a.KeyGradient != null)
            {
                Floats.AddScaled(d[i], query, a.KeyGradient + at, width);
            }

            Floats.AddScaled(d[i], a.Keys + at, dQuery, width);
        }
    }

    private static void Energies(in AttentionFrame a, int t, int row, float* query, float* d, float* dQuery, float* room)
    {
        int n = a.Positions[row], width = a.KeyWidth;
        float* keys = AttentionStep.KeysWithHistory(in a, t, row, room, out float* window);
        float* inner = window == null ? null : d + AttentionStep.Align(a.Longest);
        for (int i = 0; i < n; i++)
        {
            Floats.EnergyBackward(
                keys + ((nint)i * width), query, a.Energy, d[i],
                a.KeyGradient == null ? null : a.KeyGradient + ((nint)(a.Starts[row] + i) * width),
                dQuery, a.EnergyGradients + ((nint)row * width), inner == null ? null : inner + ((nint)i * width), width);
        }

        if (window != null)
        {
            History(in a, row, window, inner, inner + AttentionStep.Align(a.Longest * (nint)width));
        }
    }

    /// <summary>Back through the kernel: into the kernel itself, and into the weights of earlier steps.</summary>
    private static void History(in AttentionFrame a, int row, float* window, float* inner, float* pieces)
    {
        int n = a.Positions[row], width = a.KeyWidth, kernel = a.Kernel, half = kernel / 2;
        Gemm.MultiplySerial(new GemmOperands
        {
            A = new LeftOperand { M = kernel, Data = window, RowStride = 1, ColumnStride = 1 }, N = width, K = n,
            B = inner, RowStrideB = width, ColumnStrideB = 1, C = a.KernelGradients + ((nint)row * kernel * width), StrideC = width,
            Accumulate = true,
        });
        Gemm.MultiplySerial(new GemmOperands
        {
            A = new LeftOperand { M = n, Data = inner, RowStride = width, ColumnStride = 1 }, N = kernel, K = width,
            B = a.RawKernel, RowStrideB = 1, ColumnStrideB = width, C = pieces, StrideC = kernel,
        });

        // A sum over all steps before passes the gradient on to each of them; the weights of one step get it once.
        float* later = a.LaterGradients + a.HistoryStarts[row];
        if (!a.Coverage)
        {
            Floats.Clear(later, n);
        }

        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < kernel; j++)
            {
                int position = i + j - half;
                if (position >= 0 && position < n)
                {
                    later[position] += pieces[((nint)i * kernel) + j];
                }
            }
        }
    }
}
