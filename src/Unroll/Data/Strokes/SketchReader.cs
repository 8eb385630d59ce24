using System.IO.Compression;
using System.Text.Json;
using Unroll.Formats;

namespace Unroll.Data.Strokes;

/// <summary>
/// Reads sketches: JSON lines of stroke-3 (<c>{"split":"train","strokes":[[dx,dy,lift],...]}</c>, also compressed with gzip), the .npz files
/// of sketch-rnn, and the ndjson of Quick, Draw!.
/// </summary>
public static class SketchReader
{
    /// <summary>The most points of a sketch that is kept: the longest of sketch-rnn's data have 250.</summary>
    public const int MostPoints = 250;

    /// <summary>Reads a file by its ending.</summary>
    /// <exception cref="UnrollException">It is missing, of no known form or malformed; the message names the line or byte.</exception>
    public static Sketches Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string name = Path.GetFileName(path).ToLowerInvariant();
        return name.EndsWith(".npz", StringComparison.Ordinal) ? SketchArchive.Read(path)
            : name.EndsWith(".ndjson", StringComparison.Ordinal) || name.EndsWith(".ndjson.gz", StringComparison.Ordinal) ? QuickDrawReader.Read(path)
            : name.EndsWith(".jsonl", StringComparison.Ordinal) || name.EndsWith(".jsonl.gz", StringComparison.Ordinal) ? ReadLines(path)
            : throw new UnrollException($"{path}: expected a file of sketches: .npz, .ndjson, .jsonl or .jsonl.gz");
    }

    /// <summary>Reads JSON lines of stroke-3.</summary>
    /// <exception cref="UnrollException">The file is missing or malformed.</exception>
    public static Sketches ReadLines(string path)
    {
        var parts = new Dictionary<string, List<Sketch>> { ["train"] = [], ["valid"] = [], ["test"] = [] };
        using StrictLineReader reader = OpenLines(path);
        while (reader.ReadFilledLine() is { } line)
        {
            using JsonDocument document = ParseLine(reader, line);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("strokes", out JsonElement strokes) || strokes.ValueKind != JsonValueKind.Array
                || !root.TryGetProperty("split", out JsonElement split) || split.ValueKind != JsonValueKind.String
                || !parts.TryGetValue(split.GetString()!, out List<Sketch>? part))
            {
                throw reader.Error("expected {\"split\":\"train\", \"valid\" or \"test\",\"strokes\":[[dx,dy,lift],...]}");
            }

            part.Add(new Sketch([.. strokes.EnumerateArray().Select(p => Point(reader, p))]));
        }

        return new Sketches(parts["train"], parts["valid"], parts["test"]);
    }

    internal static StrictLineReader OpenLines(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            return StrictLineReader.Open(path);
        }

        try
        {
            var text = new MemoryStream();
            using (var packed = new GZipStream(new MemoryStream(FileErrors.ReadAllBytes(path)), CompressionMode.Decompress))
            {
                packed.CopyTo(text);
            }

            if (text.Length == 0)
            {
                throw new InvalidDataException("it is empty");
            }

            text.Position = 0;
            return new StrictLineReader(text, path);
        }
        catch (InvalidDataException e)
        {
            throw new UnrollException($"{path}: not a whole gzip file: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    internal static JsonDocument ParseLine(StrictLineReader reader, string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            throw reader.Error($"not JSON at byte {e.BytePositionInLine ?? 0} of the line");
        }
    }

    private static StrokePoint Point(StrictLineReader reader, JsonElement element)
    {
        Span<float> values = stackalloc float[3];
        int count = 0;
        foreach (JsonElement value in element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : default)
        {
            if (count == 3 || value.ValueKind != JsonValueKind.Number || !value.TryGetSingle(out float number) || !float.IsFinite(number))
            {
                count = -1;
                break;
            }

            values[count++] = number;
        }

        return count == 3 && values[2] is 0 or 1 ? new StrokePoint(values[0], values[1], values[2] == 1)
            : throw reader.Error($"expected points [dx,dy,lift] with a lift of 0 or 1, got {Quote.Text(element.GetRawText())}");
    }
}
