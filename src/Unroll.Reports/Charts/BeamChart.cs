using Unroll.Decoding;
using Unroll.Reports.Text;

namespace Unroll.Reports.Charts;

/// <summary>
/// The tree of a beam search: a column a step, in each the continuations that were looked at, the likeliest on top. Discs were kept, diamonds
/// are whole sequences, pale dots were dropped; the way to the best sequence is drawn strong. A long search goes on in the next band.
/// </summary>
/// <param name="trace">The search.</param>
/// <param name="show">A token as text.</param>
public sealed class BeamChart(BeamTrace trace, Func<int, string> show) : IChart
{
    private const double Column = 96, Row = 19, Head = 22, Left = 14, Below = 16, Label = 44;
    private const int PerBand = 9;

    /// <summary>What the chart shows, for readers who do not see it.</summary>
    public string Description { get; init; } = "tree of a beam search";

    /// <summary>Bands of steps at most; what comes after them is not drawn.</summary>
    public int MaxBands { get; init; } = 4;

    /// <inheritdoc/>
    public string ToSvg()
    {
        int steps = Math.Min(trace.Steps, PerBand * MaxBands), bands = Math.Max(1, (steps + PerBand - 1) / PerBand);
        int[] rank = Ranks(out int rows);
        double band = Head + (rows * Row) + Below;
        var svg = new SvgWriter(Left + ((Math.Min(steps, PerBand) + 1) * Column), bands * band, Description);
        HashSet<int> best = BestPath();
        for (int b = 0; b < bands; b++)
        {
            int first = b * PerBand, last = Math.Min(steps, first + PerBand);
            double top = b * band;
            for (int s = first + 1; s <= last; s++)
            {
                svg.Text(X(s, first), top + 12, $"step {s}", "val");
            }

            int[] seen = [.. Enumerable.Range(0, trace.Nodes.Count).Where(n => trace.Nodes[n].Step >= first && trace.Nodes[n].Step <= last)];
            Edges(svg, seen, first, top, rank, best);
            foreach (int node in seen.Where(n => trace.Nodes[n].Step > first || trace.Nodes[n].Fate == BeamFate.Kept))
            {
                Node(svg, node, X(trace.Nodes[node].Step, first), top + Y(rank[node]), best.Contains(node));
            }
        }

        return svg.Finish();
    }

    private static double X(int step, int first) => Left + ((step - first) * Column);

    private static double Y(int rank) => Head + (rank * Row) + 6;

    /// <summary>The row of each node among those of its step.</summary>
    private int[] Ranks(out int rows)
    {
        var rank = new int[trace.Nodes.Count];
        var count = new Dictionary<int, int>();
        for (int n = 0; n < rank.Length; n++)
        {
            rank[n] = count.GetValueOrDefault(trace.Nodes[n].Step);
            count[trace.Nodes[n].Step] = rank[n] + 1;
        }

        rows = count.Values.Max();
        return rank;
    }

    private HashSet<int> BestPath()
    {
        var path = new HashSet<int>();
        for (int n = trace.Best.Count > 0 ? trace.Best[0] : -1; n >= 0; n = trace.Nodes[n].Before)
        {
            path.Add(n);
        }

        return path;
    }

    private void Edges(SvgWriter svg, int[] seen, int first, double top, int[] rank, HashSet<int> best)
    {
        foreach (int node in seen.Where(n => trace.Nodes[n].Step > first))
        {
            BeamNode to = trace.Nodes[node];
            (double X, double Y) from = (X(to.Step - 1, first) + 6, top + Y(rank[to.Before]));
            (double X, double Y) end = (X(to.Step, first) - 6, top + Y(rank[node]));
            if (trace.Nodes[to.Before].Step > 0)
            {
                from.X += Label + 4;
            }

            double bend = (end.X - from.X) / 2;
            bool strong = best.Contains(node);
            svg.OpenGroup(Palette.ColorClass(1));
            svg.Curve(from, (from.X + bend, from.Y), (end.X - bend, end.Y), end, strong ? "s" : to.Fate == BeamFate.Dropped ? "faint" : "edge",
                to.Fate == BeamFate.Dropped ? "2 3" : "");
            svg.CloseGroup();
        }
    }

    private void Node(SvgWriter svg, int node, double x, double y, bool best)
    {
        BeamNode n = trace.Nodes[node];
        string text = n.Step == 0 ? "" : n.Token == trace.End ? "¶" : show(n.Token).Trim();
        string fate = n.Fate switch
        {
            BeamFate.Finished => "finished",
            BeamFate.Dropped => "dropped",
            _ => "kept",
        };
        string tip = $"{text} ({fate})\nln p {Numbers.Value(n.LogProbability)}\nscore {Numbers.Value(n.Score)}";
        svg.OpenGroup(Palette.ColorClass(best ? 1 : n.Fate == BeamFate.Finished ? 2 : 0));
        svg.Marker(n.Fate == BeamFate.Finished ? MarkerShape.Diamond : MarkerShape.Circle, x, y, n.Fate == BeamFate.Dropped ? 3 : 4.5,
            n.Fate == BeamFate.Dropped ? "dot f weak hit" : "dot f hit", tip);
        svg.CloseGroup();
        svg.Text(x + 8, y + 4, TextMetrics.Fit(text, AxisPainter.FontSize, Label), n.Fate == BeamFate.Dropped ? "tick" : "lab", tip: tip);
    }
}
