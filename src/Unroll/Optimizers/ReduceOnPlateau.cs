using Unroll.Formats;

namespace Unroll.Optimizers;

/// <summary>
/// Cuts the rate when the validation loss stops falling, as PyTorch's ReduceLROnPlateau: a loss counts as better if it lies below the best
/// by more than a share; after more than <see cref="Patience"/> epochs in a row without a better one, the rate is multiplied by
/// <see cref="Factor"/>. A loss that is NaN is no better one.
/// </summary>
public sealed class ReduceOnPlateau : LearningRateSchedule
{
    private double _best = double.PositiveInfinity;
    private long _badEpochs;
    private long _reductions;

    /// <summary>Creates the schedule.</summary>
    /// <param name="factor">The factor of each cut, below 1.</param>
    /// <param name="patience">Epochs without a better loss that are let pass.</param>
    /// <param name="threshold">The share of the best loss by which a better one must lie below it.</param>
    /// <param name="minimum">The rate that cuts do not go below.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public ReduceOnPlateau(double factor = 0.1, int patience = 10, double threshold = 1e-4, double minimum = 0)
    {
        Factor = Checks.Expect(factor is > 0 and < 1, factor, nameof(factor), "a number above 0 and below 1");
        Patience = (int)Checks.AtLeast(0, patience, nameof(patience));
        Threshold = Checks.AtLeastZero(threshold, nameof(threshold));
        Minimum = Checks.AtLeastZero(minimum, nameof(minimum));
    }

    /// <inheritdoc/>
    public override string Name => "plateau";

    /// <summary>The factor of each cut.</summary>
    public double Factor { get; }

    /// <summary>Epochs without a better loss that are let pass.</summary>
    public int Patience { get; }

    /// <summary>The share of the best loss by which a better one must lie below it.</summary>
    public double Threshold { get; }

    /// <summary>The rate that cuts do not go below.</summary>
    public double Minimum { get; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Key, object Value)> Settings =>
        [("factor", Factor), ("patience", Patience), ("threshold", Threshold), ("min", Minimum)];

    /// <inheritdoc/>
    public override LearningRateSchedule Start() => new ReduceOnPlateau(Factor, Patience, Threshold, Minimum);

    /// <inheritdoc/>
    public override float Rate(float baseRate, int epoch, long step, long totalSteps) =>
        (float)Math.Max(baseRate * Math.Pow(Factor, _reductions), Math.Min(Minimum, baseRate));

    /// <inheritdoc/>
    public override void OnEpochEnd(double validationLoss)
    {
        // The share is of the size of the loss, so that a negative one (a log density) must also fall; PyTorch would let it rise.
        double bar = double.IsFinite(_best) ? _best - (Math.Abs(_best) * Threshold) : _best;
        if (validationLoss < bar)
        {
            _best = validationLoss;
            _badEpochs = 0;
        }
        else if (++_badEpochs > Patience)
        {
            _reductions++;
            _badEpochs = 0;
        }
    }

    /// <inheritdoc/>
    public override void SaveState(CheckpointState checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.SetDouble("schedule/best", _best);
        checkpoint.SetInt64("schedule/bad_epochs", _badEpochs);
        checkpoint.SetInt64("schedule/reductions", _reductions);
    }

    /// <inheritdoc/>
    public override void LoadState(CheckpointState checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        (_best, _badEpochs, _reductions) = (
            checkpoint.GetDouble("schedule/best"), checkpoint.GetInt64("schedule/bad_epochs"), checkpoint.GetInt64("schedule/reductions"));
    }

    internal static ReduceOnPlateau Read(Specification s) => new(
        s.Number("factor", 0.1), s.SmallInteger("patience", 10), s.Number("threshold", 1e-4), s.Number("min", 0));
}
