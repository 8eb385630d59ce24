using System.Diagnostics;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The records of one training of a <see cref="TrainingSeries"/>, and its live display.</summary>
internal sealed class SeriesLog(MetricsLog log, IProgress<TrainingProgress> progress, int training, int trainings)
{
    private const double SecondsBetween = 0.2;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _due;
    private double _rate;
    private double _loss = double.NaN, _accuracy = double.NaN;

    /// <summary>Appends a record.</summary>
    public void Append(long step, params ReadOnlySpan<(string Key, double Value)> values) =>
        log.Append((training * TrainingSeries.Stride) + step, [("training", training), ("at", step), .. values]);

    /// <summary>Appends the last record, which makes the training a finished one.</summary>
    public void Finish(params ReadOnlySpan<(string Key, double Value)> values)
    {
        log.Append((training + 1) * TrainingSeries.Stride, [("training", training), ("final", 1), .. values]);
        progress.Report(new TrainingProgress
        {
            Unit = "training", Epoch = training + 1, Epochs = trainings, EpochEnded = true, Validation = [], Loss = _loss, Accuracy = _accuracy,
            ItemsPerSecond = _rate, Left = _clock.Elapsed * (trainings - training - 1),
        });
    }

    /// <summary>Shows how far the training is, a few times a second.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="steps">Steps planned.</param>
    /// <param name="items">Items done.</param>
    /// <param name="loss">The loss of late.</param>
    /// <param name="accuracy">The accuracy of late; NaN where that has no meaning.</param>
    public void Show(long step, long steps, double items, double loss, double accuracy)
    {
        (_loss, _accuracy) = (loss, accuracy);
        double seconds = _clock.Elapsed.TotalSeconds;
        _rate = items / Math.Max(seconds, 1e-9);
        if (seconds < _due)
        {
            return;
        }

        _due = seconds + SecondsBetween;
        progress.Report(new TrainingProgress
        {
            Unit = "training",
            Epoch = training + 1,
            Epochs = trainings,
            Batch = (int)step,
            Batches = (int)steps,
            Loss = loss,
            Accuracy = accuracy,
            ItemsPerSecond = _rate,
            Left = TimeSpan.FromSeconds(seconds / Math.Max(1, step) * (steps - step)),
        });
    }
}
