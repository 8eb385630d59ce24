using System.Globalization;
using Unroll.Autograd;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The table, the report and the document of a run.</summary>
internal static class PixelsResult
{
    public static RunResult Present(PixelsPlan plan, PixelsData data, ILookup<int, MetricsLogRecord> records, RunContext context, double seconds)
    {
        var report = new ReportBuilder("A picture as a sequence", $"{context.Run.Path}: {data.Source}");
        (string Name, int Index, MetricsLogRecord Final)[] finals =
        [
            .. plan.Permuted.Select((p, i) => (p ? "permuted" : "sequential", i, Final: records[i].FirstOrDefault(r => r["final"] is not null)))
                .Where(t => t.Final is not null).Select(t => (t.Item1, t.i, t.Final!)),
        ];
        string[] headers = ["order", "steps", "cell", "units", "accuracy", "errors"];
        string[][] rows =
        [
            .. finals.Select(f => (string[])
            [
                f.Name, plan.ByPixel ? "784 of 1" : "28 of 28", plan.Cell, $"{plan.Units}", (f.Final["accuracy"]!.Value * 100).ToString("F2", CultureInfo.InvariantCulture) + "%",
                $"{Math.Round((1 - f.Final["accuracy"]!.Value) * data.Test.Length)} of {data.Test.Length}",
            ]),
        ];
        context.Output.Result(ResultText.Align([headers, .. rows]));
        report.Section("Result").Text($"{data.Train.Length} images of training, {data.Test.Length} of the test, which chose nothing.").Table(headers, rows, "lllrrr");
        ReportSection confusion = report.Section("Confusion");
        foreach ((string name, _, MetricsLogRecord final) in finals)
        {
            confusion.Chart(Confusion(final), $"{name}: a row the digit, a column the answer");
        }

        report.Section("Training").Charts(
            (Curve(finals, records, "loss"), "loss by epoch"), (Curve(finals, records, "accuracy"), "accuracy by epoch, on shifted images of training"));
        ReportSection pictures = report.Section("What the network reads").Text("One image of the test in each order; a row is what one step of 28 pixels sees.");
        pictures.Charts(finals.Select(f => ((IChart)Picture(data, plan.PixelOrder(plan.Permuted[f.Index])), f.Name)));
        if (context.Run.HasModel)
        {
            PixelsModel model = new SavedPixels(context.Run.Path).Model;
            int[] order = plan.PixelOrder(plan.Permuted[0]);
            report.AddParameters(model, new ModelView
            {
                Sequences =
                [
                    .. data.Test.DistinctBy(i => data.Labels[i]).Take(6).Select(i => TracedSequence.Of(
                        $"a {data.Labels[i]}", () => model.Forward(new Tape(), [PixelsRecipe.Read(data.Images[i], order, 0, 0)]))),
                ],
            });
        }

        report.Save(context.Run.ReportPath);
        context.Output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = seconds,
            Data = new RunData("mnist_t10k", data.Source, data.Images.Length),
            Metrics = [.. finals.Select(f => KeyValuePair.Create(f.Name + "_accuracy", f.Final["accuracy"]!.Value))],
        };
    }

    private static LineChart Curve((string Name, int Index, MetricsLogRecord Final)[] finals, ILookup<int, MetricsLogRecord> records, string metric) => new(
        [.. finals.Select(f => (f.Name, Curve: records[f.Index].Where(r => r["final"] is null).ToArray())).Select(f => new ChartSeries(
            f.Name, [.. f.Curve.Select(r => r["epoch"]!.Value)], [.. f.Curve.Select(r => r[metric] ?? double.NaN)]))])
    { Description = metric + " by epoch", XTitle = "epoch", YTitle = metric };

    private static HeatMap Confusion(MetricsLogRecord final)
    {
        string[] names = [.. Enumerable.Range(0, 10).Select(d => $"{d}")];
        var counts = new double[10, 10];
        for (int truth = 0; truth < 10; truth++)
        {
            for (int answer = 0; answer < 10; answer++)
            {
                counts[truth, answer] = final[$"said_{truth}_{answer}"] ?? 0;
            }
        }

        return new HeatMap(names, names, counts)
        {
            Description = "confusion of digits", RowTitle = "digit", ColumnTitle = "answer",
            CellText = (_, _, v) => v == 0 ? "" : v.ToString("F0", CultureInfo.InvariantCulture),
        };
    }

    private static HeatMap Picture(PixelsData data, int[] order)
    {
        float[] image = PixelsRecipe.Read(data.Images[data.Test[0]], order, 0, 0);
        var values = new double[PixelsData.Side, PixelsData.Side];
        for (int i = 0; i < image.Length; i++)
        {
            values[i / PixelsData.Side, i % PixelsData.Side] = image[i];
        }

        string[] names = [.. Enumerable.Range(1, PixelsData.Side).Select(n => $"{n}")];
        return new HeatMap(names, names, values) { Description = "an image in the order in which it is read", RowTitle = "step", ColumnTitle = "pixel of the step", MaxCell = 10 };
    }
}
