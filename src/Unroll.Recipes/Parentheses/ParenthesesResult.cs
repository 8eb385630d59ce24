using System.Globalization;
using Unroll.Models;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The table, the report and the document of a run, all read from its folder.</summary>
internal static class ParenthesesResult
{
    /// <summary>Below this accuracy a test counts as failed.</summary>
    private const double Passed = 0.95;

    public static RunResult Present(ParenthesesPlan plan, ILookup<int, MetricsLogRecord> records, RunContext context, double seconds)
    {
        var report = new ReportBuilder("Is it well nested?", $"{context.Run.Path}: five kinds of brackets, trained on 4 to 20 symbols");
        List<(ParenthesesTask Task, RunModel Model)> rows = [.. Rows(plan, records)];
        string[] headers = ["network", "negatives", "own", .. ParenthesesTests.All.Select(t => t.Name)];
        string alignment = "ll" + new string('r', headers.Length - 2);
        string[][] cells =
        [
            .. rows.Select(r => (string[])
                [r.Task.Model, r.Task.Negatives, Percent(r.Model, "accuracy"), .. ParenthesesTests.All.Select(t => Percent(r.Model, t.Key))]),
        ];
        string[][] errors =
        [
            .. rows.Select(r => (string[])
            [
                r.Task.Model, r.Task.Negatives,
                .. ParenthesesTests.All.Where(t => t.Negative is not null).Select(t => $"{Percent(r.Model, t.Key + "_taken")} / {Percent(r.Model, t.Key + "_refused")}"),
            ]),
        ];
        string[] errorHeaders = ["network", "negatives", .. ParenthesesTests.All.Where(t => t.Negative is not null).Select(t => t.Name)];
        string caption = string.Create(CultureInfo.InvariantCulture,
            $"Accuracy (%) on {plan.TestStrings:N0} fresh strings: of the training distribution (own), the course's four tests, two of ours");
        const string ErrorCaption = "Invalid strings taken for valid / valid strings refused (%)";
        string[] findings = [.. rows.Select(r => Finding(r.Task, r.Model))];
        ReportSection result = report.Section("Result").Text(caption).Table(headers, cells, alignment)
            .Text(ErrorCaption).Table(errorHeaders, errors, alignment);
        foreach (string finding in findings)
        {
            result.Text(finding);
        }

        report.Section("Longer than anything seen")
            .Text("Accuracy on strings of each length, half of them valid, half near misses. Training ends at 20 symbols.")
            .Charts(plan.Hard.Distinct().Select(hard => ((IChart)Curve(rows, hard), $"trained with {(hard ? "hard" : "easy")} negatives")));
        report.Section("Training").Text("Means of every hundredth part of the training, on strings that were never seen before.")
            .Charts(plan.Hard.Distinct().SelectMany(hard => (IEnumerable<(IChart, string)>)
                [(Training(plan, records, hard, "loss"), $"loss, {(hard ? "hard" : "easy")} negatives"), (Training(plan, records, hard, "accuracy"), $"accuracy, {(hard ? "hard" : "easy")} negatives")]));
        report.Section("Examples").Table(["kind", "string"], Examples(plan.Seeds[0]));
        if (context.Run.HasModel)
        {
            SequenceClassifier model = SequenceClassifier.Load(context.Run.Path);
            report.AddParameters(model, new ModelView
            {
                Sequences = [.. Examples(plan.Seeds[0]).Select(e => e[1]).Distinct().Take(6).Select(text => TracedSequence.Of(model.Trace(text)))],
            });
        }

        report.Save(context.Run.ReportPath);
        context.Output.Result(caption + "\n" + ResultText.Align([headers, .. cells]));
        context.Output.Result(ErrorCaption + "\n" + ResultText.Align([errorHeaders, .. errors]));
        context.Output.Result(string.Join('\n', findings) + "\n");
        context.Output.Result($"report: {context.Run.ReportPath}");
        RunModel[] hardOnes = [.. rows.Where(r => r.Task.Hard).Select(r => r.Model)];
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = seconds,
            Data = new RunData("brackets", "generated", plan.Steps * plan.Batch * plan.Tasks.Count),
            Metrics =
            [
                new("own_accuracy_best", rows.Max(r => Value(r.Model, "accuracy"))),
                .. hardOnes.Length == 0 ? (KeyValuePair<string, double>[])[] : [new("hard_40_best_hard_training", hardOnes.Max(m => Value(m, "hard_40")))],
                .. rows.Any(r => !r.Task.Hard) ? (KeyValuePair<string, double>[])[new("hard_40_best_easy_training", rows.Where(r => !r.Task.Hard).Max(r => Value(r.Model, "hard_40")))] : [],
            ],
            Models = [.. rows.Select(r => r.Model)],
        };
    }

    /// <summary>The means over the seeds, of each network and kind of training.</summary>
    private static IEnumerable<(ParenthesesTask, RunModel)> Rows(ParenthesesPlan plan, ILookup<int, MetricsLogRecord> records)
    {
        var all = plan.Tasks.Select((task, i) => (Task: task, Final: records[i].FirstOrDefault(r => r["final"] is not null)));
        foreach (var group in all.Where(t => t.Final is not null).GroupBy(t => t.Task with { Seed = plan.Seeds[0] }))
        {
            string[] keys = [.. group.First().Final!.Values.Keys.Where(k => k is not ("training" or "final"))];
            yield return (group.Key, new RunModel(
                $"{group.Key.Model}, {group.Key.Negatives} negatives",
                [.. keys.Select(k => KeyValuePair.Create(k, group.Average(t => t.Final![k] ?? double.NaN)))]));
        }
    }

    /// <summary>Which tests a network fails, and in which direction: what it has learned instead of nesting.</summary>
    private static string Finding(ParenthesesTask task, RunModel model)
    {
        string name = $"{task.Model}, {task.Negatives} negatives";
        if (Value(model, "diverged") > 0)
        {
            return $"{name}: its loss left the finite numbers; rectified units without clipping can do that.";
        }

        double own = Value(model, "accuracy");
        ParenthesesTests.Test[] failed = [.. ParenthesesTests.All.Where(t => Value(model, t.Key) < Passed)];
        if (failed.Length == 0)
        {
            return $"{name}: {Percent(own)}% on its own strings, and passes every test.";
        }

        ParenthesesTests.Test[] taken = [.. failed.Where(t => t.Negative is not null && Value(model, t.Key + "_taken") >= Value(model, t.Key + "_refused"))];
        string[] others = [.. failed.Except(taken).Select(t => t.Name)];
        string text = $"{name}: {Percent(own)}% on its own strings, but fails {failed.Length} of {ParenthesesTests.All.Count} tests.";
        if (taken.Length > 0)
        {
            text += $" It takes negatives for valid in {string.Join("; ", taken.Select(t => $"{t.Name} ({Percent(model, t.Key + "_taken")}%)"))}: "
                + (task.Hard ? "its memory of what is open does not hold." : "random symbols never asked it for the order of brackets.");
        }

        return others.Length == 0 ? text : text + $" It refuses valid strings in {string.Join("; ", others)}: deeper or longer than its state can follow.";
    }

    private static LineChart Curve(List<(ParenthesesTask Task, RunModel Model)> rows, bool hard) => new(
        [.. rows.Where(r => r.Task.Hard == hard).Select(r => new ChartSeries(
            r.Task.Model, [.. ParenthesesTests.CurveLengths.Select(l => (double)l)], [.. ParenthesesTests.CurveLengths.Select(l => Value(r.Model, $"length_{l}"))]))])
    { Description = "accuracy by length", XTitle = "symbols", YTitle = "accuracy" };

    private static LineChart Training(ParenthesesPlan plan, ILookup<int, MetricsLogRecord> records, bool hard, string metric) => new(
        [.. plan.Tasks.Select((task, i) => (Task: task, Index: i)).Where(t => t.Task.Hard == hard && t.Task.Seed == plan.Seeds[0])
            .Select(t => (t.Task, Curve: records[t.Index].Where(r => r["final"] is null).ToArray()))
            .Select(t => new ChartSeries(t.Task.Model, [.. t.Curve.Select(r => r["at"]!.Value)], [.. t.Curve.Select(r => r[metric] ?? double.NaN)]))])
    { Description = metric + " by step", XTitle = "step", YTitle = metric };

    private static IEnumerable<IReadOnlyList<string>> Examples(ulong seed)
    {
        var generator = new BracketGenerator(new Numerics.RngSequence(seed, Numerics.RandomPurpose.Data, stream: 4));
        (BracketString Kind, string Name)[] kinds =
        [
            (BracketString.Valid, "valid"), (BracketString.Random, "easy negative: random symbols"),
            (BracketString.Unmatched, "hard negative: closed before it was opened"), (BracketString.WrongKind, "ours: one of another kind"),
        ];
        return from k in kinds from _ in Enumerable.Range(0, 2) select (IReadOnlyList<string>)[k.Name, Brackets.Write(generator.Draw(k.Kind, 20))];
    }

    private static double Value(RunModel model, string name) =>
        model.Metrics.Where(m => m.Key == name).Select(m => m.Value).DefaultIfEmpty(double.NaN).First();

    private static string Percent(RunModel model, string name) => Percent(Value(model, name));

    private static string Percent(double value) => double.IsNaN(value) ? "-" : (value * 100).ToString("F1", CultureInfo.InvariantCulture);
}
