using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unroll.Recipes;

namespace Unroll.Cli.Output;

/// <summary>The one JSON document of --json: made whole, then written, so that a failure leaves nothing on standard output.</summary>
internal static class JsonDocumentWriter
{
    /// <summary>Writes an object whose properties <paramref name="write"/> writes.</summary>
    public static void Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();

        // Names stay readable: this goes to a terminal or a file, never into HTML.
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        Standard.Out.Flush();
        Standard.Out.BaseStream.Write(buffer.WrittenSpan);
        Standard.Out.BaseStream.Write("\n"u8);
    }

    /// <summary>Writes what a run came to.</summary>
    public static void Write(RunResult result) => Write(json =>
    {
        json.WriteString("run", result.Run);
        Number(json, "seconds", Math.Round(result.Seconds, 3));
        json.WriteStartObject("data");
        json.WriteString("name", result.Data.Name);
        json.WriteString("source", result.Data.Source);
        json.WriteNumber("items", result.Data.Items);
        json.WriteEndObject();
        Metrics(json, result.Metrics);
        if (result.Models.Count > 0)
        {
            json.WriteStartArray("models");
            foreach (RunModel model in result.Models)
            {
                Model(json, model);
            }

            json.WriteEndArray();
        }

        if (result.Baseline is { } baseline)
        {
            json.WritePropertyName("baseline");
            Model(json, baseline);
        }
    });

    /// <summary>Writes metrics as an object.</summary>
    public static void Metrics(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, double>> metrics)
    {
        json.WriteStartObject("metrics");
        foreach ((string name, double value) in metrics)
        {
            Number(json, name, value);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a number; JSON has no NaN and no infinity, which become null.</summary>
    public static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Model(Utf8JsonWriter json, RunModel model)
    {
        json.WriteStartObject();
        json.WriteString("name", model.Name);
        Metrics(json, model.Metrics);
        json.WriteEndObject();
    }
}
