using System.Globalization;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Trains one classifier into one run folder, or goes on with what stands there.</summary>
internal static class ClassifierTraining
{
    /// <summary>
    /// config.json first, then checkpoints and metrics as training goes, then model.safetensors. What an earlier process wrote into
    /// the folder holds, not <paramref name="plan"/> and <paramref name="shape"/>: a run keeps the defaults it began with.
    /// </summary>
    /// <param name="plan">What a new run records.</param>
    /// <param name="shape">The model of a new run.</param>
    /// <param name="train">The training part.</param>
    /// <param name="valid">The part that chooses the best epoch; null for none: then the test part is watched, and chooses nothing.</param>
    /// <param name="test">The part that is evaluated at the end.</param>
    /// <param name="run">The folder, locked by the caller.</param>
    /// <param name="context">Output and cancellation.</param>
    /// <exception cref="OperationCanceledException">Cancelled, after a checkpoint.</exception>
    public static TrainedClassifier Fit(
        ClassificationPlan plan, ClassifierOptions shape, LabeledText train, LabeledText? valid, LabeledText test, RunFolder run, RunContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        bool resumed = File.Exists(run.ConfigPath);
        SequenceClassifier model;
        if (resumed)
        {
            plan = ClassificationPlan.Read(run);
            model = ClassifierFiles.FromConfig(run.ReadConfig(), run.ConfigPath);
        }
        else
        {
            model = new SequenceClassifier(train.Vocabulary, train.Labels, ClassifierEnsemble.Wide(shape, plan.Training.Members));
            run.WriteConfig(ClassifierFiles.Config(model, plan.Write));
        }

        int members = plan.Training.Members;
        ClassifierEnsemble? ensemble = members == 1 ? null
            : new ClassifierEnsemble(model.Vocabulary, model.Labels, ClassifierEnsemble.Narrow(model.Options, members), members);
        TrainingTask held = ensemble is null ? new ClassificationTask(model, train, valid ?? test) : new EnsembleTask(ensemble, train, valid ?? test);
        TrainerOptions options = plan.Training.ToOptions(limitMinutes: !resumed);
        var trainer = new Trainer(valid is not null ? held : new WatchedTask(held), options, run);
        Announce(plan, held.Model, trainer, run, context.Output);
        using IRunProgress display = context.Output.Progress(plan.Name);
        var progress = new Seen(display);
        TrainingResult result = trainer.Fit(progress, context.Cancellation);
        if (result.End == TrainingEnd.Cancelled)
            throw new OperationCanceledException($"{plan.Name} was interrupted; its checkpoint is in {run.Path}", context.Cancellation);

        ensemble?.MergeInto(model);
        ClassifierFiles.SaveWeights(model, run.ModelPath);
        if (result.End == TrainingEnd.TimeUp)
            context.Output.Log($"{plan.Name}: the minutes are up after {result.Epochs} of {plan.Training.Epochs} epochs; the run can be resumed");
        bool finished = !progress.Any && result.End != TrainingEnd.TimeUp;
        return new TrainedClassifier(plan.Name, model, held.Model.ParameterCount(), model.Evaluate(test), result, run, finished);
    }

    /// <summary>What the training will cost, before it begins.</summary>
    internal static void Announce(ClassificationPlan plan, Module model, Trainer trainer, RunFolder run, IRunOutput output)
    {
        if (run.HasCheckpoint)
        {
            output.Log($"{plan.Name}: going on from the checkpoint in {run.CheckpointFolder}");
            return;
        }

        (double seconds, long bytes) = trainer.Estimate();
        string left = TimeSpan.FromSeconds(Math.Ceiling(seconds * plan.Training.Epochs)).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
        output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{plan.Name}: {model.ParameterCount():N0} parameters, about {left} for {plan.Training.Epochs} epochs, {bytes / 1e6:F0} MB at the peak"));
    }

    internal sealed class Seen(IProgress<TrainingProgress> next) : IProgress<TrainingProgress>
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
