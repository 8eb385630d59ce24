using System.Text.Json;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The plan of a recipe, as it stands in its run's config.json.</summary>
internal static class SeriesConfig
{
    /// <exception cref="UnrollException">config.json holds no such plan.</exception>
    public static TPlan Read<TPlan>(RunFolder run, string name, JsonSerializerOptions format)
    {
        try
        {
            using JsonDocument config = JsonDocument.Parse(run.ReadConfig());
            return config.RootElement.GetProperty(name).Deserialize<TPlan>(format)!;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UnrollException($"{run.ConfigPath}: not the config of a run of {name}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
