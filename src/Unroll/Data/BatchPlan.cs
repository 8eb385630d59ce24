namespace Unroll.Data;

/// <summary>
/// Which items are trained on together, epoch by epoch: shuffled, with items of similar length in one batch so that its rows end at about
/// the same step. The plan of an epoch follows from the seed and the epoch alone: resuming is computing it again.
/// </summary>
/// <remarks>
/// Items are shuffled, taken in windows of several batches, sorted by length inside each window and cut; then the batches are shuffled.
/// The narrower the window, the more random the batches; the wider, the more even their lengths.
/// </remarks>
public sealed class BatchPlan
{
    private readonly int[] _lengths;
    private readonly int _window;

    /// <summary>A plan for items of the lengths given.</summary>
    /// <param name="lengths">The length of each item, in steps.</param>
    /// <param name="batchSize">How many items a batch has; the last may have fewer.</param>
    /// <param name="seed">The same seed gives the same batches.</param>
    /// <param name="windowBatches">How many batches are sorted by length together; 1 leaves the lengths as they come.</param>
    public BatchPlan(IEnumerable<int> lengths, int batchSize, long seed, int windowBatches = 16)
    {
        _lengths = CheckLengths(lengths, batchSize);
        if (windowBatches < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(windowBatches), $"expected a positive integer for `windowBatches`, got {windowBatches}");
        }
        BatchSize = batchSize;
        Seed = seed;
        _window = (int)Math.Min((long)batchSize * windowBatches, int.MaxValue / batchSize * (long)batchSize);
    }

    /// <summary>How many items a batch has; the last of an epoch's items may make a smaller one.</summary>
    public int BatchSize { get; }

    /// <summary>What the order follows from.</summary>
    public long Seed { get; }

    /// <summary>How many batches an epoch has.</summary>
    public int BatchesPerEpoch => (_lengths.Length + BatchSize - 1) / BatchSize;

    /// <summary>The batches of an epoch in training order, each a list of item indices, longest first; every item is in one.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    public int[][] ForEpoch(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        var random = new SplitMix(Seed, epoch);
        int[] order = random.Permutation(_lengths.Length);
        for (long start = 0; start < order.Length; start += _window)
            SortByLength(order.AsSpan((int)start, (int)Math.Min(_window, order.Length - start)), _lengths);
        int[][] batches = Cut(order, BatchSize);
        random.Shuffle<int[]>(batches);
        return batches;
    }

    /// <summary>Batches for evaluation: every item once, longest first, without chance.</summary>
    /// <param name="lengths">The length of each item, in steps.</param>
    /// <param name="batchSize">How many items a batch has; the last may have fewer.</param>
    public static int[][] Evaluation(IEnumerable<int> lengths, int batchSize)
    {
        int[] all = CheckLengths(lengths, batchSize);
        var order = new int[all.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        SortByLength(order, all);
        return Cut(order, batchSize);
    }

    private static int[] CheckLengths(IEnumerable<int> lengths, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        if (batchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(batchSize), $"expected a positive integer for `batchSize`, got {batchSize}");
        int[] all = [.. lengths];
        int negative = Array.FindIndex(all, length => length < 0);
        if (negative >= 0)
            throw new ArgumentException($"expected no negative length, got {all[negative]} for item {negative}", nameof(lengths));
        return all;
    }

    private static int[][] Cut(int[] order, int batchSize)
    {
        var batches = new int[(int)(((long)order.Length + batchSize - 1) / batchSize)][];
        for (int b = 0; b < batches.Length; b++)
            batches[b] = order.AsSpan(b * batchSize, Math.Min(batchSize, order.Length - (b * batchSize))).ToArray();
        return batches;
    }

    /// <summary>Longest first; items of one length keep their order.</summary>
    private static void SortByLength(Span<int> items, int[] lengths)
    {
        var keys = new long[items.Length];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = ((long)(int.MaxValue - lengths[items[i]]) << 32) | (uint)i;
        keys.AsSpan().Sort(items);
    }
}
