using Unroll.Reports.Charts;
using Unroll.Reports.Text;

namespace Unroll.Reports.Graphs;

/// <summary>Draws a computation graph: parts as boxes, inputs and outputs as plain text, shapes on the edges, delayed edges dashed.</summary>
/// <param name="graph">The graph.</param>
public sealed class GraphChart(ComputationGraph graph) : IChart
{
    private const double RowHeight = 74, BoxHeight = 30, Margin = 26;

    private readonly Dictionary<string, (double X, double Y)> _centres = [];
    private readonly Dictionary<string, double> _halves = [];
    private readonly List<(double X, double Y, string Text, string Css)> _labels = [];
    private double _gap;

    /// <summary>What the chart shows, for readers who do not see it.</summary>
    public string Description { get; init; } = "computation graph";

    /// <summary>The file of its own: an SVG document with its style.</summary>
    public string ToDocument()
    {
        string svg = ToSvg();
        int tag = svg.IndexOf('>', StringComparison.Ordinal);
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\"{svg[4..(tag + 1)]}<style>{ChartStyle.Css}svg{{background:var(--ground)}}</style>"
            + $"{svg[(tag + 1)..]}\n";
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
        double box = Math.Clamp(graph.Nodes.Max(n => TextMetrics.Pixels(Label(n), 12)) + 20, 74, 190);

        // Between two columns there is room for what is written beside the edges there.
        IEnumerable<GraphEdge> between = graph.Edges.Where(e => layout.Column(e.From) != layout.Column(e.To) || IsPast(layout, e));
        _gap = Math.Clamp(between.Select(LabelWidth).DefaultIfEmpty(0).Max() + 18, 40, 130);
        double loop = graph.Edges.Where(e => e.From == e.To).Select(LabelWidth).DefaultIfEmpty(-Margin).Max() + 26;
        double left = Margin + (graph.Edges.Any(e => layout.Column(e.From) == 0 && IsPast(layout, e)) ? _gap * 0.7 : 0);
        var svg = new SvgWriter(
            left + (layout.Columns * (box + _gap)) - _gap + Math.Max(Margin, loop),
            (layout.Rows * RowHeight) + (2 * Margin) - (RowHeight - BoxHeight), Description);
        _labels.Clear();
        foreach (GraphNode node in graph.Nodes)
        {
            _centres[node.Id] = (
                left + (layout.Column(node.Id) * (box + _gap)) + (box / 2), svg.Height - Margin - (layout.Row(node.Id) * RowHeight) - (BoxHeight / 2));
            _halves[node.Id] = node.IsPart ? box / 2 : Math.Min(box / 2, (TextMetrics.Pixels(Label(node), 12) / 2) + 4);
        }

        foreach (GraphEdge edge in graph.Edges)
        {
            Draw(svg, edge);
        }

        foreach (GraphNode node in graph.Nodes)
        {
            (double x, double y) = _centres[node.Id];
            if (node.IsPart)
            {
                svg.Rect(x - (box / 2), y - (BoxHeight / 2), box, BoxHeight, "c0 box", node.Id);
            }

            svg.Text(x, y + 4, TextMetrics.Fit(Label(node), 12, box - 4), node.IsPart ? "m" : "m lab", tip: node.Id);
        }

        foreach ((double x, double y, string text, string css) in _labels)
        {
            svg.Text(x, y, text, css);
        }

        return svg.Finish();
    }

    private static double LabelWidth(GraphEdge edge) => TextMetrics.Pixels(edge.Shape, 10);

    /// <summary>Whether an edge runs past boxes of its own column: over more than one row, or down.</summary>
    private static bool IsPast(GraphLayout layout, GraphEdge edge) =>
        edge.From != edge.To && layout.Column(edge.From) == layout.Column(edge.To) && layout.Row(edge.To) - layout.Row(edge.From) != 1;

    private static string Label(GraphNode node) => node.Step == 0 ? node.Name : $"{node.Name} {node.Step}";

