namespace Unroll.Reports.Graphs;

/// <summary>Places the nodes of a graph: time runs to the right, from input to output is upwards.</summary>
internal sealed class GraphLayout
{
    private readonly ComputationGraph _graph;
    private readonly Dictionary<string, GraphNode> _nodes;
    private readonly Dictionary<string, double> _columns = [];
    private readonly Dictionary<string, int> _rows = [];

    public GraphLayout(ComputationGraph graph)
    {
        _graph = graph;
        _nodes = graph.Nodes.ToDictionary(n => n.Id);
        PlaceRows();
        PlaceColumns();
        Separate();
    }

    /// <summary>The column, from 0.</summary>
    public double Column(string id) => _columns[id];

    /// <summary>The row, from 0 at the bottom.</summary>
    public int Row(string id) => _rows[id];

    public int Rows => _rows.Count == 0 ? 0 : _rows.Values.Max() + 1;

    public double Columns => _columns.Count == 0 ? 0 : _columns.Values.Max() + 1;

    /// <summary>Rows by the longest way from an input, over edges inside a step and those to and from what has no steps.</summary>
    private void PlaceRows()
    {
        var names = _graph.Nodes.Select(n => n.Name).Distinct().ToDictionary(n => n, _ => 0);
        var above = _graph.Edges.Where(e => !e.Delayed && Climbs(e)).Select(e => (From: _nodes[e.From].Name, To: _nodes[e.To].Name))
            .Where(e => e.From != e.To).Distinct().ToArray();

        // As many rounds as there are names: a cycle would have no longest way.
        for (int round = 0; round < names.Count; round++)
        {
            foreach ((string from, string to) in above)
            {
                names[to] = Math.Max(names[to], names[from] + 1);
            }
        }

        // What flows in from outside stands right under what it feeds.
        foreach (string name in names.Keys.ToArray())
        {
            if (!above.Any(e => e.To == name) && above.Any(e => e.From == name))
            {
                names[name] = above.Where(e => e.From == name).Min(e => names[e.To]) - 1;
            }
        }

        // Two directions of a layer share a level; the one that runs backwards moves up.
        int[] levels = [.. names.Values.Distinct().Order()];
        var start = new Dictionary<int, int>();
        int next = 0;
        foreach (int level in levels)
        {
            start[level] = next;
            next += names.Any(n => n.Value == level && n.Key.EndsWith(".reverse", StringComparison.Ordinal)) ? 2 : 1;
        }

        foreach (GraphNode node in _graph.Nodes)
        {
            _rows[node.Id] = start[names[node.Name]] + (node.Name.EndsWith(".reverse", StringComparison.Ordinal) ? 1 : 0);
        }
    }

    /// <summary>Whether an edge leads upwards: not from step to step, and not into the state of another sequence.</summary>
    private bool Climbs(GraphEdge edge)
    {
        GraphNode from = _nodes[edge.From], to = _nodes[edge.To];
        return from.Step == to.Step || ((from.Step == 0 || to.Step == 0) && !IsState(edge));
    }

    /// <summary>Whether a part without steps feeds the state that a sequence starts from: one edge into the first step, beside another input or none.</summary>
    private bool IsState(GraphEdge edge) => _nodes[edge.From].Step == 0 && edge.Shape.StartsWith('h');

    private void PlaceColumns()
    {
        // Sequences that are not tied step by step (encoder and decoder) stand behind one another.
        string[][] sequences = Sequences();
        double at = _graph.Nodes.Any(n => n.Step == 0 && FeedsFromTheLeft(n)) && sequences.Length > 0 ? 1 : 0;
        foreach (string[] sequence in sequences)
        {
            GraphNode[] members = [.. _graph.Nodes.Where(n => n.Step > 0 && sequence.Contains(n.Name))];
            foreach (GraphNode node in members)
            {
                _columns[node.Id] = at + node.Step - 1;
            }

            at += members.Max(n => n.Step);
        }

        for (int round = 0; round <= _graph.Nodes.Count && _columns.Count < _graph.Nodes.Count; round++)
        {
            foreach (GraphNode node in _graph.Nodes.Where(n => !_columns.ContainsKey(n.Id)))
            {
                double[] sources = [.. _graph.Edges.Where(e => e.To == node.Id && _columns.ContainsKey(e.From)).Select(e => _columns[e.From])];
                double[] targets = [.. _graph.Edges.Where(e => e.From == node.Id && _columns.ContainsKey(e.To)).Select(e => _columns[e.To])];
                if (sources.Length > 0)
                {
                    _columns[node.Id] = sources.Max();
                }
                else if (targets.Length > 0)
                {
                    _columns[node.Id] = FeedsFromTheLeft(node) ? Math.Max(0, targets.Min() - 1) : targets.Min();
                }
                else if (round == _graph.Nodes.Count || sequences.Length == 0)
                {
                    _columns[node.Id] = 0;
                }
            }
        }
    }

    private bool FeedsFromTheLeft(GraphNode node) =>
        node.Step == 0 && _graph.Edges.Any(e => e.From == node.Id && _nodes[e.To].Step > 0 && (IsState(e) || _graph.Edges.Count(o => o.From == node.Id) > 1))
        && !_graph.Edges.Any(e => e.To == node.Id && _nodes[e.From].Step > 0);

    /// <summary>Names that are tied inside a step, in the order of the graph.</summary>
    private string[][] Sequences()
    {
        var groups = _graph.Nodes.Where(n => n.Step > 0).Select(n => n.Name).Distinct().Select(n => new HashSet<string> { n }).ToList();
        foreach (GraphEdge edge in _graph.Edges.Where(e => _nodes[e.From].Step > 0 && _nodes[e.From].Step == _nodes[e.To].Step))
        {
            HashSet<string> a = groups.First(g => g.Contains(_nodes[edge.From].Name)), b = groups.First(g => g.Contains(_nodes[edge.To].Name));
            if (a != b && !OnlyFirst(edge))
            {
                a.UnionWith(b);
                groups.Remove(b);
            }
        }

        return [.. groups.Select(g => g.ToArray())];
    }

    /// <summary>Whether two names are joined at one step only, as an encoder's end and a decoder's start of one step each may be.</summary>
    private bool OnlyFirst(GraphEdge edge) =>
        edge.Shape.StartsWith('h') && _nodes[edge.From].Name != _nodes[edge.To].Name;

    /// <summary>Nodes that fell into one place move to the right.</summary>
    private void Separate()
    {
        var taken = new HashSet<(double, int)>();
        foreach (GraphNode node in _graph.Nodes.OrderByDescending(n => n.Step))
        {
            while (!taken.Add((_columns[node.Id], _rows[node.Id])))
            {
                _columns[node.Id]++;
            }
        }
    }
}
