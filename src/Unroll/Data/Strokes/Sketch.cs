namespace Unroll.Data.Strokes;

/// <summary>A movement of the pen: stroke-3.</summary>
/// <param name="Dx">To the right, from the point before.</param>
/// <param name="Dy">Downwards, from the point before.</param>
/// <param name="Lift">Whether the pen is lifted after this point.</param>
public readonly record struct StrokePoint(float Dx, float Dy, bool Lift);

/// <summary>A drawing as the movements of the pen that made it.</summary>
/// <param name="points">The movements in their order.</param>
public sealed class Sketch(IReadOnlyList<StrokePoint> points)
{
    /// <summary>The movements.</summary>
    public IReadOnlyList<StrokePoint> Points => points;

    /// <summary>The number of movements.</summary>
    public int Length => points.Count;

    /// <summary>The lines in absolute coordinates, from the origin: a list of points each.</summary>
    public IReadOnlyList<IReadOnlyList<(float X, float Y)>> Lines()
    {
        var lines = new List<List<(float, float)>>();
        List<(float, float)>? line = null;
        float x = 0, y = 0;
        foreach (StrokePoint p in points)
        {
            // A line begins where the pen comes down: at the end of the movement before it.
            x += p.Dx;
            y += p.Dy;
            if (line is null)
            {
                line = [];
                lines.Add(line);
            }

            line.Add((x, y));
            line = p.Lift ? null : line;
        }

        return lines;
    }

    /// <summary>The sketch of lines in absolute coordinates; the first point is reached from the origin.</summary>
    public static Sketch OfLines(IEnumerable<IReadOnlyList<(float X, float Y)>> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var points = new List<StrokePoint>();
        float x = 0, y = 0;
        foreach (IReadOnlyList<(float X, float Y)> line in lines)
        {
            for (int i = 0; i < line.Count; i++)
            {
                points.Add(new StrokePoint(line[i].X - x, line[i].Y - y, i == line.Count - 1));
                (x, y) = line[i];
            }
        }

        return new Sketch(points);
    }

    /// <summary>The sketch with every movement multiplied.</summary>
    public Sketch Scale(float x, float y) => new([.. points.Select(p => new StrokePoint(p.Dx * x, p.Dy * y, p.Lift))]);

    /// <summary>
    /// The rows of stroke-5, [steps, 5] row-major: dx, dy and one of three states of the pen (down, lifted after this point, the sketch has
    /// ended). The end is a row of its own.
    /// </summary>
    public float[] ToStroke5()
    {
        var rows = new float[(points.Count + 1) * 5];
        for (int i = 0; i < points.Count; i++)
        {
            rows[i * 5] = points[i].Dx;
            rows[(i * 5) + 1] = points[i].Dy;
            rows[(i * 5) + (points[i].Lift ? 3 : 2)] = 1;
        }

        rows[(points.Count * 5) + 4] = 1;
        return rows;
    }

    /// <summary>The sketch of rows of stroke-5, up to the end.</summary>
    /// <exception cref="ArgumentException">The rows are not five numbers each.</exception>
    public static Sketch OfStroke5(ReadOnlySpan<float> rows)
    {
        if (rows.Length % 5 != 0)
        {
            throw new ArgumentException($"expected rows of 5 numbers, got {rows.Length} numbers", nameof(rows));
        }

        var points = new List<StrokePoint>();
        for (int i = 0; i < rows.Length && rows[i + 4] < 0.5f; i += 5)
        {
            points.Add(new StrokePoint(rows[i], rows[i + 1], rows[i + 3] > 0.5f));
        }

        return new Sketch(points);
    }
}
