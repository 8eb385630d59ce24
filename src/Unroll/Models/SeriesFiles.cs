using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Unroll.Data;
using Unroll.Formats;
using Unroll.Training;
using static Unroll.Models.ClassifierFiles;

namespace Unroll.Models;

/// <summary>A <see cref="SeriesModel"/> as files: config.json (every default spelled out) and model.safetensors (PyTorch's names).</summary>
public static class SeriesFiles
{
    /// <summary>The property <c>kind</c> of config.json.</summary>
    public const string Kind = "series";

    internal static void Save(SeriesModel model, string folder)
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
    public static void SaveWeights(SeriesModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        Safetensors.Write(path, model.Export());
    }

    /// <summary>config.json as text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="extra">Further properties that a run records (recipe, data, training).</param>
    public static string Config(SeriesModel model, Action<Utf8JsonWriter>? extra)
    {
        ArgumentNullException.ThrowIfNull(model);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            SeriesOptions o = model.Options;
            json.WriteStartObject();
            json.WriteNumber("format", 1);
            json.WriteString("task", model.Head.Answer == SeriesAnswer.Label ? "classify" : "regress");
            json.WriteString("kind", Kind);
            extra?.Invoke(json);
            json.WriteStartObject("model");
            json.WriteNumber("input_units", o.InputUnits);
            WriteRecurrent(json, o.Recurrent);
            json.WriteString("pooling", Name(o.Pooling));
            json.WriteNumber("input_dropout", o.InputDropout);
            json.WriteNumber("output_dropout", o.OutputDropout);
            json.WriteNumber("label_smoothing", o.LabelSmoothing);
            json.WriteNumber("class_balance", o.ClassBalance);
            json.WriteNumber("seed", o.Seed);
            json.WriteEndObject();
            WriteHead(json, model.Head);
            WriteFeatures(json, model.Scaler);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>Makes the model that a config describes, with fresh weights.</summary>
    /// <param name="config">The text of config.json.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="UnrollException">The text is not the config of such a model.</exception>
    public static SeriesModel FromConfig(string config, string source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(config);
            JsonElement root = document.RootElement, m = Need(root, "model");
            if (Need(root, "kind").GetString() is var kind && kind != Kind)
                throw new UnrollException($"{source}: a model of kind `{kind}`, expected `{Kind}`");
            return new SeriesModel(ReadFeatures(Need(root, "features")), ReadHead(Need(root, "answer")), new SeriesOptions
            {
                InputUnits = Need(m, "input_units").GetInt32(),
                Recurrent = ReadRecurrent(Need(m, "recurrent")),
                Pooling = ParsePooling(Need(m, "pooling").GetString() ?? ""),
                InputDropout = Need(m, "input_dropout").GetSingle(),
                OutputDropout = Need(m, "output_dropout").GetSingle(),
                LabelSmoothing = Need(m, "label_smoothing").GetSingle(),
                ClassBalance = Need(m, "class_balance").GetSingle(),
                Seed = Need(m, "seed").GetUInt64(),
            });
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new UnrollException($"{source}: not the config of an Unroll model: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>Reads a model from a run folder, or from a model.safetensors with its config.json beside it.</summary>
    internal static SeriesModel Load(string path)
    {
        RunFolder run = RunFolder.Open(path);
        return RunWeights.Load(run, () => FromConfig(run.ReadConfig(), run.ConfigPath), TryOut);
    }

    /// <summary>The name of a pooling in config.json and on the command line, such as <c>last+mean</c>; <c>steps</c> for every step.</summary>
    public static string Name(SeriesPooling pooling) => pooling == SeriesPooling.EveryStep ? "steps"
        : string.Join('+', Enum.GetValues<SeriesPooling>().Where(p => p != 0 && pooling.HasFlag(p)).Select(p => p.ToString().ToLowerInvariant()));

    /// <summary>The pooling of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static SeriesPooling ParsePooling(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name == "steps")
            return SeriesPooling.EveryStep;
        SeriesPooling pooling = 0;
        foreach (string part in name.Split('+'))
        {
            pooling |= part switch
            {
                "last" => SeriesPooling.Last,
                "mean" => SeriesPooling.Mean,
                "max" => SeriesPooling.Max,
                _ => throw new ArgumentException($"expected last, mean, max or some of them joined by + for `pooling`, got {name}"),
            };
        }

        return pooling;
    }

    private static void WriteHead(Utf8JsonWriter json, SeriesHead head)
    {
        json.WriteStartObject("answer");
        json.WriteString("kind", Name(head.Answer));
        if (head.Labels is not null)
            WriteStrings(json, "labels", head.Labels);
        else
        {
            WriteNumbers(json, "quantiles", head.Quantiles);
            json.WriteNumber("delta", head.Delta);
            json.WriteNumber("center", head.Center);
            json.WriteNumber("scale", head.Scale);
            json.WriteBoolean("discrete", head.Discrete);
            json.WriteBoolean("mean", head.AnswerMean);
        }

        json.WriteEndObject();
    }

    private static SeriesHead ReadHead(JsonElement json)
    {
        SeriesAnswer answer = ParseAnswer(Need(json, "kind").GetString() ?? "");
        return answer == SeriesAnswer.Label ? SeriesHead.Classify(new LabelSet(ReadStrings(json, "labels"))) : new SeriesHead
        {
            Answer = answer,
            Quantiles = ReadNumbers(json, "quantiles"),
            Delta = Need(json, "delta").GetSingle(),
            Center = Need(json, "center").GetDouble(),
            Scale = Need(json, "scale").GetDouble(),
            Discrete = Need(json, "discrete").GetBoolean(),
            AnswerMean = Need(json, "mean").GetBoolean(),
        };
    }

    /// <summary>The name of an answer in config.json and on the command line.</summary>
    public static string Name(SeriesAnswer answer) => answer switch
    {
        SeriesAnswer.Label => "label",
        SeriesAnswer.SquaredError => "squared",
        SeriesAnswer.Huber => "huber",
        SeriesAnswer.Quantile => "quantile",
        _ => "weibull",
    };

    /// <summary>The answer of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static SeriesAnswer ParseAnswer(string name)
    {
        foreach (SeriesAnswer answer in Enum.GetValues<SeriesAnswer>())
        {
            if (Name(answer) == name)
                return answer;
        }

        throw new ArgumentException($"expected squared, huber, quantile or weibull for `answer`, got {name}");
    }

    private static void WriteFeatures(Utf8JsonWriter json, FeatureScaler scaler)
    {
        json.WriteStartObject("features");
        WriteStrings(json, "names", scaler.Names);
        WriteNumbers(json, "center", scaler.Center);
        WriteNumbers(json, "scale", scaler.Scale);
        json.WriteEndObject();
    }

    private static FeatureScaler ReadFeatures(JsonElement json)
    {
        string[] names = ReadStrings(json, "names");
        float[] center = ReadNumbers(json, "center"), scale = ReadNumbers(json, "scale");
        if (names.Length == 0 || center.Length != names.Length || scale.Length != names.Length || scale.Contains(0))
            throw new FormatException("`features` needs a center and a scale other than 0 for each name");
        return new FeatureScaler(names, center, scale);
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, float[] values)
    {
        // On one line, however many features there are.
        json.WritePropertyName(name);
        json.WriteRawValue($"[{string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]");
    }

    private static float[] ReadNumbers(JsonElement root, string name) => [.. Need(root, name).EnumerateArray().Select(e => e.GetSingle())];

    /// <summary>Two steps of zeros.</summary>
    internal static void TryOut(SeriesModel model) => model.Outputs([new FeatureSequence("", new float[2 * model.Scaler.Names.Count], 2)]);
}
