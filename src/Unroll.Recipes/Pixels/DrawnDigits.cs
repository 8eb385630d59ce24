using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>The built-in data: digits as strokes of a pen, each time with another hand (slant, size, place, thickness, wobble).</summary>
internal static class DrawnDigits
{
    private const int Side = PixelsData.Side;

    /// <summary>The strokes of each digit on a square from 0 to 1, y downwards: points in pairs, strokes parted by NaN.</summary>
    private static readonly double[][] Strokes =
    [
        [.5, .08, .25, .25, .2, .5, .25, .75, .5, .92, .75, .75, .8, .5, .75, .25, .5, .08],
        [.3, .28, .55, .08, .55, .92],
        [.22, .28, .35, .1, .62, .08, .76, .26, .7, .45, .22, .9, .8, .9],
        [.24, .14, .6, .08, .75, .26, .62, .44, .42, .47, .66, .52, .78, .72, .58, .92, .24, .86],
        [.62, .08, .2, .62, .82, .62, double.NaN, double.NaN, .62, .3, .62, .94],
        [.76, .08, .3, .08, .26, .46, .56, .4, .78, .56, .74, .8, .5, .93, .22, .84],
        [.66, .08, .4, .26, .24, .56, .3, .84, .54, .93, .76, .78, .7, .56, .48, .5, .26, .64],
        [.2, .09, .8, .09, .42, .93],
        [.5, .48, .28, .34, .34, .12, .6, .08, .72, .24, .62, .42, .34, .58, .26, .78, .46, .93, .7, .86, .74, .66, .5, .48],
        [.74, .36, .54, .5, .32, .42, .28, .2, .48, .08, .7, .14, .75, .36, .7, .66, .56, .93],
    ];

    /// <summary>Images and their digits, the same on every machine; the first ones of a longer list.</summary>
    public static (byte[][] Images, int[] Labels) Make(int count)
    {
        var images = new byte[count][];
        var labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % 10;
            images[i] = Draw(Strokes[labels[i]], new RngSequence(777, RandomPurpose.Data, (ulong)i));
        }

        return (images, labels);
    }

    private static byte[] Draw(double[] strokes, RngSequence random)
    {
        double turn = 0.25 * random.NextNormal() * 0.6, slant = 0.2 * random.NextNormal(), wide = 14 + (5 * random.NextDouble()), tall = 17 + (4 * random.NextDouble());
        double x0 = 14 + (1.2 * random.NextNormal()), y0 = 14 + (1.2 * random.NextNormal()), pen = 0.9 + (0.7 * random.NextDouble());
        var points = new (double X, double Y)[strokes.Length / 2];
        for (int p = 0; p < points.Length; p++)
        {
            double x = (strokes[2 * p] - 0.5 + (0.025 * random.NextNormal())) * wide, y = (strokes[(2 * p) + 1] - 0.5 + (0.025 * random.NextNormal())) * tall;
            x -= slant * y;
            points[p] = (x0 + (x * Math.Cos(turn)) - (y * Math.Sin(turn)), y0 + (x * Math.Sin(turn)) + (y * Math.Cos(turn)));
        }

        var image = new byte[Side * Side];
        for (int i = 0; i < image.Length; i++)
        {
            double near = double.MaxValue;
            for (int p = 0; p + 1 < points.Length; p++)
            {
                near = Math.Min(near, Distance(points[p], points[p + 1], (i % Side) + 0.5, (i / Side) + 0.5));
            }

            image[i] = (byte)(255 * Math.Clamp(pen + 0.5 - near, 0, 1));
        }

        return image;
    }

    /// <summary>From a point to a segment; infinite where the pen was lifted.</summary>
    private static double Distance((double X, double Y) a, (double X, double Y) b, double x, double y)
    {
        if (double.IsNaN(a.X + b.X))
        {
            return double.MaxValue;
        }

        double dx = b.X - a.X, dy = b.Y - a.Y, length = (dx * dx) + (dy * dy);
        double along = length == 0 ? 0 : Math.Clamp((((x - a.X) * dx) + ((y - a.Y) * dy)) / length, 0, 1);
        double ex = x - a.X - (along * dx), ey = y - a.Y - (along * dy);
        return Math.Sqrt((ex * ex) + (ey * ey));
    }
}
