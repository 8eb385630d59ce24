using Unroll.Data.Strokes;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>Drawings by program for where people's are not at hand: houses, fish and flowers, each with a hand that trembles a little.</summary>
internal static class ShapeComposer
{
    /// <summary>The kinds there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["house", "fish", "flower"];

    /// <summary>Drawings of a kind with their split: the same for the same number.</summary>
    public static Sketches Compose(int kind, int count)
    {
        Sketch[] all = [.. Enumerable.Range(0, count).Select(i => Draw(kind, new RngSequence(17 + (ulong)kind, RandomPurpose.Data, (ulong)i)))];
        int held = count / 10;
        return new Sketches(all[(2 * held)..], all[..held], all[held..(2 * held)]);
    }

    private static Sketch Draw(int kind, RngSequence random)
    {
        double size = 60 + (40 * random.NextDouble());
        List<(double X, double Y)[]> lines = kind switch { 0 => House(random), 1 => Fish(random), _ => Flower(random) };
        double turn = 0.25 * (random.NextDouble() - 0.5), wide = 0.8 + (0.4 * random.NextDouble());
        return Sketch.OfLines(lines.Select(line => (IReadOnlyList<(float, float)>)
        [
            .. line.Select(p => (
                (float)Math.Round(size * ((wide * p.X * Math.Cos(turn)) - (p.Y * Math.Sin(turn)) + (0.015 * random.NextNormal()))),
                (float)Math.Round(size * ((wide * p.X * Math.Sin(turn)) + (p.Y * Math.Cos(turn)) + (0.015 * random.NextNormal()))))),
        ]));
    }

    private static List<(double X, double Y)[]> House(RngSequence random)
    {
        double roof = -0.9 - (0.5 * random.NextDouble());
        List<(double, double)[]> lines =
        [
            [(-0.7, -0.4), (-0.7, 0.7), (0.7, 0.7), (0.7, -0.4), (-0.7, -0.4)],
            [(-0.9, -0.4), (0, roof), (0.9, -0.4)],
        ];
        if (random.NextInt(4) > 0)
        {
            double door = -0.3 + (0.5 * random.NextDouble());
            lines.Add([(door, 0.7), (door, 0.1), (door + 0.3, 0.1), (door + 0.3, 0.7)]);
        }

        if (random.NextInt(2) == 0)
        {
            lines.Add([(-0.5, -0.2), (-0.2, -0.2), (-0.2, 0.05), (-0.5, 0.05), (-0.5, -0.2)]);
        }

        return lines;
    }

    private static List<(double X, double Y)[]> Fish(RngSequence random)
    {
        double tall = 0.35 + (0.2 * random.NextDouble());
        List<(double, double)[]> lines =
        [
            [.. Enumerable.Range(0, 17).Select(i => i * Math.PI / 8).Select(a => (0.8 * Math.Cos(a), tall * Math.Sin(a)))],
            [(-0.75, 0), (-1.3, -0.4), (-1.2, 0.4), (-0.75, 0)],
            Circle(0.45, -0.1, 0.06, 6),
        ];
        if (random.NextInt(2) == 0)
        {
            lines.Add([(-0.2, -tall), (0.05, -tall - 0.3), (0.3, -tall)]);
        }

        return lines;
    }

    private static List<(double X, double Y)[]> Flower(RngSequence random)
    {
        int petals = 4 + random.NextInt(4);
        List<(double, double)[]> lines = [Circle(0, -0.5, 0.18, 8)];
        for (int i = 0; i < petals; i++)
        {
            double a = i * 2 * Math.PI / petals, b = (i + 0.5) * 2 * Math.PI / petals, c = (i + 1) * 2 * Math.PI / petals;
            lines.Add([At(a, 0.2), At(((3 * a) + b) / 4, 0.48), At(b, 0.55), At((b + (3 * c)) / 4, 0.48), At(c, 0.2)]);
        }

        lines.Add([(0, -0.3), (0.05, 0.3), (0, 1)]);
        if (random.NextInt(3) > 0)
        {
            lines.Add([(0.02, 0.6), (0.3, 0.35), (0.35, 0.5), (0.02, 0.65)]);
        }

        return lines;

        static (double, double) At(double angle, double radius) => (radius * Math.Cos(angle), -0.5 + (radius * Math.Sin(angle)));
    }

    private static (double, double)[] Circle(double x, double y, double radius, int corners) =>
        [.. Enumerable.Range(0, corners + 1).Select(i => i * 2 * Math.PI / corners).Select(a => (x + (radius * Math.Cos(a)), y + (radius * Math.Sin(a))))];
}
