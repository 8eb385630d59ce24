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
        PlaceColumns();
        PlaceRows();
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

        StackRows(names);
    }

    /// <summary>
    /// Makes rows of levels: what runs backwards stands above its other direction, and parts of one sequence that share a level above one another.
    /// </summary>
    private void StackRows(Dictionary<string, int> levels)
    {
        int first = 0;
        foreach (IGrouping<int, string> level in levels.GroupBy(n => n.Value, n => n.Key).OrderBy(g => g.Key))
        {
            var rows = new List<HashSet<double>>();
            foreach (string name in level.OrderBy(IsReverse))
            {
                GraphNode[] nodes = [.. _graph.Nodes.Where(n => n.Name == name)];
                int row = IsReverse(name) ? 1 : 0;

                // What has no steps may also stand further right (see Separate), unless it stands on the left to give a state.
                bool stacked = nodes[0].Step > 0 || _graph.Edges.Any(e => e.From == name && IsState(e));
                while (stacked && row < rows.Count && nodes.Any(n => rows[row].Contains(_columns[n.Id])))
                {
                    row++;
                }

                while (rows.Count <= row)
                {
                    rows.Add([]);
                }

                foreach (GraphNode node in nodes)
                {
                    _rows[node.Id] = first + row;
                    rows[row].Add(_columns[node.Id]);
                }
            }

            first += rows.Count;
        }
    }

    private static bool IsReverse(string name) => name.EndsWith(".reverse", StringComparison.Ordinal);

    /// <summary>Whether an edge leads upwards: not from step to step, and not into the state of another sequence.</summary>
    private bool Climbs(GraphEdge edge)
    {
        GraphNode from = _nodes[edge.From], to = _nodes[edge.To];
        return (from.Step == to.Step || from.Step == 0 || to.Step == 0) && !IsState(edge);
    }

    /// <summary>Whether a part without steps feeds the state that a sequence starts from.</summary>
    private bool IsState(GraphEdge edge) =>
        _nodes[edge.From].Step == 0 && edge.From != edge.To && (edge.Shape.StartsWith('h') || edge.Shape.StartsWith("c ", StringComparison.Ordinal));

    private void PlaceColumns()
    {
        // Sequences that are not tied step by step (encoder and decoder) stand behind one another.
        string[][] sequences = Sequences();
        if (sequences.Length == 0)
        {
            PlaceFolded();
            return;
        }

        double at = _graph.Nodes.Any(n => n.Step == 0 && FeedsFromTheLeft(n)) ? 1 : 0;
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
                else if (round == _graph.Nodes.Count)
                {
                    _columns[node.Id] = 0;
                }
            }
        }
    }

    /// <summary>Without steps: what starts from a state stands to the right of what gives it, and so does all that is fed to it alone.</summary>
    private void PlaceFolded()
    {
        GraphEdge[] edges = [.. _graph.Edges.Where(e => !e.Delayed && e.From != e.To)];
        foreach (GraphNode node in _graph.Nodes)
        {
            _columns[node.Id] = 0;
        }

        // As many rounds as there are nodes: a cycle would have no end.
        for (int round = 0; round < _graph.Nodes.Count; round++)
        {
            foreach (GraphEdge edge in edges)
            {
                _columns[edge.To] = Math.Max(_columns[edge.To], Math.Min(_columns[edge.From] + (IsState(edge) ? 1 : 0), edges.Length));
            }

            foreach (IGrouping<string, GraphEdge> given in edges.GroupBy(e => e.From).Where(g => !g.Any(IsState)))
            {
                _columns[given.Key] = Math.Max(_columns[given.Key], given.Min(e => _columns[e.To]));
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
        (GraphEdge Edge, GraphNode From, GraphNode To)[] timed =
            [.. _graph.Edges.Select(e => (e, _nodes[e.From], _nodes[e.To])).Where(e => e.Item2.Step > 0 && e.Item3.Step > 0)];

        // Where every step feeds every other, as with attention, the two are not tied.
        HashSet<(string, string)> crossed = [.. timed.Where(e => e.From.Step != e.To.Step).Select(e => (e.From.Name, e.To.Name))];
        foreach ((GraphEdge edge, _, _) in timed.Where(e => e.From.Step == e.To.Step && !crossed.Contains((e.From.Name, e.To.Name))))
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

    /// <summary>What has no steps moves to the right where its place is taken.</summary>
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
