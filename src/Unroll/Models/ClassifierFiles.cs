using System.Buffers;
using System.Text;
using System.Text.Json;
using Unroll.Data;
using Unroll.Formats;
using Unroll.Recurrent;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>A classifier as files: config.json (every default spelled out) and model.safetensors (PyTorch's names).</summary>
public static class ClassifierFiles
{
    /// <summary>Writes both files into a folder.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">The folder, made where it is missing.</param>
    internal static void Save(SequenceClassifier model, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnrollException($"{folder}: cannot make the folder: {e.Message}", e);
        }

        AtomicFile.WriteAllText(Path.Combine(folder, "config.json"), Config(model, null));
        SaveWeights(model, Path.Combine(folder, "model.safetensors"));
    }

    /// <summary>Writes the weights alone.</summary>
    public static void SaveWeights(SequenceClassifier model, string path) => Safetensors.Write(path, model.Export());

    /// <summary>config.json as text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="extra">Further properties that a run records (recipe, data, training).</param>
    public static string Config(SequenceClassifier model, Action<Utf8JsonWriter>? extra)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", 1);
            json.WriteString("task", "classify");
            extra?.Invoke(json);
            json.WriteStartObject("model");
            ClassifierOptions o = model.Options;
            json.WriteNumber("embedding", o.Embedding);
            WriteRecurrent(json, o.Recurrent);
            json.WriteNumber("input_dropout", o.InputDropout);
            json.WriteNumber("output_dropout", o.OutputDropout);
            json.WriteBoolean("rectify_features", o.RectifyFeatures);
            json.WriteNumber("ngrams", o.Ngrams);
            json.WriteNumber("ngram_buckets", o.NgramBuckets);
            json.WriteNumber("ngram_dropout", o.NgramDropout);
            json.WriteNumber("label_smoothing", o.LabelSmoothing);
            json.WriteNumber("class_balance", o.ClassBalance);
            json.WriteNumber("seed", o.Seed);
            json.WriteEndObject();
            WriteStrings(json, "labels", model.Labels);
            WriteStrings(json, "vocabulary", model.Vocabulary.Tokens);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>Reads a model from a run folder, or from a model.safetensors with its config.json beside it.</summary>
    internal static SequenceClassifier Load(string path)
    {
        RunFolder run = RunFolder.Open(path);
        return RunWeights.Load(run, () => FromConfig(run.ReadConfig(), run.ConfigPath, initialize: false), TryOut);
    }

    /// <summary>Makes the model that a config describes, with fresh weights.</summary>
    /// <param name="config">The text of config.json.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="UnrollException">The text is not the config of a classifier.</exception>
    public static SequenceClassifier FromConfig(string config, string source) => FromConfig(config, source, initialize: true);

    private static SequenceClassifier FromConfig(string config, string source, bool initialize)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(config);
            JsonElement root = document.RootElement, m = Need(root, "model");
            string? task = Need(root, "task").GetString();
            bool hasNgrams = m.TryGetProperty("ngrams", out _);
            if (task != "classify")
            {
                throw new UnrollException($"{source}: a model for `{task}`, expected one for `classify`");
            }

            return new SequenceClassifier(
                Vocabulary.FromTokens(ReadStrings(root, "vocabulary")), new LabelSet(ReadStrings(root, "labels")),
                new ClassifierOptions
                {
                    Embedding = Need(m, "embedding").GetInt32(),
                    Recurrent = ReadRecurrent(Need(m, "recurrent")),
                    InputDropout = Need(m, "input_dropout").GetSingle(),
                    OutputDropout = Need(m, "output_dropout").GetSingle(),
                    RectifyFeatures = m.TryGetProperty("rectify_features", out JsonElement rectify) && rectify.GetBoolean(),
                    // Models saved before there were n-grams have none.
                    Ngrams = hasNgrams ? Need(m, "ngrams").GetInt32() : 0,
                    NgramBuckets = hasNgrams ? Need(m, "ngram_buckets").GetInt32() : new ClassifierOptions().NgramBuckets,
                    NgramDropout = hasNgrams ? Need(m, "ngram_dropout").GetSingle() : 0,
                    LabelSmoothing = Need(m, "label_smoothing").GetSingle(),
                    ClassBalance = Need(m, "class_balance").GetSingle(),
                    Seed = Need(m, "seed").GetUInt64(),
                },
                initialize);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new UnrollException($"{source}: not the config of an Unroll model: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    internal static JsonElement Need(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) ? value : throw new FormatException($"`{name}` is missing");

    internal static void WriteRecurrent(Utf8JsonWriter json, RecurrentOptions r)
    {
        json.WriteStartObject("recurrent");
        json.WriteString("cell", r.Cell.Name);
        json.WriteNumber("units", r.Units);
        json.WriteNumber("layers", r.Layers);
        json.WriteBoolean("bidirectional", r.Bidirectional);
        json.WriteString("merge", r.Merge == Merge.Sum ? "sum" : "concatenate");
        json.WriteNumber("dropout", r.Dropout);
        json.WriteNumber("recurrent_dropout", r.RecurrentDropout);
        json.WriteNumber("zoneout_hidden", r.ZoneoutHidden);
        json.WriteNumber("zoneout_cell", r.ZoneoutCell);
        json.WriteBoolean("layer_norm", r.LayerNorm);
        json.WriteBoolean("learned_initial_state", r.LearnedInitialState);
        json.WriteEndObject();
    }

    internal static RecurrentOptions ReadRecurrent(JsonElement r) =>
        new(Cell.Parse(Need(r, "cell").GetString() ?? ""), Need(r, "units").GetInt32())
        {
            Layers = Need(r, "layers").GetInt32(),
            Bidirectional = Need(r, "bidirectional").GetBoolean(),
            Merge = Need(r, "merge").GetString() == "sum" ? Merge.Sum : Merge.Concatenate,
            Dropout = Need(r, "dropout").GetSingle(),
            RecurrentDropout = Need(r, "recurrent_dropout").GetSingle(),
            ZoneoutHidden = Need(r, "zoneout_hidden").GetSingle(),
            ZoneoutCell = Need(r, "zoneout_cell").GetSingle(),
            LayerNorm = Need(r, "layer_norm").GetBoolean(),
            LearnedInitialState = Need(r, "learned_initial_state").GetBoolean(),
        };

    internal static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    internal static string[] ReadStrings(JsonElement root, string name)
    {
        JsonElement array = Need(root, name);
        var strings = new string[array.GetArrayLength()];
        int count = 0;
        foreach (JsonElement e in array.EnumerateArray())
        {
            strings[count++] = e.GetString() ?? throw new FormatException($"`{name}` holds a null");
        }

        return strings;
    }

    /// <summary>A text of two characters: later steps run other kernels than the first.</summary>
    internal static void TryOut(SequenceClassifier model) => model.Probabilities([[0, 0]]);
}
