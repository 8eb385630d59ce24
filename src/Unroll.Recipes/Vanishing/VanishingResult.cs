using System.Globalization;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Graphs;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The figures and tables of a run of <c>vanishing</c>, all read from its folder.</summary>
internal static class VanishingResult
{
    /// <summary>A gradient counts as arrived while it is at least this share of the nearest one.</summary>
    private const double Arrives = 0.01;

    /// <summary>The adding problem counts as solved below this error: Le et al. take a clear fall below 1/6 for it.</summary>
    private const double Solved = 0.02;

    public static RunResult Present(VanishingPlan plan, RunContext context, double seconds)
    {
        IReadOnlyList<VanishingUnit> work = plan.Work;
        (VanishingUnit Unit, MetricsLogRecord Record)[] all = [.. MetricsLog.Read(context.Run.MetricsPath).Select((r, i) => (work[i], r))];
        var report = new ReportBuilder("How far gradients travel", $"{context.Run.Path}: the adding problem, {plan.Length} steps, {plan.Seeds.Length} seeds");
        ReportSection result = report.Section("Result");
        var trained = all.Where(a => a.Unit.Part == "trained").ToArray();
        RunModel[] models = [.. trained.GroupBy(a => a.Unit.Line).Select(g => Model(g.Key, [.. g.Select(x => x.Record)], plan.Length))];
        string[] headers = ["cell, initialisation", "reach before", "reach after", "test error", "solved", $"gradient at {plan.Length - 1}, before", "after"];
        string[][] rows = [.. models.Select(m => (string[])
            [
                m.Name, Spread(m, "reach_before", "F0"), Spread(m, "reach_after", "F0"), Spread(m, "test_loss", "F4"),
                $"{Value(m, "solved"):F0} of {plan.Seeds.Length}", Power(m, "farthest_before"), Power(m, "farthest_after"),
            ])];
        string caption = string.Create(CultureInfo.InvariantCulture,
            $"Reach: the greatest distance, of {plan.Length - 1}, over which the gradient with respect to the input stays above "
            + $"{Arrives:P0} of the nearest step's. "
            + $"Mean ± deviation over {plan.Seeds.Length} seeds; trained {plan.Steps:N0} steps of {plan.Batch}; "
            + $"an error of 1/6 = 0.1667 is that of always saying 1; solved below {Solved}.");
        result.Text(caption).Table(headers, rows, "l" + new string('r', headers.Length - 1));
        context.Output.Result(ResultText.Align([headers, .. rows]) + caption + "\n");

        AddProfiles(report, "Before training", "start", all, "before", plan,
            "As they start. Relative to the gradient at the last step; the bands reach from the least to the greatest of the seeds. What a chain of "
            + "tanh units passes on shrinks by the slope of tanh and the spectrum of its matrix at every step; identity and rectified units pass it on "
            + "unchanged; an LSTM passes it on through its cell state, as far as the forget gate is open, and through its hidden state beside it.",
            u => u.Initialization);
        AddProfiles(report, "The scale of the matrix", "scale", all, "before", plan,
            "The same matrices times a factor: below 1 gradients vanish, above it they explode, exponentially in the distance.",
            u => $"{u.Cell}, {u.Initialization}");
        AddProfiles(report, "The forget bias", "forget", all, "before", plan,
            "An LSTM before training by the bias of its forget gate: the further the gate is open, the further gradients go.", _ => "lstm, orthogonal");
        AddTrained(report, trained, plan);
        AddExplosion(report, [.. all.Where(a => a.Unit.Part == "explode")], plan, context);
        report.Section("The graph").Chart(new GraphChart(GraphBuilder.Unrolled(new VanishingNetwork(Recurrent.Cell.Lstm, plan.Units, "orthogonal", 1, 1), 4)),
            "The network, unrolled over four steps.");
        AddNetwork(report, plan, context.Run);
        report.Save(context.Run.ReportPath);
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = seconds,
            Data = new RunData("adding problem", "generated", plan.Steps * plan.Batch * trained.Length),
            Metrics = [.. models.SelectMany(m => m.Metrics.Where(x => x.Key.StartsWith("reach_", StringComparison.Ordinal))
                .Select(x => KeyValuePair.Create(Key(m.Name, x.Key), x.Value)))],
            Models = models,
        };
    }

    /// <summary>A look inside the network that the run keeps.</summary>
    private static void AddNetwork(ReportBuilder report, VanishingPlan plan, RunFolder run)
    {
        if (!run.HasModel)
            return;
        var network = (VanishingNetwork)new SavedVanishing(run.Path).Module;
        ReportSection section = report.Section("Inside").Text(
            $"The network of {plan.Kept.Line} with seed {plan.Kept.Seed}, once trained, on four fresh sequences.");
        section.AddParameters(network, new ModelView
        {
            Sequences =
            [
                .. Enumerable.Range(1, 4).Select(i => TracedSequence.Of(
                    $"sequence {i}", () => network.Answer(plan.Length, plan.Seeds[0], stream: 2 + (uint)i))),
            ],
        });
    }

    private static void AddProfiles(
        ReportBuilder report, string heading, string part, (VanishingUnit Unit, MetricsLogRecord Record)[] all, string when, VanishingPlan plan, string text,
        Func<VanishingUnit, string> chart)
    {
        var charts = all.Where(a => a.Unit.Part == part).GroupBy(a => chart(a.Unit)).SelectMany(group => new[] { "input", "hidden" }.Select(what => (
            (IChart)Profile(
                [.. group.GroupBy(a => a.Unit.Line).Select(line => (line.Key, line.Select(l => l.Record).ToArray()))], $"{when}_{what}", plan.Length),
            $"{group.Key}: gradient with respect to the {(what == "input" ? "input" : "hidden state")}")));
        report.Section(heading).Text(text).Charts(charts);
    }

    private static void AddTrained(ReportBuilder report, (VanishingUnit Unit, MetricsLogRecord Record)[] trained, VanishingPlan plan)
    {
        (string, MetricsLogRecord[])[] lines = [.. trained.GroupBy(a => a.Unit.Line).Select(g => (g.Key, g.Select(x => x.Record).ToArray()))];
        ReportSection section = report.Section("Before and after training").Text(
            "The networks of the table: on the left as they start, on the right once they are trained.");
        section.Charts(new[] { "input", "hidden" }.SelectMany(what => new[] { "before", "after" }.Select(when => (
            (IChart)Profile(lines, $"{when}_{what}", plan.Length),
            $"{when} training: gradient with respect to the {(what == "input" ? "input" : "hidden state")}"))));
        section.Chart(new LineChart([.. lines.Select(l => Loss(l.Item1, l.Item2))])
        {
            Description = "loss by training step", XTitle = "training step", YTitle = "mean squared error", LogY = true, Width = 860, Height = 340,
        }, "Training: the mean over the seeds, and the band from the least to the greatest.");
    }

    /// <summary>The norm of the gradient, step by step, with clipping and without.</summary>
    private static void AddExplosion(ReportBuilder report, (VanishingUnit Unit, MetricsLogRecord Record)[] all, VanishingPlan plan, RunContext context)
    {
        string[] headers = ["cell", "clipping", "median norm", "largest norm", "steps above 10", "diverged", "test error"];
        var rows = new List<string[]>();
        var charts = new List<(IChart, string)>();
        foreach (var cell in all.GroupBy(a => $"{a.Unit.Cell}, {a.Unit.Initialization}"))
        {
            var series = new List<ChartSeries>();
            foreach (var line in cell.GroupBy(a => a.Unit.Line))
            {
                double[][] norms = [.. line.Select(l => Values(l.Record, "norm_", plan.ExplodeSteps, from: 1))];
                double[] flat = [.. norms.SelectMany(n => n).Where(n => !double.IsNaN(n)).Order()];
                rows.Add(
                [
                    cell.Key, line.Key, Short(flat[flat.Length / 2]), Short(flat[^1]), $"{flat.Count(n => n > 10)} of {flat.Length}",
                    $"{line.Count(l => l.Record["diverged"] == 1)} of {line.Count()}",
                    string.Join(", ", line.Select(l => Short(l.Record["test_loss"] ?? double.NaN))),
                ]);
                series.Add(Band(line.Key, norms, first: 1));
            }

            charts.Add((
                new LineChart(series)
                {
                    Description = $"gradient norm of {cell.Key}", XTitle = "training step", YTitle = "norm of the gradient", LogY = true,
                },
                cell.Key));
        }

        const string text =
            "Training with a rate of 0.01: the norm of the gradient of all weights at each step. Clipping scales a gradient down to a norm of 1 before it is "
            + "used (the curve shows it before that), so that one steep step does not throw the weights away.";
        report.Section("Exploding gradients").Text(text).Charts(charts).Table(headers, rows, "llrrrrr");
        context.Output.Result("Without clipping, rate 0.01\n" + ResultText.Align([headers, .. rows]));
    }

    private static LineChart Profile(IReadOnlyList<(string Name, MetricsLogRecord[] Records)> lines, string key, int length) =>
        new([.. lines.Select(l => Band(l.Name, [.. l.Records.Select(r => Values(r, key + "_", length, from: 0))], first: 0))])
        {
            Description = $"{key} by distance", XTitle = "distance in steps", YTitle = "relative gradient", LogY = true,
        };

    private static double[] Values(MetricsLogRecord record, string prefix, int count, int from) =>
        [.. Enumerable.Range(from, count).Select(k => record[$"{prefix}{k}"] ?? double.NaN)];

    /// <summary>The geometric mean over the seeds with their range.</summary>
    private static ChartSeries Band(string name, double[][] seeds, int first)
    {
        int count = seeds[0].Length;
        double[][] at = [.. Enumerable.Range(0, count).Select(k => seeds.Select(s => s[k]).Where(v => v > 0 && double.IsFinite(v)).ToArray())];
        return new ChartSeries(
            name, [.. Enumerable.Range(first, count).Select(k => (double)k)],
            [.. at.Select(v => v.Length == 0 ? double.NaN : Math.Exp(v.Average(Math.Log)))])
        {
            Low = [.. at.Select(v => v.Length == 0 ? double.NaN : v.Min())], High = [.. at.Select(v => v.Length == 0 ? double.NaN : v.Max())],
        };
    }

    private static ChartSeries Loss(string name, MetricsLogRecord[] records)
    {
        IEnumerable<string> losses = records[0].Values.Keys.Where(k => k.StartsWith("loss_", StringComparison.Ordinal));
        int[] steps = [.. losses.Select(k => int.Parse(k[5..], CultureInfo.InvariantCulture)).Order()];
        double[][] seeds = [.. records.Select(r => steps.Select(s => r[$"loss_{s}"] ?? double.NaN).ToArray())];
        double[][] at = [.. steps.Select((_, i) => seeds.Select(s => s[i]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).ToArray())];
        return new ChartSeries(name, [.. steps.Select(s => (double)s)], [.. at.Select(v => v.Average())])
        {
            Low = [.. at.Select(v => v.Min())], High = [.. at.Select(v => v.Max())],
        };
    }

    private static RunModel Model(string name, MetricsLogRecord[] records, int length)
    {
        var metrics = new List<KeyValuePair<string, double>>();
        foreach (string when in new[] { "before", "after" })
        {
            Add($"reach_{when}", records.Select(r => (double)Reach(Values(r, $"{when}_input_", length, 0))));
            Add($"farthest_{when}", records.Select(r => Math.Log10(r[$"{when}_input_{length - 1}"] ?? double.NaN)));
        }

        Add("test_loss", records.Select(r => r["test_loss"] ?? double.NaN));
        metrics.Add(new("solved", records.Count(r => r["test_loss"] < Solved)));
        return new RunModel(name, metrics);

        void Add(string key, IEnumerable<double> values)
        {
            double[] v = [.. values];
            double mean = v.Average();
            metrics.Add(new(key, mean));
            metrics.Add(new(key + "_sd", v.Length < 2 ? 0 : Math.Sqrt(v.Sum(x => (x - mean) * (x - mean)) / (v.Length - 1))));
        }
    }

    /// <summary>The greatest distance up to which every gradient has arrived.</summary>
    private static int Reach(double[] gradients)
    {
        int k = 0;
        while (k + 1 < gradients.Length && gradients[k + 1] >= Arrives)
        {
            k++;
        }

        return k;
    }

    /// <summary>The deviation of a metric stands under its name with <c>_sd</c> at the end.</summary>
    private static string Key(string line, string metric)
    {
        string name = line.Replace(", ", "_", StringComparison.Ordinal).Replace('-', '_');
        return metric.EndsWith("_sd", StringComparison.Ordinal) ? $"{metric[..^3]}_{name}_sd" : $"{metric}_{name}";
    }

    private static double Value(RunModel m, string key) => m.Metrics.First(x => x.Key == key).Value;

    private static string Spread(RunModel m, string key, string format) =>
        $"{Value(m, key).ToString(format, CultureInfo.InvariantCulture)} ± {Value(m, key + "_sd").ToString(format, CultureInfo.InvariantCulture)}";

    /// <summary>A power of ten with its spread: the mean of the logarithms.</summary>
    private static string Power(RunModel m, string key) =>
        string.Create(CultureInfo.InvariantCulture, $"10^{Value(m, key):F1} (± {Value(m, key + "_sd"):F1})");

    private static string Short(double value) => double.IsNaN(value) ? "-" : value.ToString("G3", CultureInfo.InvariantCulture);
}
