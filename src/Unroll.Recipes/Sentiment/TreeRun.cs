using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Trains models over trees on the treebank's own parts: the epoch is chosen on the development part, the test part is seen once.</summary>
internal static class TreeRun
{
    public static RunResult Execute(ReadingPlan plan, IReadOnlyList<SentimentModel> models, LabeledTrees[] parts, RunContext context)
    {
        long start = Stopwatch.GetTimestamp();
        context.Output.Log(string.Create(CultureInfo.InvariantCulture,
            $"{plan.Data.Source}: {parts[0].Count:N0} trees to train on ({parts[0].Sum(t => t.Nodes.Count):N0} nodes), {parts[1].Count:N0} for development, {parts[2].Count:N0} to test on"));
        var table = new ResultTable();
        (TreeClassifier Model, TreeReport Report)? first = null;
        foreach (SentimentModel model in models)
        {
            for (int s = 0; s < plan.Options.Seeds; s++)
            {
                SentimentModel shaped = SentimentModels.Apply(model, plan.Options, plan.Options.Seed + (ulong)s);
                ReadingPlan own = plan with { Name = model.Name, Training = shaped.Training };
                if (first is null)
                {
                    first = Train(own, shaped, parts, context.Run, context, table);
                }
                else
                {
                    RunFolder run = NetworkTraining.Below(context.Run, $"{model.Name}-seed{shaped.Training.Seed}");
                    using RunLock held = run.AcquireLock();
                    Train(own, shaped, parts, run, context, table);
                }
            }
        }

        RunModel baseline = MostFrequent(parts);
        RunModel[] all = [baseline, .. table.Models];
        (TreeClassifier trained, TreeReport report) = first!.Value;
        string note = string.Create(CultureInfo.InvariantCulture,
            $"For or against: the {report.BinaryCount:N0} test sentences that are not neutral, by the summed probabilities of each side; the network is trained on all labels.");
        context.Output.Result(report.ToString());
        context.Output.Result(Table(all));
        TreePage.Write("Sentiment, from the words up", trained, parts[2], report, all, [note], context.Run);
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(plan.Data.Name, plan.Data.Source, plan.Data.Items),
            Metrics = table.Models[0].Metrics,
            Models = models.Count > 1 ? table.Models : [],
            Baseline = baseline,
        };
    }

    private static (TreeClassifier Model, TreeReport Report) Train(
        ReadingPlan plan, SentimentModel model, LabeledTrees[] parts, RunFolder run, RunContext context, ResultTable table)
    {
        bool resumed = File.Exists(run.ConfigPath);
        TreeClassifier network = resumed
            ? TreeFiles.FromConfig(run.ReadConfig(), run.ConfigPath) : TreeClassifier.For(parts[0], model.Tree!);
        if (!resumed)
            run.WriteConfig(TreeFiles.Config(network, plan.Write));
        TrainingRecord training = resumed ? ReadingPlan.Read(run).Training : plan.Training;
        (TrainingResult result, _) = NetworkTraining.Fit(plan.Name, new TreeTask(network, parts[0], parts[1]), training, resumed, run, context);
        TreeFiles.SaveWeights(network, run.ModelPath);
        var report = new TreeReport(parts[2], network.Predict(parts[2]));
        table.Add(plan.Name, "",
        [
            .. report.Metrics, new("valid_accuracy", result.BestValue), new("parameters", network.ParameterCount()), new("training_seconds", result.Seconds),
        ]);
        return (network, report);
    }

    private static RunModel MostFrequent(LabeledTrees[] parts)
    {
        int[] counts = new int[parts[0].Labels.Count];
        foreach (LabeledTree tree in parts[0])
        {
            counts[tree.Root.Label]++;
        }

        int answer = Array.IndexOf(counts, counts.Max());
        return new RunModel("most frequent", [new("accuracy", (double)parts[2].Count(t => t.Root.Label == answer) / parts[2].Count)]);
    }

    private static string Table(IReadOnlyList<RunModel> models)
    {
        string[] columns = ["accuracy", "binary_accuracy", "node_accuracy", "valid_accuracy", "parameters", "training_seconds"];
        return ResultText.Align(
        [
            ["model", .. columns.Select(c => c.Replace('_', ' '))],
            .. models.Select(m => (string[])[m.Name, .. columns.Select(c => Cell(m, c))]),
        ]);
    }

    internal static string Cell(RunModel model, string column)
    {
        string format = column switch { "parameters" => "N0", "training_seconds" => "F1", _ => "F4" };
        string? value = Find(column);
        return value is null ? "-" : value + (Find(column + "_sd") is { } spread ? " ± " + spread : "");

        string? Find(string name) => model.Metrics.Where(m => m.Key == name)
            .Select(m => m.Value.ToString(format, CultureInfo.InvariantCulture)).FirstOrDefault();
    }
}
