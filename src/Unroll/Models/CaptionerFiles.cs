using System.Buffers;
using System.Text;
using System.Text.Json;
using Unroll.Decoding;
using Unroll.Formats;
using Unroll.Recurrent;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>A captioner as files: config.json (every default spelled out) and model.safetensors.</summary>
public static class CaptionerFiles
{
    /// <summary>The task that config.json names.</summary>
    public const string Kind = "captions";

    /// <summary>Writes the weights alone.</summary>
    public static void SaveWeights(Captioner model, string path) => Safetensors.Write(path, model.Export());

    /// <summary>config.json as text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="extra">Further properties that a run records (recipe, data, training).</param>
    public static string Config(Captioner model, Action<Utf8JsonWriter>? extra)
    {
        ArgumentNullException.ThrowIfNull(model);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", 1);
            json.WriteString("task", Kind);
            extra?.Invoke(json);
            Write(json, model.Options);
            TranslatorFiles.Write(json, "words", model.Words);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>Reads a model from a run folder, or from a model.safetensors with its config.json beside it.</summary>
    /// <exception cref="UnrollException">A file is missing, damaged or of another model.</exception>
    public static Captioner Load(string path)
    {
        RunFolder run = RunFolder.Open(path);
        return RunWeights.Load(run, () => FromConfig(run.ReadConfig(), run.ConfigPath, initialize: false), TryOut);
    }

    /// <summary>Makes the model that a config describes, with fresh weights.</summary>
    /// <param name="config">The text of config.json.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="UnrollException">The text is not the config of a captioner.</exception>
    public static Captioner FromConfig(string config, string source) => FromConfig(config, source, initialize: true);

    private static Captioner FromConfig(string config, string source, bool initialize)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(config);
            JsonElement root = document.RootElement;
            string? task = ClassifierFiles.Need(root, "task").GetString();
            if (task != Kind)
            {
                throw new UnrollException($"{source}: a model for `{task}`, expected one for `{Kind}`");
            }

            return new Captioner(
                TranslatorFiles.ReadTokenizer(ClassifierFiles.Need(root, "words")), ReadOptions(ClassifierFiles.Need(root, "model")), initialize);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new UnrollException($"{source}: not the config of an Unroll model: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static void Write(Utf8JsonWriter json, CaptionerOptions o)
    {
        json.WriteStartObject("model");
        json.WriteNumber("side", o.Side);
        json.WriteStartArray("channels");
        foreach (int channels in o.Channels)
        {
            json.WriteNumberValue(channels);
        }

        json.WriteEndArray();
        json.WriteNumber("positions", o.Positions);
        json.WriteNumber("features", o.Features);
        json.WriteNumber("feature_units", o.FeatureUnits);
        json.WriteNumber("embedding", o.Embedding);
        json.WriteString("decoder", o.Decoder.Name);
        json.WriteNumber("decoder_units", o.DecoderUnits);
        json.WriteNumber("attention_units", o.AttentionUnits);
        json.WriteNumber("readout_units", o.ReadoutUnits);
        json.WriteNumber("output_dropout", o.OutputDropout);
        json.WriteNumber("seed", o.Seed);
        json.WriteEndObject();
    }

    private static CaptionerOptions ReadOptions(JsonElement m)
    {
        JsonElement Of(string name) => ClassifierFiles.Need(m, name);
        return new CaptionerOptions
        {
            Side = Of("side").GetInt32(), Channels = [.. Of("channels").EnumerateArray().Select(c => c.GetInt32())],
            Positions = Of("positions").GetInt32(), Features = Of("features").GetInt32(), FeatureUnits = Of("feature_units").GetInt32(),
            Embedding = Of("embedding").GetInt32(), Decoder = Cell.Parse(Of("decoder").GetString() ?? ""),
            DecoderUnits = Of("decoder_units").GetInt32(), AttentionUnits = Of("attention_units").GetInt32(),
            ReadoutUnits = Of("readout_units").GetInt32(), OutputDropout = Of("output_dropout").GetSingle(), Seed = Of("seed").GetUInt64(),
        };
    }

    /// <summary>The first word for a blank picture.</summary>
    internal static void TryOut(Captioner model) => model.Describe([new float[model.Options.InputSize]], new BeamOptions { MaxLength = _ => 1 });
}
