namespace Unroll.Reports.Charts;

/// <summary>A tree over a sentence: the words at the bottom, a disc for each node with the sign and colour of its label.</summary>
/// <param name="nodes">The nodes, children before their parents, the root last.</param>
public sealed class TreeChart(IReadOnlyList<TreeChartNode> nodes) : IChart
{
    private const double Level = 27, Gap = 12, Top = 16, Radius = 9.5;

    /// <summary>What the picture shows, for readers who do not see it.</summary>
    public string Description { get; init; } = "tree";

    /// <inheritdoc/>
    public string ToSvg()
    {
        double[] x = new double[nodes.Count];
        int[] height = new int[nodes.Count];
        double right = 4;
        foreach (int leaf in nodes.Count == 0 ? [] : Leaves(nodes.Count - 1))
        {
            double width = Math.Max(2 * Radius, 7.2 * (nodes[leaf].Text?.Length ?? 0));
            x[leaf] = right + (width / 2);
            right += width + Gap;
        }

        for (int n = 0; n < nodes.Count; n++)
        {
            foreach (int child in nodes[n].Children)
            {
                height[n] = Math.Max(height[n], height[child] + 1);
            }

            x[n] = nodes[n].Children.Count == 0 ? x[n] : nodes[n].Children.Average(c => x[c]);
        }

        double bottom = Top + (nodes.Count == 0 ? Level : height[^1] * Level);
        var svg = new SvgWriter(Math.Max(60, right), bottom + 36, Description);
        if (nodes.Count == 0)
        {
            svg.NoData();
            return svg.Finish();
        }

        for (int n = 0; n < nodes.Count; n++)
        {
            foreach (int child in nodes[n].Children)
            {
                svg.Line(x[n], Y(n), x[child], Y(child), "axis");
            }
        }

        for (int n = 0; n < nodes.Count; n++)
        {
            svg.OpenGroup(Palette.ColorClass(nodes[n].Color));
            svg.Marker(MarkerShape.Circle, x[n], Y(n), Radius, "dot " + (nodes[n].Strong ? "f" : "f weak"), nodes[n].Tip);
            svg.CloseGroup();
            svg.Text(x[n], Y(n) + 4, nodes[n].Sign, "m sign", tip: nodes[n].Tip);
            if (nodes[n].Text is { } text)
            {
                svg.Text(x[n], bottom + 26, text, "m lab");
            }
        }

        return svg.Finish();

        double Y(int node) => bottom - (height[node] * Level);
    }

    private IEnumerable<int> Leaves(int node) =>
        nodes[node].Children.Count == 0 ? [node] : nodes[node].Children.SelectMany(Leaves);
}
