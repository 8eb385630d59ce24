using System.Globalization;
using Unroll.Recurrent;
using Unroll.Reports.Charts;
using Unroll.Reports.Projection;

namespace Unroll.Reports.Sections;

/// <summary>What the gates and the state of a recurrent stack did on some sequences.</summary>
internal static class GateSections
{
    // Karpathy, Johnson and Fei-Fei 2016: a gate is left-saturated below 0.1 and right-saturated above 0.9.
    private const float Left = 0.1f, Right = 0.9f;
    private const int Bins = 20;
    private const int MostPaths = 6;
    private const int LongestLabel = 12;

    public static void Add(Func<string, ReportSection> open, IReadOnlyList<TracedSequence> sequences)
    {
        TracedSequence[] traced = [.. sequences.Where(s => s.Elements.Count > 0 && s.Probes.Count > 0)];
        if (traced.Length == 0)
        {
            return;
        }

        AddGates(open, traced);
        AddPaths(open, traced);
    }

    private static void AddGates(Func<string, ReportSection> open, TracedSequence[] traced)
    {
        var charts = new List<(IChart, string)>();
        var rows = new List<IReadOnlyList<string>>();
        for (int probe = 0; probe < traced[0].Probes.Count; probe++)
        {
            RecurrentProbe first = traced[0].Probes[probe];
            int[] gates = [.. Enumerable.Range(0, first.GateNames.Count).Where(g => first.Activations[g] == Activation.Sigmoid)];
            if (gates.Length == 0)
            {
                continue;
            }

            string name = traced[0].Name(probe);
            var lines = new List<ChartSeries>();
            var units = new List<PlaneSeries>();
            foreach (int gate in gates)
            {
                float[] values = [.. traced.SelectMany(t => t.Probes[probe].Gates[gate])];
                lines.Add(Histogram(first.GateNames[gate], values));
                units.Add(Units(first.GateNames[gate], values, first.Units));
                rows.Add([name, first.GateNames[gate], Percent(values.Average()), Share(values, v => v < Left), Share(values, v => v > Right)]);
            }

            charts.Add((
                new LineChart(lines) { Description = $"histogram of the gates of {name}", XTitle = "activation", YTitle = "% of activations" },
                $"{name}: how often each activation occurs."));
            charts.Add((
                new PlaneChart(units)
                {
                    Description = $"saturation of the units of {name}", Shares = true, XTitle = "share of steps below 0.1", YTitle = "share of steps above 0.9",
                },
                $"{name}: each unit by how often its gate is shut (below 0.1) and open (above 0.9); on the diagonal from top left it is always one of them."));
        }

        if (charts.Count > 0)
        {
            open("Gates").Text($"Activations of the gates over {traced.Sum(t => t.Elements.Count)} steps of {traced.Length} sequences.")
                .Charts(charts).Table(["layer", "gate", "mean", "shut (< 0.1)", "open (> 0.9)"], rows, "llrrr");
        }
    }

    private static ChartSeries Histogram(string name, float[] values)
    {
        var counts = new int[Bins];
        foreach (float value in values)
        {
            counts[Math.Clamp((int)(value * Bins), 0, Bins - 1)]++;
        }

        return new ChartSeries(
            name, [.. Enumerable.Range(0, Bins).Select(b => (b + 0.5) / Bins)], [.. counts.Select(c => 100.0 * c / values.Length)]);
    }

    private static PlaneSeries Units(string name, float[] values, int units)
    {
        var shut = new double[units];
        var open = new double[units];
        int steps = values.Length / units;
        for (int i = 0; i < values.Length; i++)
        {
            shut[i % units] += values[i] < Left ? 1.0 / steps : 0;
            open[i % units] += values[i] > Right ? 1.0 / steps : 0;
        }

        return new PlaneSeries(name, shut, open) { Tips = [.. Enumerable.Range(0, units).Select(u => $"{name}, unit {u}")] };
    }

    /// <summary>The hidden state of the top layer, projected onto the two directions in which it varies most.</summary>
    private static void AddPaths(Func<string, ReportSection> open, TracedSequence[] traced)
    {
        TracedSequence[] shown = [.. traced.Take(MostPaths)];
        int probe = shown[0].Probes.Count - shown[0].Directions;
        int units = shown[0].Probes[probe].Units;
        double[] states = [.. shown.SelectMany(s => s.Probes[probe].States[0]).Select(v => (double)v)];
        int points = states.Length / Math.Max(1, units);
        if (points < 3 || units < 2 || !Array.TrueForAll(states, double.IsFinite))
        {
            return;
        }

        (double[] x, double[] y) = PrincipalPlane.Project(states, points, units);
        var paths = new List<PlaneSeries>();
        int from = 0;
        foreach (TracedSequence sequence in shown)
        {
            int steps = sequence.Elements.Count;
            string text = sequence.Title ?? string.Concat(sequence.Elements);
            paths.Add(new PlaneSeries(text.Length > 24 ? text[..23] + "…" : text, x[from..(from + steps)], y[from..(from + steps)])
            {
                Connected = true,
                Labels = steps <= 40 && sequence.Elements.All(e => e.Length <= LongestLabel) ? sequence.Elements : null,
                Tips = [.. sequence.Elements.Select((e, t) => $"step {t + 1}: {e}")],
            });
            from += steps;
        }

        open("Path of the hidden state").Chart(
            new PlaneChart(paths)
            {
                Description = "paths of the hidden state", Width = 860, Height = 560, XTitle = "first principal component", YTitle = "second",
            },
            $"The hidden state of {shown[0].Name(probe)} step by step, projected onto its two principal components; "
            + "each path starts at the large dot, and a text stands where the state is after reading it.");
    }

    private static string Share(float[] values, Predicate<float> holds) => Percent((double)values.Count(v => holds(v)) / values.Length);

    private static string Percent(double share) => (share * 100).ToString("F1", CultureInfo.InvariantCulture) + "%";
}
