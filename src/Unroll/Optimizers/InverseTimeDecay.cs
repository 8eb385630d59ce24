namespace Unroll.Optimizers;

/// <summary>rate = base / (1 + decay * steps): the <c>decay</c> of the first versions of Keras.</summary>
public sealed class InverseTimeDecay : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="decay">What each step adds to the divisor.</param>
    /// <exception cref="ArgumentException">The decay is not positive.</exception>
    public InverseTimeDecay(double decay) => Decay = Checks.Positive(decay, nameof(decay));

    /// <inheritdoc/>
    public override string Name => "inverse-time";

    /// <summary>What each step adds to the divisor.</summary>
    public double Decay { get; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Key, object Value)> Settings => [("decay", Decay)];

    /// <inheritdoc/>
    public override float Rate(float baseRate, int epoch, long step, long totalSteps) => (float)(baseRate / (1 + (Decay * step)));
}
