using Unroll.Numerics;
using Unroll.Reports.Pictures;

namespace Unroll.Recipes;

/// <summary>Draws scenes: filled shapes with soft edges on a grey ground, no two of quite the same colour, with noise.</summary>
internal static class ScenePainter
{
    private static readonly (double Red, double Green, double Blue)[] Paints =
        [(212, 42, 42), (44, 160, 60), (46, 92, 214), (236, 214, 40), (142, 52, 176), (244, 134, 24)];

    /// <summary>The picture of a scene; the same scene gives the same bytes.</summary>
    public static RgbPicture Paint(Scene scene)
    {
        var random = new RngSequence(scene.Seed, RandomPurpose.Noise, (ulong)scene.Number);
        double ground = random.NextInt(2) == 0 ? 20 + (50 * random.NextDouble()) : 190 + (60 * random.NextDouble());
        var picture = new double[Scene.Side * Scene.Side * 3];
        for (int i = 0; i < picture.Length; i += 3)
        {
            double grey = ground + (8 * ((2 * random.NextDouble()) - 1));
            picture[i] = picture[i + 1] = picture[i + 2] = grey;
        }

        foreach (PlacedShape shape in scene.Shapes)
        {
            Draw(picture, shape, random);
        }

        return new RgbPicture(Scene.Side, Scene.Side, Array.ConvertAll(picture, v => (byte)Math.Clamp(Math.Round(v), 0, 255)));
    }

    private static void Draw(double[] picture, PlacedShape placed, RngSequence random)
    {
        (double red, double green, double blue) = Paints[placed.Shape.Color];
        double shade = 0.88 + (0.2 * random.NextDouble());
        double[] paint = [.. new[] { red, green, blue }.Select(v => (v * shade) + (12 * ((2 * random.NextDouble()) - 1)))];
        int left = Math.Max(0, (int)(placed.X - placed.Radius - 1)), right = Math.Min(Scene.Side - 1, (int)(placed.X + placed.Radius + 1));
        int top = Math.Max(0, (int)(placed.Y - placed.Radius - 1)), bottom = Math.Min(Scene.Side - 1, (int)(placed.Y + placed.Radius + 1));
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                // Four points of each pixel make soft edges.
                int inside = 0;
                for (int s = 0; s < 4; s++)
                {
                    double dx = (x + 0.25 + (0.5 * (s % 2)) - placed.X) / placed.Radius;
                    double dy = (y + 0.25 + (0.5 * (s / 2)) - placed.Y) / placed.Radius;
                    inside += IsInside(placed.Shape.Kind, dx, dy) ? 1 : 0;
                }

                for (int c = 0; c < 3 && inside > 0; c++)
                {
                    ref double value = ref picture[(((y * Scene.Side) + x) * 3) + c];
                    value += inside / 4.0 * (paint[c] - value);
                }
            }
        }
    }

    /// <summary>Whether a point belongs to a shape of radius 1 about the origin, y downwards.</summary>
    private static bool IsInside(int kind, double x, double y) => SceneWords.Kinds[kind] switch
    {
        "circle" => (x * x) + (y * y) <= 1,
        "square" => Math.Max(Math.Abs(x), Math.Abs(y)) <= 0.86,
        "triangle" => y <= 0.8 && y >= -1 + (1.8 * Math.Abs(x)),
        "cross" => Math.Min(Math.Abs(x), Math.Abs(y)) <= 0.3 && Math.Max(Math.Abs(x), Math.Abs(y)) <= 1,
        _ => (x * x) + (y * y) is <= 1 and >= 0.3,
    };
}
