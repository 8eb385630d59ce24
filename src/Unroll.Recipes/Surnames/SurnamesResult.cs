using System.Diagnostics;
using System.Globalization;

namespace Unroll.Recipes;

/// <summary>Tells what the surnames recipe came to: text, report and the document of <c>--json</c>.</summary>
internal static class SurnamesResult
{
    /// <summary>Our measured result in one line.</summary>
    public const string Line = "accuracy 85.7%, macro F1 0.58: best, five splits of the full set (docs/results.md)";

    public static RunResult Present(
        SurnamesTraining first, ResultTable table, RunOptions options, RunContext context, DataRecord data, long start, IReadOnlyList<string> shown)
    {
        IRunOutput output = context.Output;
        IReadOnlyList<RunModel> models = table.Models;
        RunModel own = models.First(m => m.Name == first.Trained.Name);
        RunModel? ngrams = models.FirstOrDefault(m => m.Name == NgramBaseline.Name);
        if (first.Trained.WasFinished)
            output.Log($"{context.Run.Path} was finished already; its result again:");

        List<string> notes = [Split(first)];
        if (ngrams is not null)
            notes.Add(Baseline.Verdict(ngrams, own.Name, own.Metrics));
        output.Result(first.Trained.Report.ToString());
        output.Result(ResultText.Confusion(first.Trained.Report.Confusion));
        output.Result(ResultText.Comparison(models));
        notes.ForEach(output.Result);

        new ClassificationPage
        {
            Title = "Surnames by language",
            Trained = first.Trained,
            Train = first.Train,
            Test = first.Test,
            Models = models,
            Notes = notes,
            Texts = shown,
            MappedTexts = options.Quick ? 200 : 1000,
            MapIterations = options.Quick ? 300 : 750,
        }.Write(context.Cancellation);
        output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(data.Name, data.Source, data.Items),
            Metrics = own.Metrics,
            Models = options.Compare ? models : [],
            Baseline = ngrams,
        };
    }

    private static string Split(SurnamesTraining t)
    {
        string kind = t.Split.Kind switch
        {
            "group" => "split by spelling, so that no name stands on both sides",
            "tune" => "split inside the training part, the test part being left alone",
            _ => "stratified split 70/30",
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"{kind}, seed {t.Split.Seed}: {t.Train.Count:N0} names to train on, {t.Test.Count:N0} to test on; {t.SeenShare * 100:F1}% of the test names also stand in the training part.");
    }
}
