using System.Globalization;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>One training of a recipe: what it will cost is said first, progress is shown, Ctrl-C ends it with a checkpoint.</summary>
internal static class TrainingSession
{
    /// <summary>Trains, or goes on with what stands in the run folder.</summary>
    /// <param name="task">What is trained.</param>
    /// <param name="options">How.</param>
    /// <param name="context">The run.</param>
    /// <param name="title">What the display calls it.</param>
    /// <param name="run">The folder for checkpoints; null to keep all in memory.</param>
    /// <param name="onEpoch">Told of every epoch that ends.</param>
    /// <exception cref="OperationCanceledException">Cancelled, after a checkpoint.</exception>
    public static TrainingResult Fit(
        TrainingTask task, TrainerOptions options, RunContext context, string title, RunFolder? run, Action<TrainingProgress>? onEpoch = null)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var trainer = new Trainer(task, options, run);
        if (run is { HasCheckpoint: true })
        {
            context.Output.Log($"{title}: going on from the checkpoint in {run.CheckpointFolder}");
        }
        else if (run is not null)
        {
            (double seconds, long bytes) = trainer.Estimate();
            double all = Math.Min(seconds * options.Epochs, (options.Minutes ?? double.MaxValue / 60) * 60);
            string left = TimeSpan.FromSeconds(Math.Ceiling(all)).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
            context.Output.Log(string.Create(
                CultureInfo.InvariantCulture,
                $"{title}: {task.Model.ParameterCount():N0} parameters, at most about {left} for {options.Epochs} epochs, {bytes / 1e6:F0} MB at the peak"));
        }

        using IRunProgress display = context.Output.Progress(title);
        TrainingResult result = trainer.Fit(new Forward(display, onEpoch), context.Cancellation);
        if (result.End == TrainingEnd.Cancelled)
        {
            throw new OperationCanceledException($"{title} was interrupted; its checkpoint is in {run?.Path}", context.Cancellation);
        }

        if (result.End == TrainingEnd.TimeUp)
        {
            context.Output.Log($"{title}: the minutes are up after {result.Epochs} of {options.Epochs} epochs; the run can be resumed");
        }

        return result;
    }

    private sealed class Forward(IRunProgress display, Action<TrainingProgress>? onEpoch) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            display.Report(value);
            if (value.EpochEnded)
            {
                onEpoch?.Invoke(value);
            }
        }
    }
}
