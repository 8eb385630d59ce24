using System.Text.Json;
using Unroll.Data;
using Unroll.Formats;
using static Unroll.Models.ClassifierFiles;

namespace Unroll.Models;

/// <summary>A tagger as files: config.json (every default spelled out) and model.safetensors.</summary>
public static class TaggerFiles
{
    /// <summary>The kind in config.json.</summary>
    public const string Kind = "tagger";

    /// <summary>config.json as text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="extra">Further properties that a run records (recipe, data, training).</param>
    public static string Config(SequenceTagger model, Action<Utf8JsonWriter>? extra)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelFiles.Config("tag", Kind, extra, json =>
        {
            TaggerOptions o = model.Options;
            json.WriteStartObject("model");
            json.WriteNumber("embedding", o.Embedding);
            json.WriteString("characters", ModelFiles.Name(o.Characters));
            json.WriteNumber("character_embedding", o.CharacterEmbedding);
            json.WriteNumber("character_units", o.CharacterUnits);
            json.WriteNumber("shape_embedding", o.ShapeEmbedding);
            WriteRecurrent(json, o.Recurrent);
            json.WriteNumber("input_dropout", o.InputDropout);
            json.WriteNumber("output_dropout", o.OutputDropout);
            json.WriteNumber("word_dropout", o.WordDropout);
            json.WriteNumber("min_count", o.MinCount);
            json.WriteBoolean("crf", o.Crf);
            json.WriteNumber("seed", o.Seed);
            json.WriteEndObject();
            WriteStrings(json, "labels", model.Tags);
            WriteStrings(json, "legal", model.Legal.ToLines());
            WriteStrings(json, "letters", model.Characters.Tokens);
            WriteStrings(json, "vocabulary", model.Words.Tokens);
        });
    }

    /// <summary>Writes the weights alone.</summary>
    public static void SaveWeights(SequenceTagger model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        Safetensors.Write(path, model.Export());
    }

    /// <summary>Makes the model that a config describes, with fresh weights.</summary>
    /// <param name="config">The text of config.json.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="UnrollException">The text is not the config of a tagger.</exception>
    public static SequenceTagger FromConfig(string config, string source) =>
        ModelFiles.FromConfig(config, source, Kind, root => Build(root, initialize: true));

    internal static SequenceTagger Load(string path) => ModelFiles.Load(path, Kind, root => Build(root, initialize: false), TryOut);

    private static SequenceTagger Build(JsonElement root, bool initialize)
    {
        JsonElement m = Need(root, "model");
        return new SequenceTagger(
            Vocabulary.FromTokens(ReadStrings(root, "vocabulary")), Vocabulary.FromTokens(ReadStrings(root, "letters")),
            new LabelSet(ReadStrings(root, "labels")), TagConstraints.FromLines(ReadStrings(root, "legal")),
            new TaggerOptions
            {
                Embedding = Need(m, "embedding").GetInt32(),
                Characters = ModelFiles.Choice<CharacterEncoder>(m, "characters"),
                CharacterEmbedding = Need(m, "character_embedding").GetInt32(),
                CharacterUnits = Need(m, "character_units").GetInt32(),
                ShapeEmbedding = Need(m, "shape_embedding").GetInt32(),
                Recurrent = ReadRecurrent(Need(m, "recurrent")),
                InputDropout = Need(m, "input_dropout").GetSingle(),
                OutputDropout = Need(m, "output_dropout").GetSingle(),
                WordDropout = Need(m, "word_dropout").GetSingle(),
                MinCount = Need(m, "min_count").GetInt32(),
                Crf = Need(m, "crf").GetBoolean(),
                Seed = Need(m, "seed").GetUInt64(),
            },
            initialize);
    }

    /// <summary>A sentence of two words.</summary>
    internal static void TryOut(SequenceTagger model) => model.Predict(["a", "a"]);
}
