using System.Diagnostics;

namespace Unroll.Training;

/// <summary>Rates for the live display, over what was done since this process started or resumed the run.</summary>
internal sealed class ProgressMeter(int itemsPerEpoch, int epochs)
{
    private const double SecondsBetween = 0.2;
    private readonly Stopwatch _clock = new();
    private double _due;
    private double _doneBefore;

    public void Start(in TrainingPosition position)
    {
        _doneBefore = Done(position);
        _due = SecondsBetween;
        _clock.Restart();
    }

    public bool IsDue()
    {
        if (_clock.Elapsed.TotalSeconds < _due)
        {
            return false;
        }

        _due = _clock.Elapsed.TotalSeconds + SecondsBetween;
        return true;
    }

    public TrainingProgress Report(in TrainingPosition p, int batches)
    {
        double done = Done(p), seconds = _clock.Elapsed.TotalSeconds, rate = (done - _doneBefore) / Math.Max(seconds, 1e-9);
        double left = ((double)epochs * itemsPerEpoch) - done;
        return new TrainingProgress
        {
            Epoch = p.Epoch + 1, Epochs = epochs, Batch = p.Batch, Batches = batches,
            Loss = p.Items == 0 ? double.NaN : p.LossSum / p.Items,
            Accuracy = p.Items == 0 || p.Correct < 0 ? double.NaN : (double)p.Correct / p.Items,
            ItemsPerSecond = rate,
            Left = rate > 0 ? TimeSpan.FromSeconds(Math.Min(left / rate, 1e8)) : TimeSpan.Zero,
        };
    }

    private double Done(in TrainingPosition p) => ((double)p.Epoch * itemsPerEpoch) + p.Items;
}
