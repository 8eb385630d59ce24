using System.Text.Json;

namespace Unroll.Data.Strokes;

/// <summary>
/// Reads the ndjson of Quick, Draw!, raw or simplified: a drawing a line, <c>{"word":"cat","drawing":[[[x...],[y...]],...]}</c>. A drawing
/// that nobody recognised is left out. The lines are scaled to a square of 255 and thinned out as the source does it (Ramer, Douglas and
/// Peucker with an epsilon of 2).
/// </summary>
public static class QuickDrawReader
{
    private const float Side = 255, Epsilon = 2;

    /// <summary>Reads a file; of every ten drawings one is for validation and one for testing.</summary>
    /// <exception cref="UnrollException">The file is missing or malformed; the message names the line.</exception>
    public static Sketches Read(string path)
    {
        List<Sketch> train = [], valid = [], test = [];
        foreach (Sketch sketch in ReadAll(path))
        {
            int index = train.Count + valid.Count + test.Count;
            (index % 10 == 8 ? valid : index % 10 == 9 ? test : train).Add(sketch);
        }

        return new Sketches(train, valid, test);
    }

    /// <summary>Reads the drawings of a file in order.</summary>
    /// <exception cref="UnrollException">The file is missing or malformed; the message names the line.</exception>
    public static IReadOnlyList<Sketch> ReadAll(string path)
    {
        var sketches = new List<Sketch>();
        using StrictLineReader reader = SketchReader.OpenLines(path);
        while (reader.ReadFilledLine() is { } line)
        {
            using JsonDocument document = SketchReader.ParseLine(reader, line);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("drawing", out JsonElement drawing) || drawing.ValueKind != JsonValueKind.Array)
            {
                throw reader.Error("expected {\"drawing\":[[[x,...],[y,...]],...]}");
            }

            if (root.TryGetProperty("recognized", out JsonElement recognized) && recognized.ValueKind == JsonValueKind.False)
            {
                continue;
            }

            List<List<(float X, float Y)>> lines = [.. drawing.EnumerateArray().Select(stroke => Stroke(reader, stroke)).Where(l => l.Count > 0)];
            if (lines.Count > 0)
            {
                sketches.Add(Simplify(lines));
            }
        }

        return sketches;
    }

    private static List<(float X, float Y)> Stroke(StrictLineReader reader, JsonElement stroke)
    {
        if (stroke.ValueKind != JsonValueKind.Array || stroke.GetArrayLength() < 2)
        {
            throw reader.Error($"expected a stroke [[x,...],[y,...]], got {Quote.Text(stroke.GetRawText())}");
        }

        float[] x = Numbers(reader, stroke[0]), y = Numbers(reader, stroke[1]);
        return x.Length == y.Length ? [.. x.Zip(y)] : throw reader.Error($"a stroke of {x.Length} x and {y.Length} y");
    }

    private static float[] Numbers(StrictLineReader reader, JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw reader.Error($"expected a list of numbers, got {Quote.Text(list.GetRawText())}");
        }

        return
        [
            .. list.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Number && v.TryGetSingle(out float number) && float.IsFinite(number)
                ? number : throw reader.Error($"expected a number, got {Quote.Text(v.GetRawText())}")),
        ];
    }

    private static Sketch Simplify(List<List<(float X, float Y)>> lines)
    {
        float left = lines.Min(l => l.Min(p => p.X)), top = lines.Min(l => l.Min(p => p.Y));
        float size = Math.Max(lines.Max(l => l.Max(p => p.X)) - left, lines.Max(l => l.Max(p => p.Y)) - top);
        float scale = Side / Math.Max(size, 1e-6f);
        return Sketch.OfLines(lines.Select(l => Thin([.. l.Select(p => ((p.X - left) * scale, (p.Y - top) * scale))])));
    }

    /// <summary>Keeps the ends and, again and again, the point that is farthest from the line between its neighbours.</summary>
    private static IReadOnlyList<(float X, float Y)> Thin(List<(float X, float Y)> line)
    {
        var keep = new bool[line.Count];
        keep[0] = keep[^1] = true;
        var open = new Stack<(int From, int To)>([(0, line.Count - 1)]);
        while (open.TryPop(out (int From, int To) span))
        {
            int farthest = -1;
            double most = Epsilon;
            for (int i = span.From + 1; i < span.To; i++)
            {
                double distance = Distance(line[i], line[span.From], line[span.To]);
                if (distance > most)
                {
                    (most, farthest) = (distance, i);
                }
            }

            if (farthest >= 0)
            {
                keep[farthest] = true;
                open.Push((span.From, farthest));
                open.Push((farthest, span.To));
            }
        }

        return [.. line.Where((_, i) => keep[i])];
    }

    private static double Distance((float X, float Y) p, (float X, float Y) a, (float X, float Y) b)
    {
        double dx = b.X - a.X, dy = b.Y - a.Y, length = Math.Sqrt((dx * dx) + (dy * dy));
        return length < 1e-9 ? Math.Sqrt(((p.X - a.X) * (p.X - a.X)) + ((p.Y - a.Y) * (p.Y - a.Y)))
            : Math.Abs((dy * (p.X - a.X)) - (dx * (p.Y - a.Y))) / length;
    }
}
