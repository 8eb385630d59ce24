namespace Unroll.Data;

/// <summary>
/// How far a run has come in its data: the next batch to train on. Together with the seed it says everything about the order of the data,
/// so that a checkpoint needs no more than these two numbers.
/// </summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Batch">The batch in that epoch, from 0.</param>
public readonly record struct DataPosition(int Epoch, int Batch)
{
    /// <summary>The position after training on this batch.</summary>
    /// <param name="batchesPerEpoch">How many batches an epoch has, at least 1.</param>
    public DataPosition Next(int batchesPerEpoch)
    {
        if (batchesPerEpoch < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(batchesPerEpoch), $"expected a positive integer for `batchesPerEpoch`, got {batchesPerEpoch}");
        }
        return Batch + 1 < batchesPerEpoch ? this with { Batch = Batch + 1 } : new(Epoch + 1, 0);
    }
}
