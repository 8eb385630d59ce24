using System.Globalization;
using Unroll.Data.Ink;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>The built-in data: formulas of a small grammar, written stroke by stroke with another hand each time (slant, size, wobble).</summary>
internal static class FormulaWriter
{
    private const int Deepest = 2;
    private static readonly string[] Letters = ["x", "y", "a", "b", "n"];

    /// <summary>The strokes of each sign in a box of height 1, y downwards, points in pairs; strokes parted by NaN.</summary>
    private static readonly Dictionary<string, double[]> Signs = new(StringComparer.Ordinal)
    {
        ["0"] = [.5, .08, .3, .25, .25, .5, .3, .75, .5, .92, .7, .75, .74, .5, .7, .25, .5, .08],
        ["1"] = [.3, .28, .5, .08, .5, .92],
        ["2"] = [.24, .28, .36, .1, .62, .08, .74, .26, .68, .45, .24, .9, .78, .9],
        ["3"] = [.26, .14, .6, .08, .72, .26, .6, .44, .42, .47, .64, .52, .74, .72, .56, .92, .26, .86],
        ["4"] = [.6, .08, .22, .62, .8, .62, double.NaN, double.NaN, .62, .36, .62, .94],
        ["5"] = [.3, .1, .28, .46, .56, .4, .76, .58, .7, .82, .48, .93, .24, .84, double.NaN, double.NaN, .3, .1, .74, .09],
        ["6"] = [.66, .08, .4, .26, .26, .56, .32, .84, .54, .93, .74, .78, .68, .56, .48, .5, .28, .64],
        ["7"] = [.22, .09, .78, .09, .42, .93],
        ["8"] = [.5, .48, .3, .34, .36, .12, .6, .08, .7, .24, .6, .42, .36, .58, .28, .78, .46, .93, .68, .86, .72, .66, .5, .48],
        ["9"] = [.72, .36, .54, .5, .34, .42, .3, .2, .48, .08, .68, .14, .73, .36, .68, .66, .56, .93],
        ["x"] = [.2, .35, .4, .5, .55, .85, .75, .9, double.NaN, double.NaN, .76, .36, .5, .6, .22, .92],
        ["y"] = [.22, .36, .3, .62, .46, .68, .66, .5, .72, .36, double.NaN, double.NaN, .72, .36, .68, .8, .54, 1.15, .3, 1.12],
        ["a"] = [.7, .42, .46, .36, .26, .56, .28, .82, .46, .92, .66, .74, .71, .42, .7, .8, .82, .92],
        ["b"] = [.3, .06, .3, .9, .52, .92, .72, .74, .66, .5, .46, .46, .3, .6],
        ["n"] = [.24, .4, .28, .9, .3, .6, .5, .4, .66, .5, .7, .9],
        ["+"] = [.2, .52, .8, .52, double.NaN, double.NaN, .5, .24, .5, .8],
        ["-"] = [.2, .52, .8, .5],
        ["="] = [.2, .42, .8, .4, double.NaN, double.NaN, .2, .62, .8, .61],
        ["("] = [.62, 0, .42, .22, .36, .5, .42, .8, .62, 1.02],
        [")"] = [.38, 0, .58, .22, .64, .5, .58, .8, .38, 1.02],
    };

    /// <summary>Formulas, the same on every machine; the first ones of a longer list.</summary>
    public static IReadOnlyList<InkDocument> Make(int count) => [.. Enumerable.Range(0, count).Select(One)];

    private static InkDocument One(int index)
    {
        var random = new RngSequence(4711, RandomPurpose.Data, (ulong)index);
        var tokens = new List<string>();
        Box formula = Formula(random, tokens);
        double slant = 0.12 * random.NextNormal(), size = 60 + (40 * random.NextDouble()), wide = 0.85 + (0.4 * random.NextDouble());
        double turn = 0.02 * random.NextNormal();
        InkPoint[][] strokes =
        [
            .. formula.Strokes.Select(s => Array.ConvertAll(s, p =>
            {
                double x = (p.X - (slant * p.Y)) * wide, y = p.Y + (turn * p.X);
                return new InkPoint((float)(100 + (x * size)), (float)(200 + (y * size)));
            })),
        ];
        return new InkDocument(string.Create(CultureInfo.InvariantCulture, $"formula {index + 1}"), strokes, string.Join(' ', tokens));
    }

    private static Box Formula(RngSequence random, List<string> tokens)
    {
        Box left = Sum(random, tokens, 0);
        if (random.NextInt(3) > 0)
        {
            return left;
        }

        Box sign = Sign("=", random, tokens);
        return Row([left, sign, Sum(random, tokens, 1)]);
    }

    private static Box Sum(RngSequence random, List<string> tokens, int depth)
    {
        var parts = new List<Box> { Term(random, tokens, depth) };
        int more = random.NextInt(depth == 0 ? 3 : 2);
        for (int i = 0; i < more; i++)
        {
            parts.Add(Sign(random.NextInt(2) == 0 ? "+" : "-", random, tokens));
            parts.Add(Term(random, tokens, depth));
        }

        return Row(parts);
    }

