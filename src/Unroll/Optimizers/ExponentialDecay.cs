namespace Unroll.Optimizers;

/// <summary>A factor every epoch: rate = base * factor^epoch, PyTorch's ExponentialLR.</summary>
public sealed class ExponentialDecay : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="factor">The factor of each epoch.</param>
    /// <exception cref="ArgumentException">The factor is not positive.</exception>
    public ExponentialDecay(double factor) => Factor = Checks.Positive(factor, nameof(factor));

    /// <inheritdoc/>
    public override string Name => "exponential";

    /// <summary>The factor of each epoch.</summary>
    public double Factor { get; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Key, object Value)> Settings => [("factor", Factor)];

    /// <inheritdoc/>
    public override float Rate(float baseRate, int epoch, long step, long totalSteps) => (float)(baseRate * Math.Pow(Factor, epoch));
}