    private void Draw(SvgWriter svg, GraphEdge edge)
    {
        (double X, double Y) from = _centres[edge.From], to = _centres[edge.To];
        string dash = edge.Delayed ? "5 4" : "";
        double up = BoxHeight / 2;
        if (edge.From == edge.To)
        {
            // Over the corner at the top right.
            double corner = from.X + _halves[edge.From];
            (double X, double Y) start = (corner - 18, from.Y - up), end = (corner, from.Y - 7);
            svg.Curve(start, (start.X, start.Y - 26), (end.X + 30, end.Y), (end.X + 7, end.Y), "edge", dash);
            Head(svg, (end.X + 8, end.Y), end);
            _labels.Add((corner + 8, start.Y - 7, edge.Shape, "elab"));
        }
        else if (Math.Abs(from.X - to.X) < 1)
        {
            Up(svg, edge, from, to, dash);
        }
        else if (Math.Abs(from.Y - to.Y) < 1)
        {
            // To the neighbour in a straight line; further in an arc above.
            double direction = to.X > from.X ? 1 : -1;
            bool far = Math.Abs(from.X - to.X) > (2 * _halves.Values.Max()) + (1.5 * _gap);
            (double X, double Y) start = far ? (from.X, from.Y - up) : (from.X + (direction * _halves[edge.From]), from.Y);
            (double X, double Y) end = far ? (to.X, to.Y - up) : (to.X - (direction * _halves[edge.To]), to.Y);
            double lift = far ? 34 : 0;
            svg.Curve(start, (start.X, start.Y - lift), (end.X, end.Y - lift), end, "edge", dash);
            Head(svg, far ? (end.X, end.Y - 10) : (end.X - (direction * 10), end.Y), end);

            // Below the line where loops are above it.
            double below = graph.Edges.Any(e => e.From == e.To) ? 13 : -5;
            _labels.Add(((start.X + end.X) / 2, start.Y - (0.75 * lift) + below, edge.Shape, "elab m"));
        }
        else
        {
            // Across rows and columns: out of the side, into the side; its shape stands where it begins.
            double direction = to.X > from.X ? 1 : -1;
            (double X, double Y) start = (from.X + (direction * _halves[edge.From]), from.Y), end = (to.X - (direction * _halves[edge.To]), to.Y);
            double reach = Math.Abs(end.X - start.X) * 0.55;
            svg.Curve(start, (start.X + (direction * reach), start.Y), (end.X - (direction * reach), end.Y), end, "edge", dash);
            Head(svg, (end.X - (direction * 10), end.Y), end);
            bool amidst = to.Y > from.Y && graph.Edges.Any(e => e.From == edge.From && Math.Abs(_centres[e.To].Y - from.Y) < 1);
            _labels.Add(amidst ? ((start.X + end.X) / 2, ((start.Y + end.Y) / 2) + 3, edge.Shape, "elab m")
                : (start.X + (direction * 5), start.Y + (to.Y > from.Y ? -5 : 12), edge.Shape, direction > 0 ? "elab" : "elab e"));
        }
    }

    /// <summary>In one column: straight up, or in a curve on the left where boxes stand between or it leads down.</summary>
    private void Up(SvgWriter svg, GraphEdge edge, (double X, double Y) from, (double X, double Y) to, string dash)
    {
        double rows = (from.Y - to.Y) / RowHeight, up = BoxHeight / 2;
        if (Math.Abs(rows - 1) < 0.1)
        {
            (double X, double Y) tail = (from.X, from.Y - up), tip = (to.X, to.Y + up);
            svg.Curve(tail, tail, tip, tip, "edge", dash);
            Head(svg, (tip.X, tip.Y + 10), tip);
            _labels.Add((tail.X + 5, ((tail.Y + tip.Y) / 2) + 3, edge.Shape, "elab"));
            return;
        }

        double bend = Math.Min(24 + (6 * Math.Abs(rows)), _gap * 0.9);
        (double X, double Y) start = (from.X - _halves[edge.From], from.Y), end = (to.X - _halves[edge.To], to.Y);
        double edgeOfBoxes = from.X - _halves.Values.Max(), side = edgeOfBoxes - bend;
        svg.Curve(start, (side, start.Y), (side, end.Y), end, "edge", dash);
        Head(svg, (end.X - 10, end.Y), end);

        // Between two rows, where no other edge has its label.
        _labels.Add((edgeOfBoxes - 18, start.Y - (Math.Sign(rows) * RowHeight / 2) + 3, edge.Shape, "elab m"));
    }

    private static void Head(SvgWriter svg, (double X, double Y) from, (double X, double Y) to)
    {
        double dx = to.X - from.X, dy = to.Y - from.Y, length = Math.Sqrt((dx * dx) + (dy * dy));
        (dx, dy) = (dx / length, dy / length);
        svg.Polygon([(to.X, to.Y), (to.X - (8 * dx) - (4 * dy), to.Y - (8 * dy) + (4 * dx)), (to.X - (8 * dx) + (4 * dy), to.Y - (8 * dy) - (4 * dx))], "head");
    }
}
