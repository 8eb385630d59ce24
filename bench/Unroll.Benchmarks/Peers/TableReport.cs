using System.Globalization;

namespace Unroll.Benchmarks.Peers;

/// <summary>The measurements as tables to read.</summary>
internal static class TableReport
{
    public static void Write(TextWriter writer, IReadOnlyList<RowResult> results)
    {
        if (results.Count == 0)
        {
            return;
        }

        double low = results.Min(r => r.Peak), high = results.Max(r => r.Peak);
        string peak = string.Create(CultureInfo.InvariantCulture, $"{low:f1}{(high > low ? $" to {high:f1}" : "")}");
        Line(writer, $"peak {peak} GFLOP/s on {results[0].Threads} thread(s); GFLOP/s and share count matrix products alone");
        Line(writer, $"{"row",-62} {"ours ms",10} {"peer ms",10} {"ratio",7} {"GFLOP/s",8} {"share",6}");
        foreach (RowResult r in results)
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{r.Row.Name,-62} {r.OursMilliseconds,10:f4} {r.PeerMilliseconds,10:f4} {r.Ratio,7:f2} {r.Gflops,8:f1} "
                + $"{r.PeakShare,6:p0}{(r.IsBusy ? "  busy" : "")}"));
        }

        if (results.Any(r => r.IsBusy))
        {
            Line(writer, $"busy: something else had {Disturbance.Busy:p0} of the processors or more; such a figure is not to be believed");
        }

        Line(writer, $"");
        Line(writer, $"{"geometric means",-34} {"rows",4} {"mean",7} {"least",7} {"bar",6} {"floor",6} {"limit",7}");
        foreach (RowGroup group in RowGroup.All)
        {
            RowResult[] rows = [.. results.Where(r => group.Holds(r.Row))];
            if (rows.Length > 0)
            {
                double mean = GeometricMean(rows, r => r.Ratio), least = rows.Min(r => r.Ratio), limit = GeometricMean(rows, r => r.Ratio / r.PeakShare);
                string verdict = mean >= group.Bar && least >= group.Floor ? "" : "  short";
                Line(writer, $"{group.Name,-34} {rows.Length,4} {mean,7:f2} {least,7:f2} {group.Bar,6:g3} {group.Floor,6:g3} {limit,7:f2}{verdict}");
            }
        }

        Line(writer, $"limit: the mean if our matrix products ran at the peak and nothing else took time");

        if (results.Any(r => ShareGroup.All.Any(g => g.Holds(r.Row))))
        {
            Line(writer, $"");
            Line(writer, $"{"share of the peak",-34} {"rows",4} {"mean",7} {"least",7} {"bar",6}");
        }

        foreach (ShareGroup group in ShareGroup.All)
        {
            double[] shares = [.. results.Where(r => group.Holds(r.Row)).Select(r => r.PeakShare)];
            if (shares.Length > 0)
            {
                int met = shares.Count(s => s >= group.Bar);
                string verdict = met == shares.Length ? "" : $"  short ({met} of {shares.Length} rows reach it)";
                Line(writer, $"{group.Name,-34} {shares.Length,4} {shares.Average(),7:p0} {shares.Min(),7:p0} {group.Bar,6:p0}{verdict}");
            }
        }
    }

    private static double GeometricMean(RowResult[] rows, Func<RowResult, double> value) => Math.Exp(rows.Average(r => Math.Log(value(r))));

    private static void Line(TextWriter writer, FormattableString line) => writer.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
