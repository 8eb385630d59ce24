using Unroll.Reports.Charts;
using Unroll.Reports.Text;

namespace Unroll.Reports.Graphs;

/// <summary>Draws a computation graph: parts as boxes, inputs and outputs as plain text, shapes on the edges, delayed edges dashed.</summary>
/// <param name="graph">The graph.</param>
public sealed class GraphChart(ComputationGraph graph) : IChart
{
    private const double ColumnWidth = 176, RowHeight = 74, BoxHeight = 30, Margin = 26, Loop = 58;

    /// <summary>What the chart shows, for readers who do not see it.</summary>
    public string Description { get; init; } = "computation graph";

    /// <summary>The file of its own: an SVG document with its style.</summary>
    public string ToDocument()
    {
        string svg = ToSvg();
        int tag = svg.IndexOf('>', StringComparison.Ordinal);
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\"{svg[4..(tag + 1)]}<style>{ChartStyle.Css}svg{{background:var(--ground)}}</style>{svg[(tag + 1)..]}\n";
    }

    /// <inheritdoc/>
    public string ToSvg()
    {
        if (graph.Nodes.Count == 0)
        {
            var empty = new SvgWriter(460, 120, Description);
            empty.NoData();
            return empty.Finish();
        }

        var layout = new GraphLayout(graph);
        double box = Math.Clamp(graph.Nodes.Max(n => TextMetrics.Pixels(Label(n), 12)) + 16, 74, 132);
        double width = (layout.Columns * ColumnWidth) + (2 * Margin) + (graph.Edges.Any(e => e.From == e.To) ? Loop : 0);
        var svg = new SvgWriter(width, (layout.Rows * RowHeight) + (2 * Margin) - (RowHeight - BoxHeight), Description);
        Dictionary<string, (double X, double Y)> centres = graph.Nodes.ToDictionary(n => n.Id, n => (
            Margin + ((layout.Column(n.Id) + 0.5) * ColumnWidth), svg.Height - Margin - (layout.Row(n.Id) * RowHeight) - (BoxHeight / 2)));
        var labels = new List<(double X, double Y, string Text, string Css)>();
        foreach (GraphEdge edge in graph.Edges)
        {
            Draw(svg, edge, centres[edge.From], centres[edge.To], box, labels);
        }

        foreach (GraphNode node in graph.Nodes)
        {
            (double x, double y) = centres[node.Id];
            if (node.IsPart)
            {
                svg.Rect(x - (box / 2), y - (BoxHeight / 2), box, BoxHeight, "c0 box", node.Id);
            }

            svg.Text(x, y + 4, TextMetrics.Fit(Label(node), 12, box - 4), node.IsPart ? "m" : "m lab", tip: node.Id);
        }

        foreach ((double x, double y, string text, string css) in labels)
        {
            svg.Text(x, y, text, css);
        }

        return svg.Finish();
    }

    private static string Label(GraphNode node) => node.Step == 0 ? node.Name : $"{node.Name} {node.Step}";

    private static void Draw(
        SvgWriter svg, GraphEdge edge, (double X, double Y) from, (double X, double Y) to, double box, List<(double X, double Y, string Text, string Css)> labels)
    {
        string dash = edge.Delayed ? "5 4" : "";
        double half = box / 2, up = BoxHeight / 2;
        if (edge.From == edge.To)
        {
            (double X, double Y) start = (from.X + half, from.Y - 6), end = (from.X + half, from.Y + 6);
            svg.Curve(start, (start.X + 42, start.Y - 26), (end.X + 42, end.Y + 26), (end.X + 7, end.Y), "edge", dash);
            Head(svg, (end.X + 8, end.Y + 1), end);
            labels.Add((start.X + 36, from.Y - 12, edge.Shape, "elab"));
            return;
        }

        if (Math.Abs(from.X - to.X) < 1)
        {
            // Straight up; in a curve where it would run through the box between.
            bool past = Math.Abs(from.Y - to.Y) > RowHeight * 1.5 || to.Y > from.Y;
            double sign = to.Y < from.Y ? -1 : 1;
            (double X, double Y) start = past ? (from.X - half, from.Y) : (from.X, from.Y + (sign * up)), end = past ? (to.X - half, to.Y) : (to.X, to.Y - (sign * up));
            double bend = past ? 34 : 0;
            svg.Curve(start, (start.X - bend, start.Y), (end.X - bend, end.Y), end, "edge", dash);
            Head(svg, past ? (end.X - 10, end.Y) : (end.X, end.Y - (sign * 10)), end);
            labels.Add(past ? (start.X - (0.6 * bend), start.Y + (sign * 22), edge.Shape, "elab e") : (start.X + 5, ((start.Y + end.Y) / 2) + 3, edge.Shape, "elab"));
            return;
        }

        double direction = to.X > from.X ? 1 : -1;
        if (Math.Abs(from.Y - to.Y) < 1)
        {
            // To the neighbour in a straight line; further in an arc above.
            bool far = Math.Abs(from.X - to.X) > ColumnWidth * 1.5;
            (double X, double Y) start = far ? (from.X, from.Y - up) : (from.X + (direction * half), from.Y);
            (double X, double Y) end = far ? (to.X, to.Y - up) : (to.X - (direction * half), to.Y);
            double lift = far ? 34 : 0;
            svg.Curve(start, (start.X, start.Y - lift), (end.X, end.Y - lift), end, "edge", dash);
            Head(svg, far ? (end.X, end.Y - 10) : (end.X - (direction * 10), end.Y), end);
            labels.Add(((start.X + end.X) / 2, start.Y - (0.75 * lift) - 5, edge.Shape, "elab m"));
            return;
        }

        // Across rows and columns: out of the side, into the side.
        (double X, double Y) left = (from.X + (direction * half), from.Y), right = (to.X - (direction * half), to.Y);
        double reach = Math.Abs(right.X - left.X) * 0.55;
        svg.Curve(left, (left.X + (direction * reach), left.Y), (right.X - (direction * reach), right.Y), right, "edge", dash);
        Head(svg, (right.X - (direction * 10), right.Y), right);
        labels.Add(((left.X + right.X) / 2, ((left.Y + right.Y) / 2) - 4, edge.Shape, "elab m"));
    }

    private static void Head(SvgWriter svg, (double X, double Y) from, (double X, double Y) to)
    {
        double dx = to.X - from.X, dy = to.Y - from.Y, length = Math.Sqrt((dx * dx) + (dy * dy));
        (dx, dy) = (dx / length, dy / length);
        svg.Polygon([(to.X, to.Y), (to.X - (8 * dx) - (4 * dy), to.Y - (8 * dy) + (4 * dx)), (to.X - (8 * dx) + (4 * dy), to.Y - (8 * dy) - (4 * dx))], "head");
    }
}
