using System.Diagnostics;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// The records of one training in metrics.jsonl: the mean loss and accuracy of every <see cref="MemorizerRecipe.LogEvery"/> steps, and a
/// last one with the accuracy on fresh digits by length. Training k of a run has the steps from k times the steps of a training.
/// </summary>
internal sealed class MemorizerLog(MetricsLog? log, MemorizerPlan plan, int training, IProgress<TrainingProgress>? progress, int trainings)
{
    private const double SecondsBetween = 0.2;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _loss, _accuracy, _due;
    private int _count;

    /// <summary>How many trainings of a run are finished.</summary>
    public static int Finished(RunFolder run, MemorizerPlan plan) =>
        !File.Exists(run.MetricsPath) ? 0
        : MetricsLog.Read(run.MetricsPath).Count(r => r["final"] is not null && r.Step <= (long)plan.Tasks.Count * plan.Steps);

    public void Add(int step, double loss, double accuracy)
    {
        _loss += loss;
        _accuracy += accuracy;
        _count++;
        if (_clock.Elapsed.TotalSeconds > _due && progress is not null)
        {
            Report(step, ended: false);
            _due = _clock.Elapsed.TotalSeconds + SecondsBetween;
        }

        // The last steps go into the final record, so that a training that is logged to its end is a finished one.
        if (step % MemorizerRecipe.LogEvery == 0 && step < plan.Steps)
        {
            log?.Append(((long)training * plan.Steps) + step, ("training", training), ("loss", _loss / _count), ("accuracy", _accuracy / _count));
            (_loss, _accuracy, _count) = (0, 0, 0);
        }
    }

    /// <summary>The last record.</summary>
    /// <param name="diverged">Whether a loss or a gradient was not finite.</param>
    /// <param name="lengths">The lengths tested.</param>
    /// <param name="accuracies">The accuracy at each.</param>
    public void Finish(bool diverged, IReadOnlyList<int> lengths, IReadOnlyList<double> accuracies)
    {
        log?.Append(((long)training + 1) * plan.Steps, [
            ("training", training), ("loss", diverged ? double.NaN : _loss / _count), ("accuracy", diverged ? double.NaN : _accuracy / _count),
            ("final", 1), ("diverged", diverged ? 1 : 0),
            .. lengths.Select((length, i) => ($"accuracy_{length}", accuracies[i])),
        ]);
        Report(plan.Steps, ended: true);
    }

    private void Report(int step, bool ended)
    {
        double seconds = Math.Max(_clock.Elapsed.TotalSeconds, 1e-9);
        progress?.Report(new TrainingProgress
        {
            Epoch = training + 1,
            Epochs = trainings,
            Batch = step,
            Batches = plan.Steps,
            Loss = _loss / Math.Max(1, _count),
            Accuracy = _accuracy / Math.Max(1, _count),
            ItemsPerSecond = step * plan.Batch / seconds,
            Left = TimeSpan.FromSeconds(seconds / step * (plan.Steps - step)),
            EpochEnded = ended,
            Validation = ended ? [] : null,
        });
    }
}
