using System.Text.Json;
using Unroll.Metrics;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Projection;
using Unroll.Reports.Sections;

namespace Unroll.Tests.Reports;

/// <summary>A report with every section and chart, in which every text is hostile.</summary>
internal static class Sample
{
    internal const string Hostile = "<script>alert('x')</script> \"q\" & ]]> 👩‍👧 عبد\u202Eevil\u0000\u0007\uD800 -->";

    internal static ReportBuilder Report()
    {
        string[] labels = [Hostile, "plain", "王"];
        var report = new ReportBuilder(Hostile, Hostile);
        report.AddHighlights([new(Hostile, 1234.5), new("loss", 0.125)]);
        using var config = JsonDocument.Parse("""{"recipe":"<b>","model":{"units":64,"dropout":0.25,"bidirectional":true},"none":null}""");
        report.AddConfig(config);
        report.AddCurves(
        [
            new Dictionary<string, double> { ["epoch"] = 1, ["train_loss"] = 1.5, ["valid_loss"] = 1.75, ["train_accuracy"] = 0.5 },
            new Dictionary<string, double> { ["epoch"] = 2, ["train_loss"] = 1.25, ["valid_loss"] = double.NaN, [Hostile] = 3 },
            new Dictionary<string, double> { ["epoch"] = 3, ["train_loss"] = 0.75, ["valid_loss"] = 1.125, [Hostile] = 4.5 },
        ]);
        report.AddClassDistribution([1000, 10, 1], [400, 5, 0], labels);
        report.AddClassification(new ClassificationReport([0, 0, 1, 2], [0, 1, 1, 0], labels));
        report.AddScatter(new TsneResult([0.5, 1.5, -2], [1, 2.25, 3], 0.1, 1), [0, 1, 2], labels, [Hostile, "b", "c"]);
        report.AddComparison(
        [
            new("baseline", [new("accuracy", 0.8), new("accuracy_sd", 0.01), new("seconds", 20)]),
            new(Hostile, [new("accuracy", 0.9), new("accuracy_sd", 0.02), new("seconds", 64)]),
        ]);
        report.AddSamples([new(Hostile, "Japanese", "Japanese", 0.973), new("b", "English", "German")]);
        report.Section(Hostile)
            .Text(Hostile).Code(Hostile).KeyValues([new(Hostile, Hostile)])
            .Picture([1, 2, 3], Hostile, Hostile)
            .Table([Hostile], [[Hostile]], "r")
            .Charts(
                (new LineChart([new(Hostile, [1, 2, 3], [0.5, 0.25, 0.125])]) { LogY = true, XTitle = Hostile, Description = Hostile }, Hostile),
                (new BarChart(labels, [new(Hostile, [1.5, -2.5, 3])]) { Horizontal = false, ValueTitle = Hostile }, "standing"),
                (new CharacterStrip(["a", "<", "é"], [[0.2f, 0.3f, 0.5f], [0.1f, 0.8f, 0.1f], [0.6f, 0.3f, 0.1f]], labels), "strip"));
        return report;
    }
}
