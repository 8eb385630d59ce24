using System.CommandLine;
using Unroll.Cli.Options;
using Unroll.Cli.Output;
using Unroll.Layers;
using Unroll.Reports.Graphs;

namespace Unroll.Cli.Inspecting;

/// <summary><c>--graph [FILE]</c> and <c>--unroll N</c>: the model as a computation graph, folded or unrolled.</summary>
internal sealed class GraphOptions
{
    private readonly Option<string?> _graph = new("--graph")
    {
        HelpName = "FILE",
        Description = "Draw the computation graph with shapes on its edges: into FILE.svg or FILE.dot, or as DOT to standard output.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int?> _steps = NumberOption.Positive("--unroll", "With --graph: unroll over this many steps; folded unless given.");

    /// <summary>Adds both to a command.</summary>
    public GraphOptions(Command command)
    {
        command.Add(_graph);
        command.Add(_steps);
    }

    /// <summary>Whether a graph is asked for.</summary>
    /// <exception cref="UsageException">Steps are given without it.</exception>
    public bool Asked(ParseResult parsed)
    {
        bool asked = parsed.GetResult(_graph) is not null;
        return asked || parsed.GetValue(_steps) is null ? asked : throw new UsageException("--unroll goes with --graph");
    }

    /// <summary>Draws the graph of a model.</summary>
    /// <exception cref="UsageException">The file's name ends in something else than .svg or .dot, or there are too many steps.</exception>
    /// <exception cref="UnrollException">The file cannot be written.</exception>
    public void Write(ParseResult parsed, Module model, string name)
    {
        int? steps = parsed.GetValue(_steps);
        if (steps > 200)
            throw new UsageException($"expected at most 200 for `--unroll`, got {steps}");
        ComputationGraph graph = steps is { } count ? GraphBuilder.Unrolled(model, count) : GraphBuilder.Folded(model);
        string? file = parsed.GetValue(_graph);
        if (file is null)
        {
            Standard.Out.Write(graph.ToDot(name));
            return;
        }

        string text = Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".svg" => new GraphChart(graph) { Description = $"computation graph of {name}" }.ToDocument(),
            ".dot" or ".gv" => graph.ToDot(name),
            _ => throw new UsageException($"expected a file that ends in .svg or .dot for `--graph`, got {file}"),
        };
        Save(file, text);
        Standard.Out.WriteLine($"{file}: {graph.Nodes.Count} nodes, {graph.Edges.Count} edges");
    }

    private static void Save(string file, string text)
    {
        string temporary = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnrollException($"cannot write `{file}`: {e.Message}; check that its folder exists and is writable", e);
        }
    }
}