    private static Box Term(RngSequence random, List<string> tokens, int depth)
    {
        switch (depth < Deepest ? random.NextInt(9) : 8)
        {
            case 0:
                tokens.AddRange([@"\frac", "{"]);
                Box above = Sum(random, tokens, depth + 1);
                tokens.AddRange(["}", "{"]);
                Box below = Sum(random, tokens, depth + 1);
                tokens.Add("}");
                return Fraction(above, below, random);
            case 1:
                tokens.AddRange([@"\sqrt", "{"]);
                Box inner = Sum(random, tokens, depth + 1);
                tokens.Add("}");
                return Root(inner, random);
            case 2:
                return Row([Sign("(", random, tokens), Sum(random, tokens, depth + 1), Sign(")", random, tokens)]);
            case 3 or 4 or 5:
                Box letter = Sign(Letters[random.NextInt(Letters.Length)], random, tokens);
                tokens.AddRange(["^", "{"]);
                Box power = Atom(random, tokens);
                tokens.Add("}");
                return Row([letter, power.Scale(0.55).Move(-0.1, -0.22)]);
            default:
                return Atom(random, tokens);
        }
    }

    private static Box Atom(RngSequence random, List<string> tokens)
    {
        if (random.NextInt(2) == 0)
        {
            return Sign(Letters[random.NextInt(Letters.Length)], random, tokens);
        }

        Box digit = Sign($"{1 + random.NextInt(9)}", random, tokens);
        return random.NextInt(4) > 0 ? digit : Row([digit, Sign($"{random.NextInt(10)}", random, tokens)]);
    }

    private static Box Sign(string sign, RngSequence random, List<string> tokens)
    {
        tokens.Add(sign);
        var strokes = new List<(double X, double Y)[]>();
        var stroke = new List<(double X, double Y)>();
        double[] points = Signs[sign];
        for (int i = 0; i <= points.Length; i += 2)
        {
            if (i == points.Length || double.IsNaN(points[i]))
            {
                strokes.Add([.. stroke]);
                stroke.Clear();
            }
            else
            {
                stroke.Add((points[i] + (0.025 * random.NextNormal()), points[i + 1] + (0.025 * random.NextNormal())));
            }
        }

        return new Box(strokes, 0.9, 0, 1).Move(0, 0.03 * random.NextNormal());
    }

    private static Box Row(IReadOnlyList<Box> parts)
    {
        var strokes = new List<(double X, double Y)[]>();
        double x = 0;
        foreach (Box part in parts)
        {
            strokes.AddRange(part.Move(x, 0).Strokes);
            x += part.Width;
        }

        return new Box(strokes, x, parts.Min(p => p.Top), parts.Max(p => p.Bottom));
    }

    private static Box Fraction(Box above, Box below, RngSequence random)
    {
        Box a = above.Scale(0.8), b = below.Scale(0.8);
        double width = Math.Max(a.Width, b.Width) + 0.2, wobble = 0.03 * random.NextNormal();
        a = a.Move((width - a.Width) / 2, 0.38 - a.Bottom);
        b = b.Move((width - b.Width) / 2, 0.62 - b.Top);
        return new Box([.. a.Strokes, [(0.02, 0.5 + wobble), (width - 0.02, 0.5 - wobble)], .. b.Strokes], width, a.Top, b.Bottom);
    }

    private static Box Root(Box inner, RngSequence random)
    {
        double top = inner.Top - 0.12 + (0.02 * random.NextNormal()), width = inner.Width + 0.5;
        (double X, double Y)[] hook =
        [
            (0, inner.Bottom - 0.4), (0.12, inner.Bottom - 0.45), (0.25, inner.Bottom), (0.42, top), (width - 0.05, top + (0.02 * random.NextNormal())),
        ];
        return new Box([hook, .. inner.Move(0.45, 0).Strokes], width, top - 0.05, inner.Bottom);
    }

    /// <summary>Strokes with the room they take; a sign stands from 0 to 1 and its middle is at 0.5.</summary>
    private sealed record Box(IReadOnlyList<(double X, double Y)[]> Strokes, double Width, double Top, double Bottom)
    {
        public Box Move(double x, double y) => new(
            [.. Strokes.Select(s => Array.ConvertAll(s, p => (p.X + x, p.Y + y)))], x < 0 ? Width + x : Width, Top + y, Bottom + y);

        /// <summary>Smaller, with the middle where it was.</summary>
        public Box Scale(double by)
        {
            double Middle(double y) => 0.5 + ((y - 0.5) * by);
            return new([.. Strokes.Select(s => Array.ConvertAll(s, p => (p.X * by, Middle(p.Y))))], Width * by, Middle(Top), Middle(Bottom));
        }
    }
}
