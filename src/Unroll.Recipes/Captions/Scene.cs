using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>A shape on the canvas.</summary>
/// <param name="Shape">What it is.</param>
/// <param name="X">Its middle, in pixels from the left.</param>
/// <param name="Y">Its middle, in pixels from the top.</param>
/// <param name="Radius">Its size in pixels.</param>
internal readonly record struct PlacedShape(SceneShape Shape, double X, double Y, double Radius);

/// <summary>
/// Shapes on a canvas, and what is to be said of them. The caption follows from the picture: of two shapes the small one is named first and
/// seen from the large one; equal ones, and rows of three, are named from the left or from the top.
/// </summary>
/// <param name="Seed">What the noise of its picture follows from.</param>
/// <param name="Number">The number of the scene under its seed.</param>
/// <param name="Shapes">The shapes, in no order.</param>
/// <param name="Description">What is to be said.</param>
internal sealed record Scene(ulong Seed, int Number, IReadOnlyList<PlacedShape> Shapes, SceneDescription Description)
{
    /// <summary>The side of the canvas in pixels.</summary>
    public const int Side = 64;

    /// <summary>Colours and kinds that never stand together in training: each colour and each kind is seen, these pairs are not.</summary>
    public static readonly (int Color, int Kind)[] HeldOut =
        [(0, 4), (1, 3), (2, 2), (3, 1)];

    /// <summary>Makes a scene; the same arguments make the same one.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="number">Which scene.</param>
    /// <param name="novel">Whether it shows a held-out pair of colour and kind; otherwise it shows none.</param>
    public static Scene Make(ulong seed, int number, bool novel = false)
    {
        var random = new RngSequence(seed, RandomPurpose.Data, (ulong)number);
        int draw = random.NextInt(20), count = draw < 4 ? 1 : draw < 13 ? 2 : 3;
        var shapes = new SceneShape[count];
        for (int i = 0; i < count; i++)
        {
            do
            {
                shapes[i] = new SceneShape(
                    random.NextInt(SceneWords.Sizes.Length), random.NextInt(SceneWords.Colors.Length), random.NextInt(SceneWords.Kinds.Length));
            }
            while (IsHeldOut(shapes[i]));
        }

        if (novel)
        {
            (int color, int kind) = HeldOut[random.NextInt(HeldOut.Length)];
            int place = random.NextInt(count);
            shapes[place] = shapes[place] with { Color = color, Kind = kind };
        }

        double[] radii = Array.ConvertAll(shapes, s => s.Size == 0 ? Between(random, 4.2, 5.6) : Between(random, 7.8, 9.2));
        (double X, double Y)[] middles = count switch
        {
            1 => Alone(random, radii[0]),
            2 => Pair(random, radii),
            _ => Row(random, radii),
        };
        PlacedShape[] placed = [.. shapes.Select((s, i) => new PlacedShape(s, middles[i].X, middles[i].Y, radii[i]))];
        return new Scene(seed, number, placed, Describe(placed));
    }

    /// <summary>Whether the colour and the kind of a shape never stand together in training.</summary>
    public static bool IsHeldOut(SceneShape shape) => HeldOut.Contains((shape.Color, shape.Kind));

    /// <summary>What is to be said of some shapes.</summary>
    public static SceneDescription Describe(IReadOnlyList<PlacedShape> placed)
    {
        if (placed.Count == 1)
        {
            return new SceneDescription([placed[0].Shape], (3 * Third(placed[0].Y)) + Third(placed[0].X));
        }

        bool upright = placed.Max(p => p.Y) - placed.Min(p => p.Y) > placed.Max(p => p.X) - placed.Min(p => p.X);
        PlacedShape[] order = [.. placed.OrderBy(p => upright ? p.Y : p.X)];
        if (placed.Count == 3)
        {
            return new SceneDescription([.. order.Select(p => p.Shape)], upright ? 1 : 0);
        }

        bool turned = order[1].Shape.Size < order[0].Shape.Size;
        return new SceneDescription(
            turned ? [order[1].Shape, order[0].Shape] : [order[0].Shape, order[1].Shape], (upright ? 0 : 2) + (turned ? 1 : 0));
    }

    private static int Third(double at) => Math.Clamp((int)(at * 3 / Side), 0, 2);

    private static (double X, double Y)[] Alone(RngSequence random, double radius)
    {
        double At(int third) => Inside(((third + 0.5) * Side / 3) + Between(random, -4, 4), radius);
        return [(At(random.NextInt(3)), At(random.NextInt(3)))];
    }

    private static (double X, double Y)[] Pair(RngSequence random, double[] radii)
    {
        bool upright = random.NextInt(2) == 0;
        double apart = Between(random, 22, 40), aside = Between(random, -0.4, 0.4) * apart;
        double first = Between(random, radii[0], Side - radii[1] - apart), second = first + apart;
        double low = Math.Max(radii[0], radii[1] - aside), high = Math.Min(Side - radii[0], Side - radii[1] - aside);
        double across = Between(random, low, high);
        return upright ? [(across, first), (across + aside, second)] : [(first, across), (second, across + aside)];
    }

    private static (double X, double Y)[] Row(RngSequence random, double[] radii)
    {
        bool upright = random.NextInt(2) == 0;
        double line = Between(random, 16, Side - 16);
        var middles = new (double X, double Y)[3];
        for (int i = 0; i < 3; i++)
        {
            double along = Inside(11 + (21 * i) + Between(random, -1.5, 1.5), radii[i]);
            double across = Inside(line + Between(random, -7, 7), radii[i]);
            middles[i] = upright ? (across, along) : (along, across);
        }

        return middles;
    }

    private static double Inside(double at, double radius) => Math.Clamp(at, radius, Side - radius);

    private static double Between(RngSequence random, double low, double high) => low + ((high - low) * random.NextDouble());
}
