using System.Text;

namespace Unroll.Reports.Graphs;

/// <summary>What feeds what, folded (with delayed edges) or unrolled over some steps; as text, as DOT, or drawn by <see cref="GraphChart"/>.</summary>
/// <param name="Nodes">The nodes.</param>
/// <param name="Edges">The edges.</param>
public sealed record ComputationGraph(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges)
{
    /// <summary>The structure: the edges as lines, sorted. Two graphs are the same where these are.</summary>
    public IReadOnlyList<string> Structure => [.. Edges.Select(e => e.ToString()).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Reads a graph from lines such as <c>rnn@1 -> rnn@2 : h [N, 8]</c> (<c>=></c> for a delayed edge of a folded graph). Names in
    /// <paramref name="outside"/> are inputs and outputs, all others parts.
    /// </summary>
    /// <exception cref="UnrollException">A line is not an edge.</exception>
    public static ComputationGraph Parse(string text, params IEnumerable<string> outside)
    {
        ArgumentNullException.ThrowIfNull(text);
        var nodes = new Dictionary<string, GraphNode>();
        var edges = new List<GraphEdge>();
        HashSet<string> names = [.. outside];
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = line.IndexOf(" : ", StringComparison.Ordinal);
            string ends = colon < 0 ? line : line[..colon], shape = colon < 0 ? "" : line[(colon + 3)..];
            string[] parts = ends.Split([" -> ", " => "], StringSplitOptions.TrimEntries);
            if (parts.Length != 2)
            {
                throw new UnrollException($"expected `from -> to : shape`, got `{line}`");
            }

            foreach (string id in parts)
            {
                string[] at = id.Split('@');
                int step = at.Length > 1 ? int.Parse(at[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
                nodes.TryAdd(id, new GraphNode(at[0], step, !names.Contains(at[0])));
            }

            edges.Add(new GraphEdge(parts[0], parts[1], shape, ends.Contains(" => ", StringComparison.Ordinal)));
        }

        return new ComputationGraph([.. nodes.Values], edges);
    }

    /// <summary>The graph in Graphviz's language.</summary>
    public string ToDot(string name)
    {
        var dot = new StringBuilder();
        dot.Append($"digraph {Quoted(name)} {{\n  rankdir=BT;\n  node [shape=box, style=rounded];\n");
        foreach (GraphNode node in Nodes)
        {
            string label = node.Step == 0 ? node.Name : $"{node.Name}\\nstep {node.Step}";
            dot.Append($"  {Quoted(node.Id)} [label={Quoted(label)}{(node.IsPart ? "" : ", shape=plaintext")}];\n");
        }

        foreach (GraphEdge edge in Edges)
        {
            bool across = edge.Delayed || StepOf(edge.From) != StepOf(edge.To);
            string style = $"{(edge.Delayed ? ", style=dashed" : "")}{(across ? ", constraint=false" : "")}";
            dot.Append($"  {Quoted(edge.From)} -> {Quoted(edge.To)} [label={Quoted(edge.Shape)}{style}];\n");
        }

        return dot.Append("}\n").ToString();
    }

    internal int StepOf(string id) => Nodes.First(n => n.Id == id).Step;

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
