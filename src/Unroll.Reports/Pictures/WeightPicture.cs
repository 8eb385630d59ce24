using BigGustave;

namespace Unroll.Reports.Pictures;

/// <summary>
/// A matrix as a PNG, one square a number: blue below zero, white at zero, red above (Brewer's RdBu), the largest magnitude darkest.
/// A matrix with more rows or columns than fit shows of each group the number of the largest magnitude.
/// </summary>
public static class WeightPicture
{
    private const int MaxColumns = 320, MaxRows = 260;
    private const int Width = 640, Height = 520;

    // Few colours, so that the file stays small; the eye tells no more apart.
    private const float Shades = 32;

    // Brewer's diverging RdBu in five steps on each side of white.
    private static readonly (byte R, byte G, byte B)[] Below =
        [(0xF7, 0xF7, 0xF7), (0xD1, 0xE5, 0xF0), (0x92, 0xC5, 0xDE), (0x43, 0x93, 0xC3), (0x21, 0x66, 0xAC), (0x05, 0x30, 0x61)];

    private static readonly (byte R, byte G, byte B)[] Above =
        [(0xF7, 0xF7, 0xF7), (0xFD, 0xDB, 0xC7), (0xF4, 0xA5, 0x82), (0xD6, 0x60, 0x4D), (0xB2, 0x18, 0x2B), (0x67, 0x00, 0x1F)];

    /// <summary>Draws it.</summary>
    /// <param name="values">[rows, columns], row-major; what is not finite is grey.</param>
    /// <param name="rows">Number of rows, at least 1.</param>
    /// <param name="columns">Number of columns, at least 1.</param>
    /// <param name="scale">The magnitude that is darkest; the largest one unless given.</param>
    /// <returns>The bytes of a PNG file.</returns>
    public static byte[] Draw(ReadOnlySpan<float> values, int rows, int columns, float? scale = null)
    {
        int height = Math.Min(rows, MaxRows), width = Math.Min(columns, MaxColumns);
        var shown = new float[height * width];
        for (int r = 0; r < rows; r++)
        {
            int y = (int)((long)r * height / rows);
            for (int c = 0; c < columns; c++)
            {
                ref float kept = ref shown[(y * width) + (int)((long)c * width / columns)];
                float value = values[(r * columns) + c];
                kept = !float.IsFinite(value) || Math.Abs(value) > Math.Abs(kept) ? value : kept;
            }
        }

        float largest = scale ?? shown.Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        int square = Math.Clamp(Math.Min(Width / width, Height / height), 1, 14);

        // With alpha, as the packer spoils pictures of 17 to some 128 colours without.
        PngBuilder picture = PngBuilder.Create(width * square, height * square, hasAlphaChannel: true);
        for (int y = 0; y < height * square; y++)
        {
            for (int x = 0; x < width * square; x++)
            {
                (byte red, byte green, byte blue) = Color(shown[(y / square * width) + (x / square)], largest);
                picture.SetPixel(red, green, blue, x, y);
            }
        }

        return picture.Save(new PngBuilder.SaveOptions { AttemptCompression = true });
    }

    private static (byte R, byte G, byte B) Color(float value, float largest)
    {
        if (!float.IsFinite(value))
        {
            return (0x99, 0x99, 0x99);
        }

        (byte R, byte G, byte B)[] side = value < 0 ? Below : Above;
        float position = largest > 0 ? MathF.Round(Math.Min(Math.Abs(value) / largest, 1) * Shades) / Shades * (side.Length - 1) : 0;
        int step = Math.Min((int)position, side.Length - 2);
        float t = position - step;
        return (Mix(side[step].R, side[step + 1].R, t), Mix(side[step].G, side[step + 1].G, t), Mix(side[step].B, side[step + 1].B, t));
    }

    private static byte Mix(byte from, byte to, float t) => (byte)MathF.Round(from + (t * (to - from)));
}
