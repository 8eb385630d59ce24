using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Metrics;

namespace Unroll.Recipes;

/// <summary>A plain way to classify that a network is measured against.</summary>
internal sealed record Baseline(RunModel Model, ClassificationReport Report)
{
    /// <summary>The baselines of a split, plainest first: the most frequent class, and n-grams where they take no longer than some seconds.</summary>
    public static IReadOnlyList<Baseline> All(LabeledText train, LabeledText test, RunContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var baselines = new List<Baseline> { MostFrequent(train, test) };
        if (NgramBaseline.IsAffordable(train))
        {
            context.Output.Log("baseline: character n-grams with logistic regression");
            baselines.Add(Ngrams(train, test));
        }

        return baselines;
    }

    /// <summary>Character n-grams with logistic regression.</summary>
    public static Baseline Ngrams(LabeledText train, LabeledText test)
    {
        long start = Stopwatch.GetTimestamp();
        ClassificationReport report = NgramBaseline.Evaluate(train, test);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Baseline(new RunModel(NgramBaseline.Name, [.. report.Metrics, new("training_seconds", seconds)]), report);
    }

    /// <summary>Always the class that is most frequent in the training part.</summary>
    public static Baseline MostFrequent(LabeledText train, LabeledText test)
    {
        int[] counts = train.CountByLabel();
        int answer = Array.IndexOf(counts, counts.Max());
        int[] truth = [.. test.Select(i => i.Label)];
        var report = new ClassificationReport(truth, Array.ConvertAll(truth, _ => answer), [.. test.Labels]);
        return new Baseline(new RunModel("most frequent", report.Metrics), report);
    }

    /// <summary>A sentence on each baseline: whether the network is better.</summary>
    public static IEnumerable<string> Verdicts(
        IEnumerable<Baseline> baselines, string name, IReadOnlyList<KeyValuePair<string, double>> metrics) =>
        baselines.Select(b => Verdict(b.Model, name, metrics));

    /// <summary>Whether a network is better than a baseline, in words.</summary>
    public static string Verdict(RunModel baseline, string name, IReadOnlyList<KeyValuePair<string, double>> metrics)
    {
        double accuracy = Of(metrics, "accuracy") - Of(baseline.Metrics, "accuracy");
        double f1 = Of(metrics, "macro_f1") - Of(baseline.Metrics, "macro_f1");
        string verdict = (accuracy > 0, f1 > 0) switch
        {
            (true, true) => $"{name} beats the baseline `{baseline.Name}`",
            (false, false) => $"{name} LOSES to the baseline `{baseline.Name}`: use that, or more data, epochs or units",
            (true, false) => $"{name} beats the baseline `{baseline.Name}` on accuracy and loses on macro F1",
            (false, true) => $"{name} LOSES to the baseline `{baseline.Name}` on accuracy and beats it on macro F1",
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"{verdict} ({accuracy * 100:+0.0;-0.0;0.0} points of accuracy, {f1:+0.000;-0.000;0.000} macro F1).");
    }

    private static double Of(IReadOnlyList<KeyValuePair<string, double>> metrics, string name) => metrics.First(m => m.Key == name).Value;
}
