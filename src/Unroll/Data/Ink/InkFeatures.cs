namespace Unroll.Data.Ink;

/// <summary>
/// What a recogniser sees of ink: nine numbers a point (Zhang, Du and Dai 2017). The unit of length is the median size of the strokes, so
/// that neither device nor zoom matters; points stand at equal distances along each stroke, so that the speed of the pen does not matter
/// either and redundant points are gone.
/// </summary>
public static class InkFeatures
{
    /// <summary>Numbers a point: x, y, dx, dy to the next point, d2x, d2y to the one after it, distance to the next, pen down, pen up.</summary>
    public const int Count = 9;

    /// <summary>Distance of the points along a stroke, in units.</summary>
    public const float Spacing = 0.18f;

    private const float ShortSpacing = 0.06f, Furthest = 4, Across = 5;
    private const int ShortSegments = 5;

    /// <summary>The points that are left of some strokes: at equal distances, first and last kept, in units of the ink.</summary>
    /// <param name="strokes">The strokes.</param>
    /// <returns>As many strokes, centred on the mean of their points.</returns>
    public static IReadOnlyList<InkPoint[]> Resample(IReadOnlyList<InkPoint[]> strokes)
    {
        ArgumentNullException.ThrowIfNull(strokes);
        float unit = Unit(strokes);
        InkPoint[][] even = [.. strokes.Select(s => Even(s, unit))];
        double x = 0, y = 0, count = 0;
        foreach (InkPoint p in even.SelectMany(s => s))
        {
            x += p.X;
            y += p.Y;
            count++;
        }

        return [.. even.Select(s => Array.ConvertAll(s, p => new InkPoint((float)(p.X - (x / count)), (float)(p.Y - (y / count)))))];
    }

    /// <summary>The features of resampled strokes: [points, 9], row-major.</summary>
    /// <param name="strokes">What <see cref="Resample"/> returned.</param>
    public static float[] Compute(IReadOnlyList<InkPoint[]> strokes)
    {
        ArgumentNullException.ThrowIfNull(strokes);
        InkPoint[] all = [.. strokes.SelectMany(s => s)];
        bool[] last = [.. strokes.SelectMany(s => Enumerable.Range(1, s.Length).Select(i => i == s.Length))];
        var features = new float[all.Length * Count];
        for (int i = 0; i < all.Length; i++)
        {
            InkPoint p = all[i], next = all[Math.Min(i + 1, all.Length - 1)], second = all[Math.Min(i + 2, all.Length - 1)];
            float dx = next.X - p.X, dy = next.Y - p.Y;
            Span<float> f = features.AsSpan(i * Count, Count);
            f[0] = p.X / Across;
            f[1] = p.Y;
            f[2] = Math.Clamp(dx, -Furthest, Furthest);
            f[3] = Math.Clamp(dy, -Furthest, Furthest);
            f[4] = Math.Clamp(second.X - p.X, -Furthest, Furthest);
            f[5] = Math.Clamp(second.Y - p.Y, -Furthest, Furthest);
            f[6] = Math.Min(MathF.Sqrt((dx * dx) + (dy * dy)), Furthest);
            f[7] = last[i] ? 0 : 1;
            f[8] = last[i] ? 1 : 0;
        }

        return features;
    }

    /// <summary>The median of the sizes (the longer side) of the strokes that are more than a dot.</summary>
    private static float Unit(IReadOnlyList<InkPoint[]> strokes)
    {
        float[] sizes =
        [
            .. strokes.Select(s => Math.Max(s.Max(p => p.X) - s.Min(p => p.X), s.Max(p => p.Y) - s.Min(p => p.Y))).Where(d => d > 0).Order(),
        ];
        return sizes.Length == 0 ? 1 : sizes[sizes.Length / 2];
    }

    private static InkPoint[] Even(InkPoint[] stroke, float unit)
    {
        var along = new double[stroke.Length];
        for (int i = 1; i < stroke.Length; i++)
        {
            double dx = (stroke[i].X - stroke[i - 1].X) / unit, dy = (stroke[i].Y - stroke[i - 1].Y) / unit;
            along[i] = along[i - 1] + Math.Sqrt((dx * dx) + (dy * dy));
        }

        double length = along[^1];
        if (length == 0)
        {
            return [new InkPoint(stroke[0].X / unit, stroke[0].Y / unit)];
        }

        // Small strokes keep a few points more; nothing has more than a device of sense would give.
        double segments = Math.Max(Math.Ceiling(length / Spacing), Math.Min(ShortSegments, Math.Ceiling(length / ShortSpacing)));
        int count = (int)Math.Min(segments, 1000);
        var points = new InkPoint[count + 1];
        for (int i = 0, j = 0; i <= count; i++)
        {
            double at = length * i / count;
            while (j + 2 < along.Length && along[j + 1] < at)
            {
                j++;
            }

            double step = along[j + 1] - along[j], share = step > 0 ? Math.Clamp((at - along[j]) / step, 0, 1) : 1;
            points[i] = new InkPoint(
                (float)((stroke[j].X + (share * (stroke[j + 1].X - stroke[j].X))) / unit),
                (float)((stroke[j].Y + (share * (stroke[j + 1].Y - stroke[j].Y))) / unit));
        }

        return points;
    }
}
