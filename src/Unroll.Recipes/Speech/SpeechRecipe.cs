using System.Diagnostics;
using System.Globalization;
using Unroll.Formats;

namespace Unroll.Recipes;

/// <summary>Spoken digits: one at a time, and strings of them whose times nobody marked (Graves et al. 2006).</summary>
public sealed class SpeechRecipe : IRecipe
{
    /// <inheritdoc/>
    public string Name => "speech";

    /// <inheritdoc/>
    public string Title => "Spoken digits, and strings of them with CTC";

    /// <inheritdoc/>
    public string Task => "classify";

    /// <inheritdoc/>
    public string Data => "fsdd";

    /// <inheritdoc/>
    public string Reference => "none";

    /// <inheritdoc/>
    public string Measured => "97.9% of single digits, 1.22% label errors in strings, held-out takes (docs/results.md)";

    /// <inheritdoc/>
    public bool CanRecompute => false;

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings => SpeechPlan.Settings;

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        OptionCheck.Refuse(this, options, "--minutes", "--data", "--cell", "--units", "--layers", "--dropout", "--batch", "--lr", "--clip", "--epochs");
        var plan = SpeechPlan.Of(options);
        var data = SpeechData.Load(plan.Data);
        if (plan.Folds > data.Speakers.Count)
        {
            plan = plan with { Folds = data.Speakers.Count };
        }

        context.Run.WriteConfig(plan.Config());
        return Execute(plan, data, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var plan = SpeechPlan.Read(context.Run);
        return Execute(plan with { Minutes = null }, SpeechData.Load(plan.Data), context);
    }

    /// <summary>The network of a task with what it hears and what is held out.</summary>
    internal static SpeechTraining Training(SpeechPlan plan, SpeechTask task, SpeechData data)
    {
        if (task.Fold < 0)
        {
            return new SpeechTraining(plan, task, [.. data.TrainingTakes], [.. data.HeldOutTakes]);
        }

        // The held-out takes of the held-out speakers: as many a speaker as in the other split, and nothing of them was heard.
        HashSet<string> absent = [.. data.Speakers.Where((_, i) => i % plan.Folds == task.Fold)];
        return new SpeechTraining(
            plan, task, [.. data.TrainingTakes.Where(t => !absent.Contains(t.Speaker))], [.. data.HeldOutTakes.Where(t => absent.Contains(t.Speaker))]);
    }

    private static RunResult Execute(SpeechPlan plan, SpeechData data, RunContext context)
    {
        var clock = Stopwatch.StartNew();
        IReadOnlyList<SpeechTask> tasks = plan.Tasks;
        var series = new TrainingSeries(context, tasks.Count, plan.Minutes);
        int features = new SpeechStrings([]).Features;
        context.Output.Log($"data: {data.Source}; {data.Takes.Count} takes of {data.Speakers.Count} speakers, {data.HeldOutTakes.Count()} of them held out");
        context.Output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{tasks.Count} trainings, {series.Finished} of them done; {plan.Create(SpeechPlan.Kept, features).ParameterCount():N0} parameters"));
        series.Run("speech", (index, log) =>
        {
            SpeechTraining training = Training(plan, tasks[index], data);
            SpeechModel model = training.Train(log, context.Cancellation);
            if (tasks[index] == SpeechPlan.Kept)
            {
                Safetensors.Write(context.Run.ModelPath, model.Export());
            }

            log.Finish([("parameters", model.ParameterCount()), .. training.Test(model, context.Cancellation)]);
        });
        return SpeechResult.Present(plan, data, series.Records(), context, clock.Elapsed.TotalSeconds);
    }
}
