namespace Unroll.Optimizers;

/// <summary>A factor every so many epochs: rate = base * factor^floor(epoch / every), PyTorch's StepLR.</summary>
public sealed class StepDecay : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="every">Epochs between two changes.</param>
    /// <param name="factor">The factor of each change.</param>
    /// <exception cref="ArgumentException">A setting is not positive.</exception>
    public StepDecay(int every, double factor = 0.1)
    {
        Every = (int)Checks.AtLeast(1, every, nameof(every));
        Factor = Checks.Positive(factor, nameof(factor));
    }

    /// <inheritdoc/>
    public override string Name => "step";

    /// <summary>Epochs between two changes.</summary>
    public int Every { get; }

    /// <summary>The factor of each change.</summary>
    public double Factor { get; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Key, object Value)> Settings => [("every", Every), ("factor", Factor)];

    /// <inheritdoc/>
    public override float Rate(float baseRate, int epoch, long step, long totalSteps) => (float)(baseRate * Math.Pow(Factor, epoch / Every));

    internal static StepDecay Read(Specification s) => new(s.SmallInteger("every", 10), s.Number("factor", 0.1));
}
