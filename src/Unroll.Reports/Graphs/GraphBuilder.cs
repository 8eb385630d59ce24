using Unroll.Layers;
using Unroll.Recurrent;

namespace Unroll.Reports.Graphs;

/// <summary>
/// Makes the computation graph of a model from the model itself: its parts, the options of its recurrent layers, and what it says of how
/// its parts feed each other (<see cref="IDataFlow"/>). A model that says nothing is taken for a chain of its parts, step by step.
/// </summary>
public sealed class GraphBuilder
{
    private readonly Module _model;
    private readonly IReadOnlyList<DataFlow> _flows;
    private readonly HashSet<string> _timed = new(StringComparer.Ordinal);

    private GraphBuilder(Module model)
    {
        _model = model;
        _flows = (model as IDataFlow)?.DataFlow ?? Chain(model);
        foreach (string name in Names().Where(n => Part(n) is RecurrentLayer))
        {
            _timed.Add(name);
        }

        // So has what feeds the next step, whether a recurrent layer is in it or not.
        foreach (DataFlow flow in _flows.Where(f => f.Time == FlowTime.NextStep))
        {
            _timed.Add(flow.From);
            _timed.Add(flow.To);
        }

        // And whatever is tied to those step by step.
        for (int before = -1; before != _timed.Count;)
        {
            before = _timed.Count;
            foreach (DataFlow flow in _flows.Where(f => f.Time is FlowTime.SameStep or FlowTime.NextStep or FlowTime.AllSteps))
            {
                if (flow.Time == FlowTime.AllSteps)
                {
                    _timed.Add(flow.From);
                }
                else if (_timed.Contains(flow.From) || _timed.Contains(flow.To))
                {
                    _timed.Add(flow.From);
                    _timed.Add(flow.To);
                }
            }
        }
    }

    /// <summary>The graph as it is written down: recurrence is an edge that arrives a step later.</summary>
    public static ComputationGraph Folded(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new GraphBuilder(model).Build(steps: 0);
    }

    /// <summary>The graph of a sequence of some steps.</summary>
    /// <exception cref="ArgumentException">There are fewer than 1 or more than 200 steps.</exception>
    public static ComputationGraph Unrolled(Module model, int steps)
    {
        ArgumentNullException.ThrowIfNull(model);
        return steps is >= 1 and <= 200 ? new GraphBuilder(model).Build(steps)
            : throw new ArgumentException($"expected 1 to 200 steps to unroll, got {steps}");
    }

    private ComputationGraph Build(int steps)
    {
        var nodes = new List<GraphNode>();
        var edges = new List<GraphEdge>();
        foreach (string name in Names())
        {
            foreach (string expanded in Expand(name))
            {
                bool part = Part(name) is not null;
                IEnumerable<int> at = steps > 0 && _timed.Contains(name) ? Enumerable.Range(1, steps) : [0];
                nodes.AddRange(at.Select(step => new GraphNode(expanded, step, part)));
            }

            if (Part(name) is RecurrentLayer layer)
            {
                Recur(name, layer, steps, edges);
            }
        }

        foreach (DataFlow flow in _flows)
        {
            Connect(flow, steps, edges);
        }

        return new ComputationGraph(nodes, [.. edges.Distinct()]);
    }

    /// <summary>The edges inside a recurrent stack: from step to step, and from layer to layer.</summary>
    private static void Recur(string name, RecurrentLayer layer, int steps, List<GraphEdge> edges)
    {
        RecurrentOptions o = layer.Options;
        string state = $"{(o.Cell.States > 1 ? "h, c" : "h")} [N, {o.Units}]";
        for (int l = 0; l < o.Layers; l++)
        {
            for (int d = 0; d < o.Directions; d++)
            {
                string node = Node(name, o, l, d);
                if (steps == 0)
                {
                    edges.Add(new GraphEdge(node, node, state + (d == 1 ? ", backwards" : ""), Delayed: true));
                }

                for (int t = 1; t < steps; t++)
                {
                    edges.Add(d == 0 ? new GraphEdge($"{node}@{t}", $"{node}@{t + 1}", state) : new GraphEdge($"{node}@{t + 1}", $"{node}@{t}", state));
                }

                for (int above = 0; l + 1 < o.Layers && above < o.Directions; above++)
                {
                    string next = Node(name, o, l + 1, above);
                    edges.AddRange(steps == 0 ? [new GraphEdge(node, next, $"[N, {o.Units}]")]
                        : Enumerable.Range(1, steps).Select(t => new GraphEdge($"{node}@{t}", $"{next}@{t}", $"[N, {o.Units}]")));
                }
            }
        }
    }

