using System.Buffers;
using System.Text;
using System.Text.Json;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Formats;
using Unroll.Recurrent;
using Unroll.Recurrent.Decoding;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>A translator as files: config.json (every default spelled out) and model.safetensors.</summary>
public static class TranslatorFiles
{
    /// <summary>Writes the weights alone.</summary>
    public static void SaveWeights(Translator model, string path) => Safetensors.Write(path, model.Export());

    /// <summary>config.json as text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="extra">Further properties that a run records (recipe, data, training).</param>
    public static string Config(Translator model, Action<Utf8JsonWriter>? extra)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", 1);
            json.WriteString("task", "translate");
            extra?.Invoke(json);
            Write(json, model.Options);
            Write(json, "source", model.Source);
            if (model.Source != model.Target)
            {
                Write(json, "target", model.Target);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>Writes both files into a folder, made where it is missing.</summary>
    /// <exception cref="UnrollException">The folder cannot be written to.</exception>
    public static void Save(Translator model, string folder)
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

    /// <summary>Reads a model from a run folder, or from a model.safetensors with its config.json beside it.</summary>
    /// <exception cref="UnrollException">A file is missing, damaged or of another model.</exception>
    public static Translator Load(string path)
    {
        RunFolder run = RunFolder.Open(path);
        return RunWeights.Load(run, () => FromConfig(run.ReadConfig(), run.ConfigPath, initialize: false), TryOut);
    }

    /// <summary>Makes the model that a config describes, with fresh weights.</summary>
    /// <param name="config">The text of config.json.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="UnrollException">The text is not the config of a translator.</exception>
    public static Translator FromConfig(string config, string source) => FromConfig(config, source, initialize: true);

    private static Translator FromConfig(string config, string source, bool initialize)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(config);
            JsonElement root = document.RootElement;
            string? task = ClassifierFiles.Need(root, "task").GetString();
            if (task != "translate")
            {
                throw new UnrollException($"{source}: a model for `{task}`, expected one for `translate`");
            }

            Tokenizer read = ReadTokenizer(ClassifierFiles.Need(root, "source"));
            Tokenizer written = root.TryGetProperty("target", out JsonElement target) ? ReadTokenizer(target) : read;
            return new Translator(read, written, ReadOptions(ClassifierFiles.Need(root, "model")), initialize);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new UnrollException($"{source}: not the config of an Unroll model: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static void Write(Utf8JsonWriter json, TranslatorOptions o)
    {
        json.WriteStartObject("model");
        json.WriteNumber("embedding", o.Embedding);
        ClassifierFiles.WriteRecurrent(json, o.Encoder);
        json.WriteBoolean("reverse_source", o.ReverseSource);
        json.WriteString("decoder", o.Decoder.Name);
        json.WriteNumber("decoder_units", o.DecoderUnits);
        json.WriteNumber("decoder_layers", o.DecoderLayers);
        json.WriteBoolean("context_every_step", o.ContextEveryStep);
        json.WriteBoolean("bridge", o.Bridge);
        json.WriteString("readout", Name(o.Readout));
        json.WriteNumber("readout_units", o.ReadoutUnits);
        json.WriteBoolean("tie_output", o.TieOutput);
        json.WriteBoolean("share_embeddings", o.ShareEmbeddings);
        json.WriteNumber("embedding_dropout", o.EmbeddingDropout);
        json.WriteNumber("context_dropout", o.ContextDropout);
        json.WriteNumber("output_dropout", o.OutputDropout);
        json.WriteNumber("label_smoothing", o.LabelSmoothing);
        json.WriteNumber("scheduled_sampling", o.ScheduledSampling);
        json.WriteNumber("sampling_ramp", o.SamplingRamp);
        json.WriteNumber("seed", o.Seed);
        if (o.Attention is { } a)
        {
            json.WriteStartObject("attention");
            json.WriteString("score", Name(a.Score));
            json.WriteString("order", Name(a.Order));
            json.WriteString("history", Name(a.History));
            json.WriteNumber("units", a.Units);
            json.WriteNumber("kernel", a.Kernel);
            json.WriteBoolean("input_feeding", a.InputFeeding);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static TranslatorOptions ReadOptions(JsonElement m)
    {
        JsonElement Of(string name) => ClassifierFiles.Need(m, name);
        return new TranslatorOptions
        {
            Embedding = Of("embedding").GetInt32(), Encoder = ClassifierFiles.ReadRecurrent(Of("recurrent")),
            ReverseSource = Of("reverse_source").GetBoolean(), Decoder = Cell.Parse(Of("decoder").GetString() ?? ""),
            DecoderUnits = Of("decoder_units").GetInt32(), DecoderLayers = Of("decoder_layers").GetInt32(),
            ContextEveryStep = Of("context_every_step").GetBoolean(), Bridge = Of("bridge").GetBoolean(),
            Readout = Parse<Readout>(Of("readout")), ReadoutUnits = Of("readout_units").GetInt32(),
            TieOutput = Of("tie_output").GetBoolean(), ShareEmbeddings = Of("share_embeddings").GetBoolean(),
            EmbeddingDropout = Of("embedding_dropout").GetSingle(), ContextDropout = Of("context_dropout").GetSingle(),
            OutputDropout = Of("output_dropout").GetSingle(), LabelSmoothing = Of("label_smoothing").GetSingle(),
            ScheduledSampling = Of("scheduled_sampling").GetSingle(), SamplingRamp = Of("sampling_ramp").GetInt32(),
            Seed = Of("seed").GetUInt64(),
            Attention = m.TryGetProperty("attention", out JsonElement a) ? ReadAttention(a) : null,
        };
    }

    private static AttentionOptions ReadAttention(JsonElement a)
    {
        JsonElement Of(string name) => ClassifierFiles.Need(a, name);
        return new AttentionOptions
        {
            Score = Parse<AttentionScore>(Of("score")), Order = Parse<AttentionOrder>(Of("order")),
            History = Parse<AttentionHistory>(Of("history")),
            Units = Of("units").GetInt32(), Kernel = Of("kernel").GetInt32(), InputFeeding = Of("input_feeding").GetBoolean(),
        };
    }

    internal static void Write(Utf8JsonWriter json, string name, Tokenizer tokenizer)
    {
        json.WriteStartObject(name);
        json.WriteString("kind", Name(tokenizer.Kind));
        ClassifierFiles.WriteStrings(json, "tokens", tokenizer.Tokens);
        if (tokenizer.Kind == TokenKind.Pieces)
        {
            ClassifierFiles.WriteStrings(json, "merges", tokenizer.Merges.SelectMany(m => new[] { m.Left, m.Right }));
        }

        json.WriteEndObject();
    }

    internal static Tokenizer ReadTokenizer(JsonElement t)
    {
        TokenKind kind = Parse<TokenKind>(ClassifierFiles.Need(t, "kind"));
        string[] merges = kind == TokenKind.Pieces ? ClassifierFiles.ReadStrings(t, "merges") : [];
        return new Tokenizer(kind, ClassifierFiles.ReadStrings(t, "tokens"), [.. merges.Chunk(2).Select(m => (m[0], m[^1]))]);
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static T Parse<T>(JsonElement element)
        where T : struct, Enum =>
        Enum.TryParse(element.GetString(), ignoreCase: true, out T value) && Enum.IsDefined(value) ? value
            : throw new FormatException($"unknown {typeof(T).Name} `{element.GetString()}`");

    /// <summary>The first token for an empty text.</summary>
    internal static void TryOut(Translator model) => model.Translate([""], new BeamOptions { MaxLength = _ => 1 });
}
