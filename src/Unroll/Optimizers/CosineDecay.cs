namespace Unroll.Optimizers;

/// <summary>
/// A linear rise, then half a cosine down (Loshchilov and Hutter 2017, one period). With t the steps (or epochs) completed: for
/// t &lt; warmup rate = base * (t + 1) / warmup; then rate = min + (base - min) * (1 + cos(pi * (t - warmup) / (total - warmup))) / 2.
/// </summary>
public sealed class CosineDecay : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="warmup">Steps (or epochs) of the rise.</param>
    /// <param name="total">Steps (or epochs) to the end; the run's steps unless given.</param>
    /// <param name="minimum">The rate at the end and after it.</param>
    /// <param name="byEpoch">Whether to count epochs and not steps; needs <paramref name="total"/>.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public CosineDecay(long warmup = 0, long? total = null, double minimum = 0, bool byEpoch = false)
    {
        Warmup = Checks.AtLeast(0, warmup, nameof(warmup));
        Minimum = Checks.AtLeastZero(minimum, nameof(minimum));
        ByEpoch = byEpoch;
        Total = total;
        if (total is { } end)
        {
            Checks.Expect(end > warmup, end, nameof(total), $"more than the {warmup} of `warmup`");
        }
        else if (byEpoch)
        {
            throw new ArgumentException("expected the number of epochs as `total` where the schedule counts epochs, got none");
        }
    }

    /// <inheritdoc/>
    public override string Name => "cosine";

    /// <summary>Steps (or epochs) of the rise.</summary>
    public long Warmup { get; }

    /// <summary>Steps (or epochs) to the end; the run's steps where null.</summary>
    public long? Total { get; }

    /// <summary>The rate at the end and after it; never more than the base rate.</summary>
    public double Minimum { get; }

    /// <summary>Whether epochs are counted and not steps.</summary>
    public bool ByEpoch { get; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Key, object Value)> Settings =>
    [
        ("warmup", Warmup), .. Total is { } total ? [("total", total)] : Array.Empty<(string, object)>(), ("min", Minimum),
        ("by", ByEpoch ? "epoch" : "step"),
    ];

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">Neither the schedule nor the caller knows the total.</exception>
    public override float Rate(float baseRate, int epoch, long step, long totalSteps)
    {
        long total = Total ?? totalSteps;
        if (total <= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(totalSteps), "the cosine schedule needs the number of steps of the run: plan the epochs, or give `total`");
        }

        long done = ByEpoch ? epoch : step;
        if (done < Warmup)
        {
            return (float)(baseRate * (done + 1.0) / Warmup);
        }

        double end = Math.Min(Minimum, baseRate), share = Math.Min(1, (done - Warmup) / (double)Math.Max(1, total - Warmup));
        return (float)(end + ((baseRate - end) * (1 + Math.Cos(Math.PI * share)) / 2));
    }

    internal static CosineDecay Read(Specification s) => new(
        s.Integer("warmup") ?? 0, s.Integer("total"), s.Number("min", 0), s.Word("by", "step", "step", "epoch") == "epoch");
}
