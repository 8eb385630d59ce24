using System.Text.Json;

namespace Unroll.Benchmarks.Peers;

/// <summary>The measurements as one JSON document.</summary>
internal static class JsonReport
{
    public static void Write(Stream stream, IReadOnlyList<RowResult> results)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        Number(json, "peak_gflops", results.Select(r => r.Peak).DefaultIfEmpty().Max());
        json.WriteStartArray("rows");
        foreach (RowResult result in results)
        {
            BenchmarkRow row = result.Row;
            json.WriteStartObject();
            json.WriteString("layer", row.Layer);
            json.WriteString("mode", row.Mode);
            json.WriteNumber("t", row.T);
            json.WriteNumber("b", row.B);
            json.WriteNumber("i", row.I);
            json.WriteNumber("h", row.H);
            json.WriteNumber("layers", row.Layers);
            json.WriteBoolean("bidirectional", row.Bidirectional);
            json.WriteStartArray("options");
            foreach (string option in row.Options)
            {
                json.WriteStringValue(option);
            }

            json.WriteEndArray();
            json.WriteString("lengths", row.Lengths);
            json.WriteBoolean("dx", row.Dx);
            json.WriteNumber("threads", result.Threads);
            json.WriteString("peer", row.Peer);
            Number(json, "ours_ms", result.OursMilliseconds);
            Number(json, "peer_ms", result.PeerMilliseconds);
            Number(json, "ratio", result.Ratio);
            Number(json, "gflops", result.Gflops);
            Number(json, "peak_share", result.PeakShare);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double value) => json.WriteNumber(name, Math.Round(value, 5));
}
