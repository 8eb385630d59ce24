using System.Text.Json;
using System.Text.Json.Nodes;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>config.json for a report.</summary>
internal static class ReportConfig
{
    /// <summary>Without the long lists.</summary>
    public static JsonDocument Read(RunFolder run)
    {
        JsonObject config = JsonNode.Parse(run.ReadConfig())!.AsObject();
        foreach (string list in (string[])["vocabulary", "labels", "legal", "letters"])
        {
            config.Remove(list);
        }

        return JsonDocument.Parse(config.ToJsonString());
    }
}
