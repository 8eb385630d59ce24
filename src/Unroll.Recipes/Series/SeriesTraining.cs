using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Trains one model of sequences into one run folder, or goes on with what stands there.</summary>
internal static class SeriesTraining
{
    /// <summary>
    /// config.json first, then checkpoints and metrics as training goes, then model.safetensors. What an earlier process wrote into the
    /// folder holds, not <paramref name="plan"/> and <paramref name="create"/>: a run keeps the defaults it began with.
    /// </summary>
    /// <param name="plan">What a new run records.</param>
    /// <param name="create">Makes the model of a new run.</param>
    /// <param name="task">The training of a model.</param>
    /// <param name="run">The folder, locked by the caller.</param>
    /// <param name="context">Output and cancellation.</param>
    /// <exception cref="OperationCanceledException">Cancelled, after a checkpoint.</exception>
    public static TrainedSeries Fit(
        ClassificationPlan plan, Func<SeriesModel> create, Func<SeriesModel, TrainingTask> task, RunFolder run, RunContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        if (plan.Training.Members > 1)
            return FitMembers(plan, create, task, run, context);
        bool resumed = File.Exists(run.ConfigPath);
        SeriesModel model;
        if (resumed)
        {
            plan = ClassificationPlan.Read(run);
            model = SeriesFiles.FromConfig(run.ReadConfig(), run.ConfigPath);
        }
        else
        {
            model = create();
            run.WriteConfig(SeriesFiles.Config(model, plan.Write));
        }

        var trainer = new Trainer(task(model), plan.Training.ToOptions(limitMinutes: !resumed), run);
        ClassifierTraining.Announce(plan, model, trainer, run, context.Output);
        using IRunProgress display = context.Output.Progress(plan.Name);
        var progress = new ClassifierTraining.Seen(display);
        TrainingResult result = trainer.Fit(progress, context.Cancellation);
        if (result.End == TrainingEnd.Cancelled)
            throw new OperationCanceledException($"{plan.Name} was interrupted; its checkpoint is in {run.Path}", context.Cancellation);

        SeriesFiles.SaveWeights(model, run.ModelPath);
        if (result.End == TrainingEnd.TimeUp)
            context.Output.Log($"{plan.Name}: the minutes are up after {result.Epochs} of {plan.Training.Epochs} epochs; the run can be resumed");
        return new TrainedSeries(plan.Name, model, result, run, !progress.Any && result.End != TrainingEnd.TimeUp);
    }

    /// <summary>The same in a folder below the run's: one of several trainings.</summary>
    public static TrainedSeries FitBelow(
        string name, ClassificationPlan plan, Func<SeriesModel> create, Func<SeriesModel, TrainingTask> task, RunContext context)
    {
        RunFolder run = Below(context.Run, name);
        using RunLock held = run.AcquireLock();
        return Fit(plan, create, task, run, context);
    }

    /// <summary>Several networks of other first weights and other noise, one after another in folders below, joined into one in the run's own.</summary>
    private static TrainedSeries FitMembers(
        ClassificationPlan plan, Func<SeriesModel> create, Func<SeriesModel, TrainingTask> task, RunFolder run, RunContext context)
    {
        int count = plan.Training.Members;
        SeriesModel shape = create(), wide = SeriesUnion.Wide(shape, count);
        if (!File.Exists(run.ConfigPath))
            run.WriteConfig(SeriesFiles.Config(wide, plan.Write));
        var members = new List<TrainedSeries>();
        for (int k = 0; k < count; k++)
        {
            ulong apart = 1000 * (ulong)k;
            SeriesOptions own = shape.Options with { Seed = shape.Options.Seed + apart };
            RunFolder folder = Below(run, $"member-{k + 1}");
            using RunLock held = folder.AcquireLock();
            ClassificationPlan part = plan with
            {
                Name = $"{plan.Name}, {k + 1} of {count}",
                Training = plan.Training with { Members = 1, Seed = plan.Training.Seed + apart, Minutes = plan.Training.Minutes / count },
            };
            members.Add(Fit(part, () => new SeriesModel(shape.Scaler, shape.Head, own), task, folder, context));
        }

        SeriesUnion.Join([.. members.Select(m => m.Model)], wide);
        SeriesFiles.SaveWeights(wide, run.ModelPath);
        TrainingResult last = members[^1].Training;
        return new TrainedSeries(
            plan.Name, wide, last with { Seconds = members.Sum(m => m.Training.Seconds), Steps = members.Sum(m => m.Training.Steps) }, run,
            members.TrueForAll(m => m.WasFinished));
    }

    private static RunFolder Below(RunFolder run, string name)
    {
        string path = Path.Combine(run.Path, "trainings", name);
        return File.Exists(Path.Combine(path, "config.json")) ? RunFolder.Open(path) : RunFolder.Create(path, name);
    }
}
