using System.Text.Json;
using Unroll.Decoding;

namespace Unroll.Recipes;

/// <summary>The tree of a beam search for programs.</summary>
internal static class BeamJson
{
    /// <summary>Writes the property <c>beam</c>: the nodes after the start, each with the place of the one before it, -1 for the start.</summary>
    public static void Write(Utf8JsonWriter json, BeamTrace trace, Func<int, string> show)
    {
        json.WriteStartArray("beam");
        foreach (BeamNode node in trace.Nodes.Skip(1))
        {
            json.WriteStartObject();
            json.WriteNumber("step", node.Step);
            json.WriteNumber("before", node.Before - 1);
            json.WriteString("token", show(node.Token));
            json.WriteNumber("log_probability", node.LogProbability);
            json.WriteNumber("score", node.Score);
            json.WriteString("fate", node.Fate.ToString().ToLowerInvariant());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
