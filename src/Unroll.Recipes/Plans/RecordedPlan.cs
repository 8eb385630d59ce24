using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The record of everything that a run does, as its config.json.</summary>
internal static class RecordedPlan
{
    /// <summary>How plans are written.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>Writes a plan; from then on the folder is a run.</summary>
    public static void Write<TPlan>(RunFolder run, TPlan plan) => run.WriteConfig(JsonSerializer.Serialize(plan, Json));

    /// <summary>Reads the plan of a run.</summary>
    /// <exception cref="UnrollException">config.json is not that of such a run.</exception>
    public static TPlan Read<TPlan>(RunFolder run, string what)
    {
        try
        {
            return JsonSerializer.Deserialize<TPlan>(run.ReadConfig(), Json) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new UnrollException($"{run.ConfigPath}: not the config of {what}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>Reads a plan that is one property of a run's config.</summary>
    /// <exception cref="UnrollException">config.json is not that of such a run.</exception>
    public static TPlan ReadPart<TPlan>(RunFolder run, string name)
    {
        try
        {
            using JsonDocument config = JsonDocument.Parse(run.ReadConfig());
            return config.RootElement.GetProperty(name).Deserialize<TPlan>(Json) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UnrollException($"{run.ConfigPath}: not the config of a run of {name}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
