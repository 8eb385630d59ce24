using System.Buffers;
using System.Text;
using System.Text.Json;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>What the files of every kind of model have in common: config.json with every default spelled out, and model.safetensors.</summary>
internal static class ModelFiles
{
    /// <summary>config.json as text.</summary>
    /// <param name="task">The task, such as tag.</param>
    /// <param name="kind">The kind of model; its loader is found by it.</param>
    /// <param name="extra">Further properties that a run records (recipe, data, training).</param>
    /// <param name="write">Writes the properties of the model.</param>
    public static string Config(string task, string kind, Action<Utf8JsonWriter>? extra, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", 1);
            json.WriteString("task", task);
            json.WriteString("kind", kind);
            extra?.Invoke(json);
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>Writes both files into a folder, made where it is missing.</summary>
    /// <exception cref="UnrollException">The folder cannot be written to.</exception>
    public static void Save(Module model, string config, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnrollException($"{folder}: cannot make the folder: {e.Message}", e);
        }

        AtomicFile.WriteAllText(Path.Combine(folder, "config.json"), config);
        Safetensors.Write(Path.Combine(folder, "model.safetensors"), model.Export());
    }

    /// <summary>Reads a model from a run folder, or from a model.safetensors with its config.json beside it.</summary>
    /// <exception cref="UnrollException">A file is missing, damaged or of another kind of model.</exception>
    public static T Load<T>(string path, string kind, Func<JsonElement, T> build, Action<T>? tryOut = null)
        where T : Module
    {
        RunFolder run = RunFolder.Open(path);
        return RunWeights.Load(run, () => FromConfig(run.ReadConfig(), run.ConfigPath, kind, build), tryOut);
    }

    /// <summary>Makes the model that a config describes.</summary>
    /// <param name="config">The text of config.json.</param>
    /// <param name="source">What messages call it.</param>
    /// <param name="kind">The kind that is expected.</param>
    /// <param name="build">Makes the model from the root of the config.</param>
    /// <exception cref="UnrollException">The text is not the config of such a model.</exception>
    public static T FromConfig<T>(string config, string source, string kind, Func<JsonElement, T> build)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(config);
            string? found = ClassifierFiles.Need(document.RootElement, "kind").GetString();
            return found == kind ? build(document.RootElement)
                : throw new UnrollException($"{source}: a model of kind `{found}`, expected `{kind}`");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new UnrollException($"{source}: not the config of an Unroll model: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>A value of an enumeration by its name in lower case.</summary>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static T Choice<T>(JsonElement parent, string name)
        where T : struct, Enum
    {
        string text = ClassifierFiles.Need(parent, name).GetString() ?? "";
        return Enum.TryParse(text, ignoreCase: true, out T value) && Enum.IsDefined(value) && !char.IsDigit(text, 0)
            ? value : throw new FormatException($"unknown `{name}`: {text}");
    }

    /// <summary>The name of a value of an enumeration in a file.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <exception cref="ArgumentException">The value is not a probability below 1.</exception>
    public static void CheckRate(float value, string name)
    {
        if (!(value >= 0 && value < 1))
        {
            throw new ArgumentException($"expected a probability in [0, 1) for `{name}`, got {value}");
        }
    }

    /// <exception cref="ArgumentException">The value is not within 1 and the most that makes sense.</exception>
    public static void CheckSize(int value, string name, int most = 16384)
    {
        if (value < 1 || value > most)
        {
            throw new ArgumentException($"expected an integer from 1 to {most} for `{name}`, got {value}");
        }
    }
}
