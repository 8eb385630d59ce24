using System.Buffers;
using System.Text;
using System.Text.Json;
using Unroll.Data;
using Unroll.Formats;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>A language model as files: config.json (every default spelled out) and model.safetensors (PyTorch's names).</summary>
public static class LanguageModelFiles
{
    /// <summary>The kind in config.json.</summary>
    public const string Kind = "generate";

    /// <summary>Writes both files into a folder, made where it is missing.</summary>
    internal static void Save(LanguageModel model, string folder)
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
    public static void SaveWeights(LanguageModel model, string path) => Safetensors.Write(path, model.Export());

    /// <summary>config.json as text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="extra">Further properties that a run records (recipe, data, training).</param>
    public static string Config(LanguageModel model, Action<Utf8JsonWriter>? extra)
    {
        ArgumentNullException.ThrowIfNull(model);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", 1);
            json.WriteString("task", "generate");
            json.WriteString("kind", Kind);
            extra?.Invoke(json);
            json.WriteStartObject("model");
            LanguageModelOptions o = model.Options;
            json.WriteNumber("embedding", o.Embedding);
            ClassifierFiles.WriteRecurrent(json, o.Recurrent);
            json.WriteNumber("input_dropout", o.InputDropout);
            json.WriteNumber("output_dropout", o.OutputDropout);
            json.WriteBoolean("tied", o.Tied);
            json.WriteStartArray("cutoffs");
            foreach (int cutoff in o.Cutoffs)
            {
                json.WriteNumberValue(cutoff);
            }

            json.WriteEndArray();
            json.WriteNumber("seed", o.Seed);
            json.WriteEndObject();
            json.WriteString("pieces", model.Pieces.Kind.ToString().ToLowerInvariant());
            json.WriteBoolean("items", model.Pieces.IsItems);
            ClassifierFiles.WriteStrings(json, "vocabulary", model.Pieces.Kind == PieceKind.Bytes ? [] : model.Pieces.Tokens);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>Reads a model from a run folder, or from a model.safetensors with its config.json beside it.</summary>
    internal static LanguageModel Load(string path)
    {
        RunFolder run = RunFolder.Open(path);
        return RunWeights.Load(run, () => FromConfig(run.ReadConfig(), run.ConfigPath, initialize: false), TryOut);
    }

    /// <summary>Makes the model that a config describes, with fresh weights.</summary>
    /// <param name="config">The text of config.json.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="UnrollException">The text is not the config of a language model.</exception>
    public static LanguageModel FromConfig(string config, string source) => FromConfig(config, source, initialize: true);

    private static LanguageModel FromConfig(string config, string source, bool initialize)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(config);
            JsonElement root = document.RootElement, m = ClassifierFiles.Need(root, "model");
            string? kind = ClassifierFiles.Need(root, "kind").GetString();
            if (kind != Kind)
            {
                throw new UnrollException($"{source}: a model of kind `{kind}`, expected `{Kind}`");
            }

            string name = ClassifierFiles.Need(root, "pieces").GetString() ?? "";
            if (!Enum.TryParse(name, ignoreCase: true, out PieceKind pieces) || !Enum.IsDefined(pieces))
            {
                throw new FormatException($"unknown pieces `{name}`");
            }

            return new LanguageModel(
                Pieces.FromTokens(pieces, ClassifierFiles.ReadStrings(root, "vocabulary"), ClassifierFiles.Need(root, "items").GetBoolean()),
                new LanguageModelOptions
                {
                    Embedding = ClassifierFiles.Need(m, "embedding").GetInt32(),
                    Recurrent = ClassifierFiles.ReadRecurrent(ClassifierFiles.Need(m, "recurrent")),
                    InputDropout = ClassifierFiles.Need(m, "input_dropout").GetSingle(),
                    OutputDropout = ClassifierFiles.Need(m, "output_dropout").GetSingle(),
                    Tied = ClassifierFiles.Need(m, "tied").GetBoolean(),
                    Cutoffs = m.TryGetProperty("cutoffs", out JsonElement cutoffs) && cutoffs.GetArrayLength() > 0
                        ? [.. cutoffs.EnumerateArray().Select(c => c.GetInt32())] : [],
                    Seed = ClassifierFiles.Need(m, "seed").GetUInt64(),
                },
                initialize);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new UnrollException($"{source}: not the config of a language model: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>One step.</summary>
    internal static void TryOut(LanguageModel model)
    {
        var stepper = new LanguageStepper(model);
        stepper.Step(stepper.Start(), 0);
    }
}
