using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Unroll.Data;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Reports;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// Trains models over sentences by cross-validation in ten folds: in each, a tenth of the rest chooses the epoch, as Kim (2014) did. One fold
/// is trained unless <c>--splits</c> asks for more.
/// </summary>
internal static class SentenceRun
{
    internal const int Folds = 10;

    /// <summary>The parts of one fold: to train on, to choose the epoch on, to test on.</summary>
    public static (LabeledText Train, LabeledText Valid, LabeledText Test) Divide(LabeledText items, RunOptions options, int fold)
    {
        if (options.Quick && items.Count > 1500)
            items = items.SplitStratified(1500.0 / items.Count, (long)options.Seed).Test;
        (LabeledText rest, LabeledText test) = items.KFold(Folds, (long)options.Seed)[fold];
        (LabeledText train, LabeledText valid) = rest.SplitStratified(0.1, (long)options.Seed);
        return (train, valid, test);
    }

    public static RunResult Execute(ReadingPlan plan, IReadOnlyList<SentimentModel> models, LabeledText items, RunContext context)
    {
        long start = Stopwatch.GetTimestamp();
        RunOptions options = plan.Options;
        int folds = Math.Clamp(options.Splits, 1, Folds);
        context.Output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{plan.Data.Source}: {items.Count:N0} sentences, {items.Labels.Count} labels; {folds} of {Folds} folds"));
        var table = new ResultTable();
        var kept = new List<FoldResult>();
        SentenceClassifier? first = null;
        for (int fold = 0; fold < folds; fold++)
        {
            (LabeledText train, LabeledText valid, LabeledText test) = Divide(items, options, fold);
            foreach (SentimentModel model in models)
            {
                SentimentModel shaped = SentimentModels.Apply(model, options, options.Seed + (ulong)fold);
                ReadingPlan own = plan with { Name = model.Name, Fold = fold, Folds = Folds, Training = shaped.Training };
                bool isFirst = first is null;
                RunFolder run = isFirst ? context.Run : NetworkTraining.Below(context.Run, $"{model.Name}-fold{fold}");
                using RunLock? held = isFirst ? null : run.AcquireLock();
                (SentenceClassifier network, FoldResult result) = Train(own, shaped, train, valid, test, run, context);
                first ??= network;
                if (model == models[0])
                    kept.Add(result);
                table.Add(model.Name, "", result.Metrics(items.Labels));
            }

            context.Cancellation.ThrowIfCancellationRequested();
            int[] words = BagOfWords.Predict(new LabeledText([.. train, .. valid], items.Labels), test);
            table.Add(BagOfWords.Name, "",
                [.. new ClassificationReport([.. test.Select(i => i.Label)], words, items.Labels).Metrics.Where(m => m.Key is "accuracy" or "macro_f1")]);
        }

        return Present(plan, table, kept, items, first!, context, start, folds);
    }

    private static (SentenceClassifier Model, FoldResult Result) Train(
        ReadingPlan plan, SentimentModel model, LabeledText train, LabeledText valid, LabeledText test, RunFolder run, RunContext context)
    {
        bool resumed = File.Exists(run.ConfigPath);
        SentenceClassifier network = resumed
            ? SentenceFiles.FromConfig(run.ReadConfig(), run.ConfigPath) : SentenceClassifier.For(train, model.Sentence!);
        if (!resumed)
            run.WriteConfig(SentenceFiles.Config(network, plan.Write));
        TrainingRecord training = resumed ? ReadingPlan.Read(run).Training : plan.Training;
        string name = $"{plan.Name}, fold {plan.Fold + 1}";
        (TrainingResult result, _) = NetworkTraining.Fit(name, new SentenceTask(network, train, valid), training, resumed, run, context);
        SentenceFiles.SaveWeights(network, run.ModelPath);
        int[] answers = [.. network.Predict([.. test.Select(i => i.Text)]).Select(p => p.Labels.IndexOf(p.Label))];
        return (network, new FoldResult([.. test.Select(i => i.Label)], answers, result, network.ParameterCount()));
    }

    private static RunResult Present(
        ReadingPlan plan, ResultTable table, List<FoldResult> folds, LabeledText items, SentenceClassifier model, RunContext context, long start, int trained)
    {
        var pooled = new ClassificationReport([.. folds.SelectMany(f => f.Truth)], [.. folds.SelectMany(f => f.Predicted)], items.Labels);
        RunModel baseline = table.Models.First(m => m.Name == BagOfWords.Name);
        RunModel[] networks = [.. table.Models.Where(m => m.Name != BagOfWords.Name)];
        string[] columns = ["accuracy", "macro_f1", "parameters", "training_seconds"];
        string said = $"Mean over {trained} of {Folds} folds; the epoch was chosen on a tenth of each fold's training part. "
            + Baseline.Verdict(baseline, networks[0].Name, networks[0].Metrics);
        context.Output.Result(pooled.ToString());
        context.Output.Result(ResultText.Align(
        [
            ["model", .. columns.Select(c => c.Replace('_', ' '))],
            .. networks.Append(baseline).Select(m => (string[])[m.Name, .. columns.Select(c => TreeRun.Cell(m, c))]),
        ]));
        context.Output.Result(said);
        var report = new ReportBuilder("Sentiment of sentences", $"{context.Run.Path}, {plan.Data.Source}");
        report.Section("Result").Highlights([new("accuracy", (pooled.Accuracy * 100).ToString("F1", CultureInfo.InvariantCulture) + "%")]).Text(said);
        report.AddComparison([.. networks.Append(baseline).Select(m => new ComparisonRow(m.Name, m.Metrics))]);
        report.AddCurves([.. MetricsLog.Read(context.Run.MetricsPath).Select(r => r.Values)]);
        report.AddClassification(pooled);
        LabeledText test = Divide(items, plan.Options, 0).Test;
        report.AddSamples(
        [
            .. model.Predict([.. test.Select(i => i.Text)])
                .Select((p, i) => new ReportSample(p.Text, p.Label, items.Labels[test[i].Label], p.Top(1)[0].Probability))
                .Where(s => s.Output != s.Expected).OrderByDescending(s => s.Probability).Take(12),
        ], "Wrong and certain");
        using JsonDocument config = ReportConfig.Read(context.Run);
        report.AddParameters(model, new ModelView
        {
            Tokens = model.Words.Tokens, Embedding = "words.weight",
            Sequences = [.. test.Take(12).Select(i => TracedSequence.Of([.. WordTokens.Split(i.Text)], () => model.Predict(i.Text)))],
        });
        report.AddConfig(config);
        report.Save(context.Run.ReportPath);
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(plan.Data.Name, plan.Data.Source, plan.Data.Items),
            Metrics = networks[0].Metrics,
            Models = networks.Length > 1 ? networks : [],
            Baseline = baseline,
        };
    }
}
