using System.Globalization;
using Unroll.Recipes.Integrals.Checking;
using Unroll.Recipes.Integrals.Symbols;
using Unroll.Reports;
using Unroll.Reports.Charts;
using Unroll.Reports.Sections;
using Unroll.Training;

namespace Unroll.Recipes.Integrals;

/// <summary>The report: shares solved, by length, and candidates with ticks.</summary>
internal static class IntegralsPage
{
    private const int Shown = 12;

    public static void Write(TrainedTranslator trained, IReadOnlyList<IntegralScore> scores, int beam)
    {
        var report = new ReportBuilder("Symbolic integration as translation", trained.Run.Path);
        IntegralScore[] asked = [.. scores.Where(s => s.Problems.Count > 0)];
        report.Section("Result")
            .Text("A problem counts as solved when a candidate of the beam stands the test: its derivative less the integrand simplifies to zero, or is zero to "
                + "18 digits at many points. What is asked was not trained on; generators that were not trained on show how far it carries.")
            .Table(
                ["generator", "problems", "likeliest right", $"one of {beam} right", "answered in another form", "proved by simplification"],
                asked.Select(s => (IReadOnlyList<string>)[
                    s.Generator, s.Problems.Count.ToString(CultureInfo.InvariantCulture), IntegralScore.Share(s.SolvedFirst, s.Problems.Count),
                    IntegralScore.Share(s.Solved, s.Problems.Count), IntegralScore.Share(s.OtherForm, s.Solved), IntegralScore.Share(s.Exact, s.Solved),
                ]),
                "lrrrrr");
        report.AddCurves([.. MetricsLog.Read(trained.Run.MetricsPath).Select(r => r.Values)]);
        report.Section("By length of the question").Chart(
            new LineChart([.. asked.Select(ByLength)]) { XTitle = "tokens", YTitle = "share solved", Description = "share solved by length" },
            "Problems of about one length together.");
        foreach (IntegralScore score in asked)
        {
            Examples(report.Section($"Candidates: {score.Generator}"), score);
        }

        report.AddParameters(trained.Model, TranslationPage.View(
            trained.Model, [.. asked.SelectMany(s => s.Problems).Select(p => Prefix.Write(p.Given)).Select(tokens => string.Join(' ', tokens))]));
        report.Save(trained.Run.ReportPath);
    }

    private static ChartSeries ByLength(IntegralScore score)
    {
        int[] lengths = [.. score.Problems.Select(p => Prefix.Write(p.Given).Length)];
        int[][] groups = [.. Enumerable.Range(0, lengths.Length).OrderBy(i => lengths[i]).Chunk(Math.Max(1, (lengths.Length + 4) / 5))];
        return new ChartSeries(
            score.Generator, [.. groups.Select(g => g.Average(i => lengths[i]))],
            [.. groups.Select(g => g.Count(i => score.Right(i) is not null) / (double)g.Length)]);
    }

    private static void Examples(ReportSection section, IntegralScore score)
    {
        var rows = new List<IReadOnlyList<ReportCell>>();
        for (int i = 0; i < Math.Min(Shown, score.Problems.Count); i++)
        {
            Candidate[] candidates = score.Candidates[i];
            int right = Array.FindIndex(candidates, c => c.Verdict != Verdict.No);
            foreach (int c in right > 0 ? (int[])[0, right] : [0])
            {
                if (c < candidates.Length)
                {
                    rows.Add([
                        new(c == 0 ? Infix.Write(score.Problems[i].Given) : ""), new($"{c + 1}"), new(candidates[c].Text),
                        new(Tick(candidates[c].Verdict), candidates[c].Verdict != Verdict.No),
                        new(c == 0 ? Infix.Write(score.Problems[i].Answer) : ""),
                    ]);
                }
            }
        }

        section.Table(["question", "rank", "answer", "", "as it was drawn"], rows, "lrlll");
    }

    /// <summary>A tick or a cross for a verdict.</summary>
    internal static string Tick(Verdict verdict) => verdict == Verdict.No ? "✗" : "✓";
}
