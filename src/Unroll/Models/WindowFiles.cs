using System.Text.Json;
using Unroll.Data;
using Unroll.Formats;
using static Unroll.Models.ClassifierFiles;

namespace Unroll.Models;

/// <summary>A classifier of windows as files: config.json (every default spelled out) and model.safetensors.</summary>
public static class WindowFiles
{
    /// <summary>The kind in config.json.</summary>
    public const string Kind = "windows";

    /// <summary>config.json as text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="extra">Further properties that a run records (recipe, data, training).</param>
    public static string Config(WindowClassifier model, Action<Utf8JsonWriter>? extra)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelFiles.Config("classify", Kind, extra, json =>
        {
            WindowOptions o = model.Options;
            json.WriteStartObject("model");
            json.WriteNumber("length", o.Length);
            json.WriteNumber("width", o.Width);
            json.WriteNumber("filters", o.Filters);
            json.WriteNumber("places", o.Places);
            WriteRecurrent(json, o.Recurrent);
            json.WriteNumber("members", o.Members);
            json.WriteNumber("hidden", o.Hidden);
            json.WriteNumber("output_dropout", o.OutputDropout);
            json.WriteNumber("seed", o.Seed);
            json.WriteEndObject();
            WriteStrings(json, "labels", model.Labels);
        });
    }

    /// <summary>Writes the weights alone.</summary>
    public static void SaveWeights(WindowClassifier model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        Safetensors.Write(path, model.Export());
    }

    /// <summary>Makes the model that a config describes, with fresh weights.</summary>
    /// <param name="config">The text of config.json.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="UnrollException">The text is not the config of a classifier of windows.</exception>
    public static WindowClassifier FromConfig(string config, string source) =>
        ModelFiles.FromConfig(config, source, Kind, root => Build(root, initialize: true));

    internal static WindowClassifier Load(string path) => ModelFiles.Load(path, Kind, root => Build(root, initialize: false));

    private static WindowClassifier Build(JsonElement root, bool initialize)
    {
        JsonElement m = Need(root, "model");
        return new WindowClassifier(
            new LabelSet(ReadStrings(root, "labels")),
            new WindowOptions
            {
                Length = Need(m, "length").GetInt32(),
                Width = Need(m, "width").GetInt32(),
                Filters = Need(m, "filters").GetInt32(),
                Places = Need(m, "places").GetInt32(),
                Recurrent = ReadRecurrent(Need(m, "recurrent")),
                Members = Need(m, "members").GetInt32(),
                Hidden = Need(m, "hidden").GetSingle(),
                OutputDropout = Need(m, "output_dropout").GetSingle(),
                Seed = Need(m, "seed").GetUInt64(),
            },
            initialize);
    }
}
