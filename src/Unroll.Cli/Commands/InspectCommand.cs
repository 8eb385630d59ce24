using System.CommandLine;
using System.Text.Json;
using Unroll.Cli.Inspecting;
using Unroll.Cli.Options;
using Unroll.Cli.Output;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Recipes;
using Unroll.Training;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll inspect MODEL</c>: architecture, shapes and parameter statistics; where a run stands.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var command = new CommandWithExamples(
            "inspect", "Architecture as a tree with shapes, and statistics of the parameters; or drawn as a computation graph.",
            "unroll inspect runs/surnames-20250101-120000", "unroll inspect --pretrained surnames --json",
            "unroll inspect --pretrained surnames --graph model.svg --unroll 4");
        var source = new ModelSource(command);
        var graph = new GraphOptions(command);
        var common = new CommonOptions(command);
        command.SetAction(parsed =>
        {
            RunFolder? run = source.Path(parsed) is { } path ? RunFolder.Open(path) : null;
            ISavedModel? model = run is null ? source.Load(parsed) : LoadModel(run);
            ParameterStatistics[] parameters = model is not null ? Measure(model.Module)
                : run is { HasModel: true } ? Measure(Safetensors.Read(run.ModelPath)) : [];
            if (graph.Asked(parsed))
            {
                graph.Write(parsed, model?.Module ?? throw new UnrollException($"{source.Name(parsed)}: {WhyNoGraph(run)}"), source.Name(parsed));
                return;
            }

            if (common.Json(parsed))
            {
                JsonDocumentWriter.Write(json => WriteJson(json, source.Name(parsed), run, model, parameters));
                return;
            }

            if (run is not null)
            {
                Standard.Out.WriteLine($"{run.Path}: {State(run)}");
            }

            if (model is not null)
            {
                Standard.Out.WriteLine(model is SavedClassifier { Classifier: var classifier } ? ModelTree.Render(classifier) : ModelTree.Render(model));
            }

            if (parameters.Length > 0)
            {
                Standard.Out.WriteLine(Table(parameters).TrimEnd('\n'));
            }
        });
        return command;
    }

    /// <summary>The model of a run; a classifier without weights as it was initialised; null where there is nothing to load yet.</summary>
    private static ISavedModel? LoadModel(RunFolder run)
    {
        if (run.HasModel)
        {
            return HasModel(run) ? ModelKinds.Load(run.ModelPath) : null;
        }

        return ModelKinds.Kind(run) == "classify" && HasModel(run)
            ? new SavedClassifier(ClassifierFiles.FromConfig(run.ReadConfig(), run.ConfigPath)) : null;
    }

    private static string WhyNoGraph(RunFolder? run) =>
        run is not { HasModel: true } ? "no model to draw yet" : "its weights alone do not say how its parts feed each other; report.html has the graphs of such a run";

    /// <summary>Whether the config describes one model that can be loaded; a run that compares many may not.</summary>
    private static bool HasModel(RunFolder run)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(run.ReadConfig());
            string? kind = ModelKinds.Kind(run);
            bool described = document.RootElement.TryGetProperty("model", out JsonElement model) && model.ValueKind == JsonValueKind.Object;
            return ModelKinds.IsKnown(kind) && kind switch
            {
                "classify" => described && document.RootElement.TryGetProperty("vocabulary", out _),
                "translate" or "captions" => described,

                // Recipes whose plan is the shape of their model.
                _ => true,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new UnrollException($"{run.ConfigPath}: not the config of a run: {e.Message}", e);
        }
    }

    private static ParameterStatistics[] Measure(Module model) =>
        [.. model.Parameters().Select(p => ParameterStatistics.Of(p.Name, p.Parameter.Value.Shape.ToArray(), p.Parameter.Value.Span))];

    private static ParameterStatistics[] Measure(SafetensorsFile file) =>
        [.. file.Tensors.Select(t => ParameterStatistics.Of(t.Name, t.Shape, t.Data))];

    private static string State(RunFolder run)
    {
        IReadOnlyList<MetricsLogRecord> records = File.Exists(run.MetricsPath) ? MetricsLog.Read(run.MetricsPath) : [];
        string step = records.Count == 0 ? "" : $" at step {records[^1].Step:#,0}";
        return run.HasModel ? $"has a model{step}"
            : $"no model yet{step}, weights below are the initial ones; go on with `unroll resume {run.Path}`";
    }

    private static string Table(ParameterStatistics[] parameters)
    {
        var table = new TextTable("parameter", "shape", "count", "mean", "sd", "min", "max", "norm", "zeros")
        {
            Right = new HashSet<int> { 2, 3, 4, 5, 6, 7, 8 },
        };
        foreach (ParameterStatistics p in parameters)
        {
            table.Add(
                p.Name, $"[{string.Join(", ", p.Shape)}]", $"{p.Count:#,0}", Number(p.Mean), Number(p.Deviation),
                Number(p.Min), Number(p.Max), Number(p.Norm), ProgressText.Percent(p.Zeros));
        }

        return table.ToString();
    }

    private static string Number(double value) => value.ToString("0.0000");

    private static void WriteJson(Utf8JsonWriter json, string name, RunFolder? run, ISavedModel? model, ParameterStatistics[] parameters)
    {
        json.WriteString("model", name);
        if (run is not null)
        {
            json.WriteString("run", run.Path);
            json.WriteBoolean("has_model", run.HasModel);
            json.WriteBoolean("has_checkpoint", run.HasCheckpoint);
        }

        if (model is not null and not SavedClassifier)
        {
            json.WriteString("summary", model.Summary);
        }

        if (model is SavedClassifier { Classifier: var classifier })
        {
            json.WriteString("cell", classifier.Options.Recurrent.Cell.Name);
            json.WriteNumber("labels", classifier.Labels.Count);
            json.WriteNumber("characters", classifier.Vocabulary.Count);
        }

        json.WriteNumber("parameter_count", parameters.Sum(p => (long)p.Count));
        json.WriteStartArray("parameters");
        foreach (ParameterStatistics p in parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", p.Name);
            json.WriteStartArray("shape");
            foreach (int extent in p.Shape)
            {
                json.WriteNumberValue(extent);
            }

            json.WriteEndArray();
            ReadOnlySpan<(string, double)> values =
                [("mean", p.Mean), ("sd", p.Deviation), ("min", p.Min), ("max", p.Max), ("norm", p.Norm), ("zeros", p.Zeros)];
            foreach ((string key, double value) in values)
            {
                JsonDocumentWriter.Number(json, key, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
