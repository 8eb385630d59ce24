using System.Globalization;
using Unroll.Data.Ink;
using Unroll.Models;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The report of a run: figures, readings with the ink and where the network looked, what was read wrongly, curves, weights.</summary>
internal static class HandwritingPage
{
    private const int Shown = 3, Wrong = 24;

    public static void Save(
        HandwritingPlan plan, HandwritingData data, InkRecognizer model, ReadingScore score, IReadOnlyList<KeyValuePair<string, double>> metrics,
        RunContext context)
    {
        var report = new ReportBuilder("Handwritten formulas", $"{context.Run.Path}: {plan.Data.Source}");
        report.AddHighlights(metrics.Where(m => m.Key is "expression_rate" or "within_1" or "within_2" or "within_3" or "token_error_rate"));
        report.Section("How it was measured").Text(string.Create(
            CultureInfo.InvariantCulture,
            $"{data.Train.Count} formulas were trained on. {data.Valid.Count} others of the training part (one in twenty) chose the weights; the {data.Test.Count} test "
            + $"formulas chose nothing. Truth and answer are compared token by token after the spelling is made the same ({plan.Tokens.Length} tokens), beam of {plan.Beam}. "
            + $"The published 52.43% is of a model that was chosen on the test set itself."));
        WrittenFormula[] shown =
        [
            .. score.Answers.Where(a => a.Errors == 0 && a.Formula.Tokens.Length is >= 6 and <= 20).Take(Shown - 1).Select(a => a.Formula),
            .. score.Answers.Where(a => a.Errors > 0 && a.Formula.Tokens.Length <= 20).Take(1).Select(a => a.Formula),
        ];
        foreach (WrittenFormula formula in shown)
        {
            InkReading reading = model.Read([InkFeatures.Compute(formula.Strokes)], plan.Beam, 1, keepAttention: true)[0][0];
            report.Section($"Reading {string.Join(' ', reading.Tokens)}")
                .Text($"{Path.GetFileName(formula.Name)}; it says {string.Join(' ', formula.Tokens)}. For each token, how much the network looked at each part of the ink.")
                .Chart(Heat(formula.Strokes, reading, model), "Dark is where it looked when it wrote the token above.");
        }

        var wrong = score.Answers.Where(a => a.Errors > 0).OrderBy(a => a.Errors).ThenBy(a => a.Formula.Name, StringComparer.Ordinal).Take(Wrong).ToList();
        report.Section("Read wrongly").Text($"{score.Answers.Count(a => a.Errors > 0)} of {score.Answers.Count}; those with the fewest errors.")
            .Table(
                ["errors", "it says", "read as"],
                wrong.Select(a => (string[])[a.Errors.ToString(CultureInfo.InvariantCulture), string.Join(' ', a.Formula.Tokens), string.Join(' ', a.Readings[0].Tokens)]),
                "rll")
            .Chart(
                new InkSheet([.. wrong.Take(12).Select(a => new InkPicture(string.Join(' ', a.Readings[0].Tokens), Lines(a.Formula.Strokes)))])
                { Description = "ink that was read wrongly" }, "The ink of the first ones, with what was read above it.");
        IReadOnlyList<MetricsLogRecord> log = MetricsLog.Read(context.Run.MetricsPath);
        double[] epochs = [.. log.Select(r => r["epoch"] ?? double.NaN)];
        ChartSeries Line(string name, string key) => new(name, epochs, [.. log.Select(r => r[key] ?? double.NaN)]);
        report.Section("Training").Charts(
            (new LineChart([Line("training", "loss"), Line("held out", "valid_loss")]) { XTitle = "epoch", YTitle = "nats a token", Description = "loss by epoch" },
                "Cross-entropy a token."),
            (new LineChart([Line("formulas", "valid_expression_rate"), Line("tokens, the ones before given", "valid_token_accuracy")])
            { XTitle = "epoch", YTitle = "share right", Description = "held-out formulas read rightly by epoch" }, "Held-out formulas read rightly, the likeliest token at each step."));
        report.Section("Metrics").KeyValues(metrics.Select(m => KeyValuePair.Create(m.Key, m.Value.ToString("0.####", CultureInfo.InvariantCulture))));
        report.AddParameters(model, new ModelView
        {
            // The lowest layers of the encoder, which see every point.
            Sequences =
            [
                .. score.Answers.Take(4).Select(a => TracedSequence.Of(
                    string.Join(' ', a.Formula.Tokens), () => model.Read([InkFeatures.Compute(a.Formula.Strokes)], width: 1))),
            ],
        });
        report.Save(context.Run.ReportPath);
        context.Output.Result($"report: {context.Run.ReportPath}");
    }

    /// <summary>The ink once for each token, coloured by where the network looked.</summary>
    public static InkSheet Heat(IReadOnlyList<InkPoint[]> strokes, InkReading reading, InkRecognizer model)
    {
        IReadOnlyList<IReadOnlyList<(double X, double Y)>> lines = Lines(strokes);
        return new InkSheet(
        [
            .. reading.Tokens.Select((token, i) => new InkPicture(token, lines)
            {
                Heat = Spread(reading.Hypothesis.Attention[i], strokes, 1 << model.Options.Pooled),
            }),
        ])
        { Description = $"where the network looked for each token of {string.Join(' ', reading.Tokens)}" };
    }

    /// <summary>The weight of each point of each stroke: that of its frame, the largest being 1.</summary>
    private static double[][] Spread(float[] weights, IReadOnlyList<InkPoint[]> strokes, int points)
    {
        double most = Math.Max(weights.Length == 0 ? 0 : weights.Max(), 1e-9);
        int at = 0;
        return [.. strokes.Select(s => Array.ConvertAll(s, _ => weights[Math.Min(at++ / points, weights.Length - 1)] / most))];
    }

    private static IReadOnlyList<IReadOnlyList<(double X, double Y)>> Lines(IReadOnlyList<InkPoint[]> strokes) =>
        [.. strokes.Select(s => Array.ConvertAll(s, p => ((double)p.X, (double)p.Y)))];
}
