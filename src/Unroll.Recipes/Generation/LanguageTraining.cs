using System.Globalization;
using Unroll.Data;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Trains one language model into one run folder, or goes on with what stands there.</summary>
internal static class LanguageTraining
{
    /// <summary>
    /// config.json first, then checkpoints and metrics as training goes, then model.safetensors. What an earlier process wrote into
    /// the folder holds, not <paramref name="plan"/> and <paramref name="shape"/>: a run keeps the defaults it began with.
    /// </summary>
    /// <param name="plan">What a new run records.</param>
    /// <param name="shape">The model of a new run.</param>
    /// <param name="corpus">The whole corpus.</param>
    /// <param name="run">The folder, locked by the caller.</param>
    /// <param name="context">Output and cancellation.</param>
    /// <exception cref="OperationCanceledException">Cancelled, after a checkpoint.</exception>
    public static TrainedLanguage Fit(GenerationPlan plan, LanguageModelOptions shape, Corpus corpus, RunFolder run, RunContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        bool resumed = File.Exists(run.ConfigPath);
        plan = resumed ? GenerationPlan.Read(run) : plan;
        (Corpus train, Corpus valid) = plan.Corpus.Divide(corpus);
        if (train.Count < 2)
            throw new UnrollException($"{plan.Data.Source}: {corpus.Size} leave nothing to train on beside the held-out part; see `--valid` and `--set held-out=0`");
        LanguageModel model;
        if (resumed)
        {
            model = LanguageModelFiles.FromConfig(run.ReadConfig(), run.ConfigPath);
        }
        else
        {
            Pieces pieces = plan.Corpus.Collect(train);
            model = new LanguageModel(pieces, plan.Adaptive ? LanguageClusters.Choose(plan, shape, pieces, train, context.Output) : shape);
            if (plan.Vectors is { } vectors)
                context.Output.Log(WordVectorStart.Apply(model, vectors, plan.Data.Source));
            run.WriteConfig(LanguageModelFiles.Config(model, plan.Write));
        }

        TrainingTask task = Task(plan, model, train, valid);
        var trainer = new Trainer(task, plan.Training.ToOptions(limitMinutes: !resumed), run);
        Announce(plan, model, trainer, run, context.Output, train, valid);
        using IRunProgress display = context.Output.Progress(plan.Name);
        var progress = new LiveSamples(model, display, context.Output);
        TrainingResult result = trainer.Fit(progress, context.Cancellation);
        if (result.End == TrainingEnd.Cancelled)
            throw new OperationCanceledException($"{plan.Name} was interrupted; its checkpoint is in {run.Path}", context.Cancellation);

        LanguageModelFiles.SaveWeights(model, run.ModelPath);
        if (result.End == TrainingEnd.TimeUp)
            context.Output.Log($"{plan.Name}: the minutes are up after {result.Epochs} of {plan.Training.Epochs} epochs ({result.Steps:N0} steps); the run can be resumed");
        return new TrainedLanguage(
            plan, model, train, valid, valid.Count > (valid.Lines is null ? 1 : 0) ? CorpusRecord.Score(model, valid) : default, result, run,
            !progress.Any && result.End != TrainingEnd.TimeUp);
    }

    private static TrainingTask Task(GenerationPlan plan, LanguageModel model, Corpus train, Corpus valid)
    {
        if (train.Lines is { } lines)
        {
            return new LanguageItemsTask(
                model, LanguageItemsTask.Encode(model, lines), valid.Count > 0 ? LanguageItemsTask.Encode(model, valid.Lines!) : null);
        }

        int[] ids = CorpusRecord.Encode(model.Pieces, train);
        if (ids.Length < 2)
            throw new UnrollException($"{plan.Data.Source}: the text has fewer than two pieces");
        return new LanguageTextTask(
            model, ids, valid.Count > 1 ? CorpusRecord.Encode(model.Pieces, valid) : null, plan.Training.Batch, plan.Corpus.Steps, plan.Training.Seed);
    }

    /// <summary>What the training will cost, before it begins.</summary>
    private static void Announce(
        GenerationPlan plan, LanguageModel model, Trainer trainer, RunFolder run, IRunOutput output, Corpus train, Corpus valid)
    {
        output.Log($"{plan.Data.Source}: {train.Size} to train on, {valid.Size} held out, {model.Count:N0} different {model.Pieces.Kind.ToString().ToLowerInvariant()}");
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
}
