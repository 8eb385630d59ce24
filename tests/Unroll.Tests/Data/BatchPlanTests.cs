using CsCheck;
using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class BatchPlanTests
{
    [Fact]
    public void EveryItemIsInOneBatchAndBatchesAreFull() =>
        Gen.Select(Gen.Int[0, 30].Array[0, 300], Gen.Int[1, 40], Gen.Int[1, 8], Gen.Long, Gen.Int[0, 5])
            .Sample((lengths, size, window, seed, epoch) =>
            {
                var plan = new BatchPlan(lengths, size, seed, window);
                int[][] batches = plan.ForEpoch(epoch);
                Assert.Equal(plan.BatchesPerEpoch, batches.Length);
                Assert.Equal(Enumerable.Range(0, lengths.Length), batches.SelectMany(b => b).Order());
                int rest = lengths.Length % size;
                Assert.Equal(rest == 0 ? 0 : 1, batches.Count(b => b.Length != size));
                Assert.All(batches, b => Assert.Equal(b.Select(i => lengths[i]).OrderDescending(), b.Select(i => lengths[i])));
                Assert.Equal(batches, new BatchPlan(lengths, size, seed, window).ForEpoch(epoch));
            });

    [Fact]
    public void ThePlanOfASeedNeverChanges()
    {
        // Written down once: a run that was stopped must find the same batches with a later version.
        int[] lengths = [.. Enumerable.Range(0, 11).Select(i => i % 5)];
        var batches = new BatchPlan(lengths, 3, seed: 42, windowBatches: 2).ForEpoch(1);
        Assert.Equal("4 9 8 | 5 10 | 3 7 2 | 6 1 0", string.Join(" | ", batches.Select(b => string.Join(' ', b))));
    }

    [Fact]
    public void EpochsAndSeedsDiffer()
    {
        int[] lengths = [.. Enumerable.Range(0, 500).Select(i => i % 13)];
        var plan = new BatchPlan(lengths, 32, seed: 1);
        Assert.NotEqual(plan.ForEpoch(0), plan.ForEpoch(1));
        Assert.NotEqual(plan.ForEpoch(0), new BatchPlan(lengths, 32, seed: 2).ForEpoch(0));
        // An epoch is not a seed plus one: seed 1, epoch 1 and seed 2, epoch 0 must not coincide.
        Assert.NotEqual(plan.ForEpoch(1), new BatchPlan(lengths, 32, seed: 2).ForEpoch(0));
    }

    [Fact]
    public void BatchesAreOfSimilarLengthAndInRandomOrder()
    {
        var random = new SplitMix(1);
        int[] lengths = [.. Enumerable.Range(0, 4096).Select(_ => 1 + random.Next(20))];
        double Waste(int[][] batches) => batches.Sum(b => b.Max(i => lengths[i]) * b.Length) / (double)lengths.Sum() - 1;

        int[][] bucketed = new BatchPlan(lengths, 64, seed: 1).ForEpoch(0);
        double plain = Waste(new BatchPlan(lengths, 64, seed: 1, windowBatches: 1).ForEpoch(0));
        Assert.True(Waste(bucketed) < 0.1 * plain, $"padding {Waste(bucketed):P1} against {plain:P1}");

        // Sorted batches in order would have a correlation of place and length near -1 within a window.
        int[] longest = [.. bucketed.Select(b => lengths[b[0]])];
        int rises = Enumerable.Range(1, longest.Length - 1).Count(i => longest[i] > longest[i - 1]);
        Assert.InRange(rises, longest.Length / 4, 3 * longest.Length / 4);
    }

    [Fact]
    public void EvaluationIsSortedByLength()
    {
        Assert.Equal([[1, 3], [0, 4], [2]], BatchPlan.Evaluation([2, 5, 1, 5, 2], 2));
        Assert.Empty(BatchPlan.Evaluation([], 2));
    }

    [Fact]
    public void PositionsWalkThroughEpochs()
    {
        var position = new DataPosition();
        Assert.Equal(new DataPosition(0, 1), position.Next(2));
        Assert.Equal(new DataPosition(1, 0), position.Next(2).Next(2));
        Assert.Equal(new DataPosition(1, 0), position.Next(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => position.Next(0));
    }

    [Fact]
    public void ResumingIsComputingAgain()
    {
        int[] lengths = [.. Enumerable.Range(0, 100).Select(i => i % 7)];
        static IEnumerable<int[]> Walk(BatchPlan plan, DataPosition from, int steps)
        {
            for (var at = from; steps > 0; at = at.Next(plan.BatchesPerEpoch), steps--)
                yield return plan.ForEpoch(at.Epoch)[at.Batch];
        }
        int[][] whole = [.. Walk(new BatchPlan(lengths, 16, seed: 3), default, 20)];
        Assert.Equal(whole[9..], Walk(new BatchPlan(lengths, 16, seed: 3), new DataPosition(1, 2), 11)); // 7 batches an epoch
    }

    [Fact]
    public void RefusesSenselessArguments()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchPlan([1], 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchPlan([1], 1, 1, windowBatches: 0));
        Assert.Throws<ArgumentException>(() => new BatchPlan([-1], 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchPlan([1], 1, 1).ForEpoch(-1));
        Assert.Single(new BatchPlan([1, 2], int.MaxValue, 1, int.MaxValue).ForEpoch(0));
    }
}
