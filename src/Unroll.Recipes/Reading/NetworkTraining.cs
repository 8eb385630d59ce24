using System.Globalization;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Trains a network of any kind into a run folder whose config.json is written, or goes on with what stands there.</summary>
internal static class NetworkTraining
{
    /// <summary>Checkpoints and metrics as training goes; the caller saves the weights.</summary>
    /// <param name="name">What the display calls it.</param>
    /// <param name="task">What is trained.</param>
    /// <param name="training">How.</param>
    /// <param name="resumed">Whether an earlier process began the run: then it is given as long as it takes.</param>
    /// <param name="run">The folder, locked by the caller.</param>
    /// <param name="context">Output and cancellation.</param>
    /// <returns>What training came to, and whether there was nothing left to train.</returns>
    /// <exception cref="OperationCanceledException">Cancelled, after a checkpoint.</exception>
    public static (TrainingResult Result, bool WasFinished) Fit(
        string name, TrainingTask task, TrainingRecord training, bool resumed, RunFolder run, RunContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var trainer = new Trainer(task, training.ToOptions(limitMinutes: !resumed), run);
        if (run.HasCheckpoint)
        {
            context.Output.Log($"{name}: going on from the checkpoint in {run.CheckpointFolder}");
        }
        else
        {
            (double seconds, long bytes) = trainer.Estimate();
            string left = TimeSpan.FromSeconds(Math.Ceiling(seconds * training.Epochs)).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
            context.Output.Log(string.Create(CultureInfo.InvariantCulture,
                $"{name}: {task.Model.ParameterCount():N0} parameters, at most about {left} for {training.Epochs} epochs, {bytes / 1e6:F0} MB at the peak"));
        }

        using IRunProgress display = context.Output.Progress(name);
        var seen = new Seen(display);
        TrainingResult result = trainer.Fit(seen, context.Cancellation);
        if (result.End == TrainingEnd.Cancelled)
            throw new OperationCanceledException($"{name} was interrupted; its checkpoint is in {run.Path}", context.Cancellation);
        if (result.End == TrainingEnd.TimeUp)
            context.Output.Log($"{name}: the minutes are up after {result.Epochs} of {training.Epochs} epochs; the run can be resumed");
        return (result, !seen.Any && result.End != TrainingEnd.TimeUp);
    }

    /// <summary>The folder of a training below a run: one that stands there, or a new one.</summary>
    public static RunFolder Below(RunFolder run, string name)
    {
        string path = Path.Combine(run.Path, "trainings", name);
        return File.Exists(Path.Combine(path, "config.json")) ? RunFolder.Open(path) : RunFolder.Create(path, name);
    }

    private sealed class Seen(IProgress<TrainingProgress> next) : IProgress<TrainingProgress>
    {
        /// <summary>Whether there was anything left to train.</summary>
        public bool Any { get; private set; }

        public void Report(TrainingProgress value)
        {
            Any = true;
            next.Report(value);
        }
    }
}
