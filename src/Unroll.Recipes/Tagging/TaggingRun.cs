using System.Diagnostics;
using System.Globalization;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>From tagged sentences to a trained tagger, its metrics and a report: the same for recipes and for a user's own file.</summary>
internal static class TaggingRun
{
    /// <summary>Trains, or goes on with what stands in the context's folder; then evaluates and says it.</summary>
    /// <param name="plan">What a new run records.</param>
    /// <param name="shape">The model of a new run.</param>
    /// <param name="data">The sentences.</param>
    /// <param name="title">The title of the report.</param>
    /// <param name="notes">What a reader should know of the figures.</param>
    /// <param name="context">The run.</param>
    public static RunResult Execute(
        ReadingPlan plan, TaggerOptions shape, TaggingData data, string title, IEnumerable<string> notes, RunContext context)
    {
        long start = Stopwatch.GetTimestamp();
        RunFolder run = context.Run;
        bool resumed = File.Exists(run.ConfigPath);
        context.Output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{data.Record.Source}: {data.Train.Count:N0} sentences to train on ({data.Train.Words:N0} words, {data.Train.Tags.Count} tags), "
            + $"{data.Valid.Count:N0} held out{(data.HasTest ? $", {data.Test.Count:N0} to test on" : "")}"));
        SequenceTagger model = resumed ? TaggerFiles.FromConfig(run.ReadConfig(), run.ConfigPath) : SequenceTagger.For(data.Train, shape);
        if (!resumed)
            run.WriteConfig(TaggerFiles.Config(model, plan.Write));

        (TrainingResult trained, bool wasFinished) = NetworkTraining.Fit(
            plan.Name, new TaggingTask(model, data.Train, data.Valid.Under(data.Train.Tags)), plan.Training, resumed, run, context);
        TaggerFiles.SaveWeights(model, run.ModelPath);
        if (wasFinished)
            context.Output.Log($"{run.Path} was finished already; its result again:");

        TaggingReport report = model.Evaluate(data.Test), baseline = TaggingBaseline.Evaluate(data.Train, data.Test);
        RunModel[] models =
        [
            new(TaggingBaseline.Name, baseline.Metrics),
            new(plan.Name,
            [
                .. report.Metrics, new("parameters", model.ParameterCount()), new("training_seconds", trained.Seconds), new("epochs", trained.Epochs),
                new("best_epoch", trained.BestEpoch),
            ]),
        ];
        List<string> said = [.. notes, Verdict(report, baseline)];
        if (!data.HasTest)
            said.Add($"Evaluated on {data.Test.Count:N0} sentences that were not trained on; the best epoch was chosen on the same ones, which flatters a little.");
        context.Output.Result(report.ToString());
        context.Output.Result(Comparison(models, report.Spans is not null));
        said.ForEach(context.Output.Result);
        TaggingPage.Write(title, model, data, report, models, said, run);
        context.Output.Result($"report: {run.ReportPath}");
        return new RunResult
        {
            Run = run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(data.Record.Name, data.Record.Source, data.Record.Items),
            Metrics = models[1].Metrics,
            Baseline = models[0],
        };
    }

    internal static string Comparison(IReadOnlyList<RunModel> models, bool spans)
    {
        string[] columns = spans
            ? ["entity_f1", "entity_precision", "entity_recall", "accuracy", "training_seconds"]
            : ["accuracy", "macro_f1", "sentence_accuracy", "accuracy_unseen", "training_seconds"];
        return ResultText.Align(
        [
            ["model", .. columns.Select(c => c.Replace('_', ' '))],
            .. models.Select(m => (string[])[m.Name, .. columns.Select(c => m.Metrics.Where(p => p.Key == c)
                .Select(p => p.Value.ToString(c == "training_seconds" ? "F1" : "F4", CultureInfo.InvariantCulture)).FirstOrDefault("-"))]),
        ]);
    }

    private static string Verdict(TaggingReport report, TaggingReport baseline)
    {
        double more = report.Score - baseline.Score;
        string what = report.Spans is null ? "accuracy" : "entity F1";
        return more > 0
            ? string.Create(CultureInfo.InvariantCulture, $"The network beats the baseline `{TaggingBaseline.Name}` by {more * 100:0.0} points of {what}.")
            : string.Create(CultureInfo.InvariantCulture,
                $"The network LOSES to the baseline `{TaggingBaseline.Name}` by {-more * 100:0.0} points of {what}: use that, or more data, epochs or units.");
    }
}
