namespace Unroll.Recurrent.Decoding;

/// <summary>
/// What the attention of a decoder needs in the loop over the steps, as plain addresses into the arena of the tape, beside the
/// <see cref="DriverFrame"/> of its cell. N rows in the driver's order, P packed steps, Q positions of all sources, D columns of memory,
/// A of keys, F of the combined vector, K of the kernel.
/// </summary>
internal unsafe struct AttentionFrame
{
    /// <summary>
    /// Widths: embedded inputs E, memory D, keys A, combined F, kernel K (0 for none), and the columns fed into the input.
    /// </summary>
    public int Embedded, MemoryWidth, KeyWidth, Combined, Kernel, Fed;

    /// <summary>Whether the decoder looks after the cell, and whether the kernel sees sums.</summary>
    public bool After, Coverage;

    /// <summary>Memory [Q, D] and keys [Q, A].</summary>
    public float* Memory, Keys;

    /// <summary>For each row: its first position of the memory, the number of positions, where its weights start.</summary>
    public int* Starts, Positions, WeightStarts;

    /// <summary>The longest source.</summary>
    public int Longest;

    /// <summary>
    /// Weights by row and step, [steps, positions] each; sums of them up to each step where the kernel sees sums, else null.
    /// </summary>
    public float* Weights, Totals;

    /// <summary>What the kernel sees at the first step, as a row of weights each; null for zeros.</summary>
    public float* InitialHistory;
    public int* HistoryStarts;

    /// <summary>
    /// Additive: W h of each step [P or N, A] (as the gates of the driver), v [A], packed W^T [H, A], packed kernel [K, A].
    /// </summary>
    public float* Queries, Energy, PackedQuery, PackedKernel;

    /// <summary>The kernel as it is: [K, A].</summary>
    public float* RawKernel;

    /// <summary>Contexts of all steps [P, D].</summary>
    public float* Contexts;

    /// <summary>After: tanh(W [h; c] + b) of all steps [P, F], packed W^T [H + D, F], b [F].</summary>
    public float* CombinedRows, PackedCombine, CombineBias;

    /// <summary>Room of each part of the work.</summary>
    public float* Room;
    public nint RoomStride;

    /// <summary>Backward: packed [A, H], [F, H], [F, D], and the fed columns of the input weights [inputs * U, fed].</summary>
    public float* PackedQueryBack, PackedCombineHidden, PackedCombineContext, PackedFedBack;

    /// <summary>Backward: gradients of memory and keys (null where not wanted), and of W h by step [P, A].</summary>
    public float* MemoryGradient, KeyGradient, QueryGradients;

    /// <summary>Backward: sums of each row for v [N, A] and for the kernel [N, K, A].</summary>
    public float* EnergyGradients, KernelGradients;

    /// <summary>Backward: gradients that reach the outputs from outside: contexts [P, D], combined [P, F]; null for none.</summary>
    public float* ContextOutput, CombinedOutput;

    /// <summary>Backward: of the sum inside tanh [P, F], and of what is fed to the next step [N, fed].</summary>
    public float* CombinedGradients, FedGradients;

    /// <summary>Backward: what later steps say about a row's weights through the kernel, laid out as one step of weights a row.</summary>
    public float* LaterGradients;

    /// <summary>The weights of a row at a step.</summary>
    public readonly float* WeightsOf(int step, int row) => Weights + WeightStarts[row] + ((nint)step * Positions[row]);

    /// <summary>What the kernel sees at a step; null for zeros.</summary>
    public readonly float* HistoryOf(int step, int row)
    {
        if (step == 0)
        {
            return InitialHistory == null ? null : InitialHistory + HistoryStarts[row];
        }

        return (Coverage ? Totals : Weights) + WeightStarts[row] + ((nint)(step - 1) * Positions[row]);
    }
}
