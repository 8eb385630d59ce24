using System.Globalization;
using Unroll.Data;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Trains one translator into one run folder, or goes on with what stands there.</summary>
internal static class TranslationTraining
{
    /// <summary>
    /// config.json first, then checkpoints and metrics as training goes, then model.safetensors. What an earlier process wrote into the
    /// folder holds, not <paramref name="plan"/> and <paramref name="make"/>: a run keeps the defaults it began with.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled, after a checkpoint.</exception>
    public static TrainedTranslator Fit(
        TranslationPlan plan, Func<Translator> make, TextPairs train, TextPairs valid, RunFolder run, RunContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        bool resumed = File.Exists(run.ConfigPath);
        Translator model;
        if (resumed)
        {
            plan = TranslationPlan.Read(run);
            model = TranslatorFiles.FromConfig(run.ReadConfig(), run.ConfigPath);
        }
        else
        {
            model = make();
            run.WriteConfig(TranslatorFiles.Config(model, plan.Write));
        }

        var task = new TranslationTask(model, train, valid, plan.Monitor, plan.Translated);
        TrainingResult result = Train(plan.Name, task, plan.Training.ToOptions(limitMinutes: !resumed), run, context);
        TranslatorFiles.SaveWeights(model, run.ModelPath);
        return new TrainedTranslator(plan.Name, model, result, run);
    }

    /// <summary>Trains a task in a folder, with its notice before and its progress on the way.</summary>
    public static TrainingResult Train(string name, TrainingTask task, TrainerOptions options, RunFolder run, RunContext context)
    {
        var trainer = new Trainer(task, options, run);
        if (run.HasCheckpoint)
        {
            context.Output.Log($"{name}: going on from the checkpoint in {run.CheckpointFolder}");
        }
        else
        {
            (double seconds, long bytes) = trainer.Estimate();
            string left = TimeSpan.FromSeconds(Math.Ceiling(seconds * options.Epochs)).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
            context.Output.Log(string.Create(CultureInfo.InvariantCulture,
                $"{name}: {task.Model.ParameterCount():N0} parameters, about {left} for {options.Epochs} epochs, "
                + $"{bytes / 1e6:F0} MB at the peak"));
        }

        using IRunProgress display = context.Output.Progress(name);
        TrainingResult result = trainer.Fit(display, context.Cancellation);
        if (result.End == TrainingEnd.Cancelled)
        {
            throw new OperationCanceledException($"{name} was interrupted; its checkpoint is in {run.Path}", context.Cancellation);
        }

        if (result.End == TrainingEnd.TimeUp)
        {
            context.Output.Log($"{name}: the minutes are up after {result.Epochs} of {options.Epochs} epochs; the run can be resumed");
        }

        return result;
    }
}
