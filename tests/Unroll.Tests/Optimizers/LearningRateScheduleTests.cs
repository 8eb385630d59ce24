using Unroll.Formats;
using Unroll.Optimizers;

namespace Unroll.Tests.Optimizers;

public sealed class LearningRateScheduleTests
{
    // Rates are computed in double and rounded to float32 once (6e-8), hand values likewise.
    private const float Tolerance = 2e-7f;

    [Fact]
    public void ConstantIsTheBaseRate() => Assert.Equal(0.3f, LearningRateSchedule.Constant.Rate(0.3f, 7, 1000, 0));

    [Theory]
    [InlineData(0, 1.0f)]
    [InlineData(2, 1.0f)]
    [InlineData(3, 0.5f)]
    [InlineData(8, 0.25f)]
    [InlineData(9, 0.125f)]
    public void StepDecayFallsEverySoManyEpochs(int epoch, float rate) => Assert.Equal(rate, new StepDecay(3, 0.5).Rate(1, epoch, 0, 0));

    [Theory]
    [InlineData(0, 2.0f)]
    [InlineData(1, 1.8f)]
    [InlineData(3, 1.458f)]
    public void ExponentialDecayFallsEveryEpoch(int epoch, float rate) => Assert.Equal(rate, new ExponentialDecay(0.9).Rate(2, epoch, 0, 0), Tolerance);

    [Theory]
    [InlineData(0, 0.25f)]
    [InlineData(1, 0.5f)]
    [InlineData(3, 1.0f)]
    [InlineData(4, 1.0f)]
    [InlineData(7, 0.775f)] // a quarter of the way: 0.1 + 0.9 * 3/4, as cos(pi / 3) = 1/2 at a third
    [InlineData(8.5, 0.55f)]
    [InlineData(13, 0.1f)]
    [InlineData(99, 0.1f)]
    public void CosineRisesAndFalls(double step, float rate)
    {
        // Warm-up 4 and total 13: the fall takes 9 steps, a third of it 3 and the half 4.5, which is 9 half-steps of a doubled run.
        var schedule = new CosineDecay(warmup: 4, minimum: 0.1);
        float got = step == 8.5
            ? new CosineDecay(warmup: 8, minimum: 0.1).Rate(1, 0, 17, 26)
            : schedule.Rate(1, 0, (long)step, 13);
        Assert.Equal(rate, got, Tolerance);
    }

    [Fact]
    public void CosineCountsEpochsWhereTold()
    {
        LearningRateSchedule schedule = LearningRateSchedule.Parse("cosine:by=epoch,warmup=2,total=10");
        Assert.Equal(0.5f, schedule.Rate(1, 0, 12345, 0), Tolerance);
        Assert.Equal(1f, schedule.Rate(1, 2, 12345, 0), Tolerance);
        Assert.Equal(0.5f, schedule.Rate(1, 6, 12345, 0), Tolerance);
        Assert.Equal(0f, schedule.Rate(1, 10, 12345, 0), Tolerance);
    }

    [Fact]
    public void CosineNeedsATotal()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineDecay(5).Rate(1, 0, 7, 0));
        Assert.Equal(0.5f, new CosineDecay(0, total: 10).Rate(1, 0, 5, 0), Tolerance);
    }

    [Fact]
    public void AMinimumAboveTheBaseRateRaisesNothing()
    {
        Assert.Equal(0.1f, new CosineDecay(minimum: 5).Rate(0.1f, 0, 3, 10), Tolerance);
        Assert.Equal(0.1f, new ReduceOnPlateau(minimum: 5).Rate(0.1f, 0, 3, 10), Tolerance);
    }

    [Fact]
    public void PlateauWaitsAndCuts()
    {
        // PyTorch 1.13, ReduceLROnPlateau(factor=0.5, patience=2, threshold=0.1, min_lr=0.2) from rate 1 gives these.
        double[] losses = [1, 0.95, 0.85, 0.8, 0.79, 0.78, 0.5, double.NaN, 0.5, 0.49, 0.48, 0.47, 0.46, 0.46, 0.46, 0.46];
        float[] rates = [1, 1, 1, 1, 1, 0.5f, 0.5f, 0.5f, 0.5f, 0.25f, 0.25f, 0.25f, 0.2f, 0.2f, 0.2f, 0.2f];
        LearningRateSchedule schedule = new ReduceOnPlateau(0.5, 2, 0.1, 0.2);
        for (int epoch = 0; epoch < losses.Length; epoch++)
        {
            schedule.OnEpochEnd(losses[epoch]);
            Assert.Equal(rates[epoch], schedule.Rate(1, epoch + 1, 0, 0), Tolerance);
        }
    }

    [Fact]
    public void PlateauWantsNegativeLossesToFallToo()
    {
        var schedule = new ReduceOnPlateau(0.5, 1, 0.1);
        foreach (double loss in new[] { -1.0, -0.95, -1.05 })
        {
            schedule.OnEpochEnd(loss);
        }

        Assert.Equal(0.5f, schedule.Rate(1, 3, 0, 0));
    }

    [Fact]
    public void PlateauGoesOnFromACheckpoint()
    {
        double[] losses = [1, 0.9, 0.91, 0.92, 0.89999, 0.95, 0.5, 0.6, 0.7, 0.8, 0.9];
        for (int stop = 0; stop < losses.Length; stop++)
        {
            LearningRateSchedule whole = new ReduceOnPlateau(0.5, 1), before = new ReduceOnPlateau(0.5, 1), after = new ReduceOnPlateau(0.5, 1);
            var checkpoint = new CheckpointState();
            for (int epoch = 0; epoch < losses.Length; epoch++)
            {
                if (epoch == stop)
                {
                    before.SaveState(checkpoint);
                    after.LoadState(checkpoint);
                }

                whole.OnEpochEnd(losses[epoch]);
                (epoch < stop ? before : after).OnEpochEnd(losses[epoch]);
                Assert.Equal(whole.Rate(1, epoch, 0, 0), (epoch < stop ? before : after).Rate(1, epoch, 0, 0));
            }

            Assert.True(whole.Rate(1, 0, 0, 0) < 0.3f);
        }
    }

    [Fact]
    public void StartGivesEachRunItsOwnState()
    {
        var schedule = new ReduceOnPlateau(0.5, 0);
        LearningRateSchedule first = schedule.Start();
        first.OnEpochEnd(1);
        first.OnEpochEnd(1);
        Assert.Equal(0.5f, first.Rate(1, 2, 0, 0));
        Assert.Equal(1f, schedule.Start().Rate(1, 2, 0, 0));
        Assert.Equal(schedule.ToString(), first.ToString());
    }
}