    private void Connect(DataFlow flow, int steps, List<GraphEdge> edges)
    {
        string shape = flow.Shape.Length > 0 ? flow.Shape : Shape(flow);
        bool from = _timed.Contains(flow.From), to = _timed.Contains(flow.To);
        foreach (string source in Outputs(flow.From))
        {
            foreach (string target in flow.Time == FlowTime.InitialState ? InitialTargets(flow.To, source) : Inputs(flow.To))
            {
                if (steps == 0)
                {
                    edges.Add(new GraphEdge(source, target, shape, flow.Time == FlowTime.NextStep));
                    continue;
                }

                IEnumerable<(int From, int To)> pairs = (from, to, flow.Time) switch
                {
                    (false, false, _) => [(0, 0)],
                    (true, true, FlowTime.NextStep) => Enumerable.Range(1, steps - 1).Select(t => (t, t + 1)),
                    (true, true, FlowTime.SameStep) => Enumerable.Range(1, steps).Select(t => (t, t)),
                    (true, true, FlowTime.EveryStep or FlowTime.AllSteps) =>
                        Enumerable.Range(1, steps).SelectMany(a => Enumerable.Range(1, steps).Select(b => (a, b))),
                    (true, true, _) => [(Last(source, steps), First(target, steps))],
                    (true, false, FlowTime.AllSteps) => Enumerable.Range(1, steps).Select(t => (t, 0)),
                    (true, false, _) => [(Last(source, steps), 0)],
                    (false, true, FlowTime.EveryStep or FlowTime.SameStep) => Enumerable.Range(1, steps).Select(t => (0, t)),
                    (false, true, _) => [(0, First(target, steps))],
                };
                edges.AddRange(pairs.Select(p => new GraphEdge(At(source, p.From), At(target, p.To), shape)));
            }
        }
    }

    /// <summary>The position where a part has read everything: its last, or the first where it runs backwards.</summary>
    private static int Last(string node, int steps) => IsReverse(node) ? 1 : steps;

    private static int First(string node, int steps) => IsReverse(node) ? steps : 1;

    private static bool IsReverse(string node) => node.EndsWith(".reverse", StringComparison.Ordinal);

    private static string At(string node, int step) => step == 0 ? node : $"{node}@{step}";

    private IEnumerable<string> Names() => _flows.SelectMany(f => new[] { f.From, f.To }).Distinct();

    private IEnumerable<string> Expand(string name) => Part(name) is not RecurrentLayer { Options: var o } ? [name]
        : Enumerable.Range(0, o.Layers).SelectMany(l => Enumerable.Range(0, o.Directions).Select(d => Node(name, o, l, d)));

    private IEnumerable<string> Outputs(string name) => Part(name) is not RecurrentLayer { Options: var o } ? [name]
        : Enumerable.Range(0, o.Directions).Select(d => Node(name, o, o.Layers - 1, d));

    private IEnumerable<string> Inputs(string name) => Part(name) is not RecurrentLayer { Options: var o } ? [name]
        : Enumerable.Range(0, o.Directions).Select(d => Node(name, o, 0, d));

    /// <summary>A state starts every layer of a stack.</summary>
    private IEnumerable<string> InitialTargets(string name, string source) =>
        Part(name) is RecurrentLayer { Options.Directions: 2 } ? Expand(name).Where(n => IsReverse(n) == IsReverse(source))
        : Expand(name);

    private static string Node(string name, RecurrentOptions o, int layer, int direction) =>
        $"{name}{(o.Layers > 1 ? $".l{layer}" : "")}{(direction == 1 ? ".reverse" : "")}";

    /// <summary>What flows: what the giving part puts out, else what the taking part expects.</summary>
    private string Shape(DataFlow flow)
    {
        string state = flow.Time != FlowTime.InitialState ? ""
            : Part(flow.To) is RecurrentLayer { Options.Cell.States: > 1 } && Part(flow.From) is RecurrentLayer ? "h, c " : "h ";
        return state + (Part(flow.From) switch
        {
            Embedding embedding => $"[N, {embedding.Weight.Value.Shape[1]}]",
            RecurrentLayer layer => $"[N, {layer.Options.Units}]",
            Linear linear => $"[N, {linear.Weight.Value.Shape[0]}]",
            _ => Part(flow.To) switch
            {
                Embedding => "[N] ids",
                RecurrentLayer layer => flow.Time == FlowTime.InitialState ? $"[N, {layer.Options.Units}]" : $"[N, {layer.Inputs}]",
                Linear linear => $"[N, {linear.Weight.Value.Shape[1]}]",
                _ => "",
            },
        });
    }

    private Module? Part(string path)
    {
        Module? at = _model;
        foreach (string name in path.Split('.'))
        {
            at = at?.Children.FirstOrDefault(c => c.Name == name).Module;
        }

        return at;
    }

    private static List<DataFlow> Chain(Module model)
    {
        string[] names = ["input", .. model.Children.Count == 0 ? [model.GetType().Name] : model.Children.Select(c => c.Name), "output"];
        if (names.Count(n => n == "output") > 1)
        {
            names[^1] = "prediction";
        }

        return [.. names.Zip(names.Skip(1), (from, to) => new DataFlow(from, to))];
    }
}
