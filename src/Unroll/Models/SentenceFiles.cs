using System.Text.Json;
using Unroll.Data;
using Unroll.Formats;
using static Unroll.Models.ClassifierFiles;

namespace Unroll.Models;

/// <summary>A classifier of sentences as files: config.json (every default spelled out) and model.safetensors.</summary>
public static class SentenceFiles
{
    /// <summary>The kind in config.json.</summary>
    public const string Kind = "sentences";

    /// <summary>config.json as text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="extra">Further properties that a run records (recipe, data, training).</param>
    public static string Config(SentenceClassifier model, Action<Utf8JsonWriter>? extra)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelFiles.Config("classify", Kind, extra, json =>
        {
            SentenceOptions o = model.Options;
            json.WriteStartObject("model");
            json.WriteNumber("embedding", o.Embedding);
            json.WriteString("encoder", ModelFiles.Name(o.Encoder));
            json.WriteNumber("filters", o.Filters);
            json.WriteStartArray("widths");
            foreach (int width in o.Widths)
            {
                json.WriteNumberValue(width);
            }

            json.WriteEndArray();
            WriteRecurrent(json, o.Recurrent);
            json.WriteNumber("input_dropout", o.InputDropout);
            json.WriteNumber("output_dropout", o.OutputDropout);
            json.WriteNumber("word_dropout", o.WordDropout);
            json.WriteNumber("min_count", o.MinCount);
            json.WriteNumber("seed", o.Seed);
            json.WriteEndObject();
            WriteStrings(json, "labels", model.Labels);
            WriteStrings(json, "vocabulary", model.Words.Tokens);
        });
    }

    /// <summary>Writes the weights alone.</summary>
    public static void SaveWeights(SentenceClassifier model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        Safetensors.Write(path, model.Export());
    }

    /// <summary>Makes the model that a config describes, with fresh weights.</summary>
    /// <param name="config">The text of config.json.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="UnrollException">The text is not the config of a classifier of sentences.</exception>
    public static SentenceClassifier FromConfig(string config, string source) =>
        ModelFiles.FromConfig(config, source, Kind, root => Build(root, initialize: true));

    internal static SentenceClassifier Load(string path) => ModelFiles.Load(path, Kind, root => Build(root, initialize: false), TryOut);

    private static SentenceClassifier Build(JsonElement root, bool initialize)
    {
        JsonElement m = Need(root, "model");
        return new SentenceClassifier(
            Vocabulary.FromTokens(ReadStrings(root, "vocabulary")), new LabelSet(ReadStrings(root, "labels")),
            new SentenceOptions
            {
                Embedding = Need(m, "embedding").GetInt32(),
                Encoder = ModelFiles.Choice<SentenceEncoder>(m, "encoder"),
                Filters = Need(m, "filters").GetInt32(),
                Widths = [.. Need(m, "widths").EnumerateArray().Select(w => w.GetInt32())],
                Recurrent = ReadRecurrent(Need(m, "recurrent")),
                InputDropout = Need(m, "input_dropout").GetSingle(),
                OutputDropout = Need(m, "output_dropout").GetSingle(),
                WordDropout = Need(m, "word_dropout").GetSingle(),
                MinCount = Need(m, "min_count").GetInt32(),
                Seed = Need(m, "seed").GetUInt64(),
            },
            initialize);
    }

    /// <summary>A sentence of two words.</summary>
    internal static void TryOut(SentenceClassifier model) => model.Predict("a a");
}
