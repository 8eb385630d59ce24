using Unroll.Numerics;

namespace Unroll.Data.Ink;

/// <summary>How far ink is distorted by chance: all in one direction or size by rotating, shearing and stretching, and each point by itself.</summary>
public sealed record InkAugmentation
{
    /// <summary>The most degrees that it is turned.</summary>
    public float Rotation { get; init; } = 4;

    /// <summary>The most that x moves with y, as of slanted writing.</summary>
    public float Shear { get; init; } = 0.2f;

    /// <summary>The most that width and height change, each by itself.</summary>
    public float Stretch { get; init; } = 0.15f;

    /// <summary>The deviation of each point, in units of resampled ink.</summary>
    public float Jitter { get; init; } = 0.01f;

    /// <summary>A distorted copy of resampled strokes.</summary>
    /// <param name="strokes">The strokes.</param>
    /// <param name="random">Where chance comes from.</param>
    public IReadOnlyList<InkPoint[]> Apply(IReadOnlyList<InkPoint[]> strokes, RngSequence random)
    {
        ArgumentNullException.ThrowIfNull(strokes);
        ArgumentNullException.ThrowIfNull(random);
        float Between() => (2 * random.NextFloat()) - 1;
        float angle = Between() * Rotation * MathF.PI / 180, shear = Between() * Shear;
        float width = 1 + (Between() * Stretch), height = 1 + (Between() * Stretch);
        (float sin, float cos) = MathF.SinCos(angle);
        var result = new InkPoint[strokes.Count][];
        for (int s = 0; s < result.Length; s++)
        {
            result[s] = new InkPoint[strokes[s].Length];
            for (int i = 0; i < result[s].Length; i++)
            {
                float x = (strokes[s][i].X + (shear * strokes[s][i].Y)) * width, y = strokes[s][i].Y * height;
                float noiseX = Jitter > 0 ? Jitter * (float)random.NextNormal() : 0, noiseY = Jitter > 0 ? Jitter * (float)random.NextNormal() : 0;
                result[s][i] = new InkPoint((cos * x) - (sin * y) + noiseX, (sin * x) + (cos * y) + noiseY);
            }
        }

        return result;
    }
}
