using System.Globalization;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The table, the report and the document of a run.</summary>
internal static class SpeechResult
{
    public static RunResult Present(SpeechPlan plan, SpeechData data, ILookup<int, MetricsLogRecord> records, RunContext context, double seconds)
    {
        var report = new ReportBuilder("Spoken digits", $"{context.Run.Path}: {data.Source}");
        (SpeechTask Task, MetricsLogRecord Final)[] finals =
        [
            .. plan.Tasks.Select((task, i) => (task, Final: records[i].FirstOrDefault(r => r["final"] is not null))).Where(t => t.Final is not null)
                .Select(t => (t.task, t.Final!)),
        ];
        var metrics = new List<KeyValuePair<string, double>>();
        var rows = new List<string[]>();
        foreach (bool speakers in new[] { false, true })
        {
            MetricsLogRecord[] digits = [.. finals.Where(f => !f.Task.Strings && f.Task.Fold >= 0 == speakers).Select(f => f.Final)];
            MetricsLogRecord[] strings = [.. finals.Where(f => f.Task.Strings && f.Task.Fold >= 0 == speakers).Select(f => f.Final)];
            string prefix = speakers ? "speakers_" : "takes_", name = speakers ? "speakers" : "takes";
            if (digits.Length > 0)
            {
                double accuracy = digits.Sum(r => r["accuracy"]!.Value * r["items"]!.Value) / digits.Sum(r => r["items"]!.Value);
                metrics.Add(new(prefix + "accuracy", accuracy));
                rows.Add([$"single digits, held-out {name}", Percent(accuracy) + " right", "", "", Whole(digits.Sum(r => r["items"]!.Value))]);
            }

            if (strings.Length > 0)
            {
                double labels = strings.Sum(r => r["labels"]!.Value);
                double rate = strings.Sum(r => r["label_error_rate"]!.Value * r["labels"]!.Value) / labels;
                double greedy = strings.Sum(r => r["greedy_label_error_rate"]!.Value * r["labels"]!.Value) / labels;
                metrics.AddRange([new(prefix + "label_error_rate", rate), new(prefix + "string_error_rate", strings.Average(r => r["string_error_rate"]!.Value))]);
                rows.Add([$"strings, held-out {name}", Percent(rate) + " label errors", Percent(greedy), Percent(strings.Average(r => r["string_error_rate"]!.Value)), Whole(labels)]);
            }
        }

        string[] headers = ["task", "result", "best path", "strings with an error", "digits"];
        context.Output.Result(ResultText.Align([headers, .. rows]));
        report.Section("Result")
            .Text($"{data.Takes.Count} takes of {data.Speakers.Count} speakers. Held-out takes are of speakers that training heard; held-out speakers it never heard"
                + $" ({plan.Folds} parts, each held out once). Strings of {SpeechStrings.Shortest} to {SpeechStrings.Longest} digits are made of held-out takes with up to 0.3 seconds of silence around each; prefix beam search keeps {plan.Beam} prefixes, the best path is shown beside it.")
            .Table(headers, rows, "lrrrr");
        if (finals.FirstOrDefault(f => f.Task == new SpeechTask(false, -1)).Final is { } single)
        {
            report.Section("Single digits").Chart(Confusion(single), "Held-out takes: a row the digit that was said, a column the one that was heard.");
        }

        if (context.Run.HasModel)
        {
            AddString(plan, data, report, context);
        }

        ReportSection curves = report.Section("Training");
        curves.Charts(new[] { false, true }.Select(strings => ((IChart)new LineChart(
            [.. plan.Tasks.Select((t, i) => (t, i)).Where(t => t.t.Strings == strings).Select(t => (t.t, Curve: records[t.i].Where(r => r["final"] is null).ToArray())).Where(t => t.Curve.Length > 0)
                .Select(t => new ChartSeries(
                    t.t.Fold < 0 ? "all speakers" : $"without part {t.t.Fold + 1}", [.. t.Curve.Select(r => r["epoch"]!.Value)], [.. t.Curve.Select(r => r["loss"] ?? double.NaN)]))])
        { Description = "training loss", XTitle = "epoch", YTitle = "loss", LogY = true }, strings ? "strings: CTC loss a digit" : "single digits: cross-entropy")));
        if (context.Run.HasModel)
        {
            SpeechModel model = new SavedSpeech(context.Run.Path).Model;
            report.AddParameters(model, new ModelView
            {
                Sequences =
                [
                    .. SpeechRecipe.Training(plan, SpeechPlan.Kept, data).HeldOutStrings().Take(6).Select(s => TracedSequence.Of(
                        string.Concat(s.Digits), () => SpeechTraining.Listen(model, new SpeechStrings([]), s.Sound))),
                ],
            });
        }

        report.Save(context.Run.ReportPath);
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = seconds,
            Data = new RunData("fsdd", data.Source, data.Takes.Count),
            Metrics = metrics,
        };
    }

    /// <summary>What the network hears in one held-out string: the features, and the probability of each digit by time.</summary>
    private static void AddString(SpeechPlan plan, SpeechData data, ReportBuilder report, RunContext context)
    {
        SpeechModel model = new SavedSpeech(context.Run.Path).Model;
        (float[] sound, int[] digits) = SpeechRecipe.Training(plan, SpeechPlan.Kept, data).HeldOutStrings().First(s => s.Digits.Length >= 4);
        var strings = new SpeechStrings([]);
        float[] log = SpeechTraining.Listen(model, strings, sound), mel = new LogMelFeatures().Compute(sound);
        int steps = log.Length / model.Classes, filters = mel.Length / new LogMelFeatures().Frames(sound.Length), frames = mel.Length / filters;
        var picture = new double[filters, steps];
        for (int m = 0; m < filters; m++)
        {
            for (int t = 0; t < steps; t++)
            {
                picture[m, t] = mel[(Math.Min(t * SpeechStrings.Stack, frames - 1) * filters) + filters - 1 - m];
            }
        }

        double[] times = [.. Enumerable.Range(0, steps).Select(t => t * 0.02)];
        int[] shown = [.. digits.Distinct().Order()];
        var probabilities = new LineChart(
            [.. shown.Select(d => new ChartSeries($"{d}", times, [.. Enumerable.Range(0, steps).Select(t => Math.Exp(log[(t * model.Classes) + d + 1]))]))])
        { Description = "probability of each digit by time", XTitle = "seconds", YTitle = "probability", Width = 760 };
        string heard = string.Concat(new CtcBeamSearch(model.Classes, width: plan.Beam).Decode(log)[0].Labels.Select(l => (char)('0' + l - 1)));
        string[] names = [.. Enumerable.Range(0, steps).Select(t => (t * 0.02).ToString("F2", CultureInfo.InvariantCulture))];
        report.Section("A string as the network hears it")
            .Text($"Said: {string.Concat(digits)}. Heard: {heard}. Nobody told the network when each digit was said: CTC lets it answer anywhere, and it answers in spikes, blanks between.")
            .Chart(new HeatMap([.. Enumerable.Range(0, filters).Select(m => $"{filters - m}")], names, picture) { Description = "log-mel energies", RowTitle = "filter", ColumnTitle = "time", MaxCell = 9, MaxCellsWidth = 720 }, "Log-mel energies, low filters below")
            .Chart(probabilities, "Probability of the digits of this string at each step of 20 ms");
    }

    private static HeatMap Confusion(MetricsLogRecord final)
    {
        var counts = new double[10, 10];
        for (int said = 0; said < 10; said++)
        {
            for (int heard = 0; heard < 10; heard++)
            {
                counts[said, heard] = final[$"said_{said}_{heard}"] ?? 0;
            }
        }

        string[] names = [.. Enumerable.Range(0, 10).Select(d => $"{d}")];
        return new HeatMap(names, names, counts) { Description = "confusion of digits", RowTitle = "said", ColumnTitle = "heard", CellText = (_, _, v) => v == 0 ? "" : v.ToString("F0", CultureInfo.InvariantCulture) };
    }

    private static string Percent(double value) => (value * 100).ToString("F2", CultureInfo.InvariantCulture) + "%";

    private static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
