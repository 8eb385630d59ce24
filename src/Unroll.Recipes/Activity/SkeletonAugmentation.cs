using Unroll.Data;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>Another recording of the same action: the body turned, of another build, faster or slower, begun a little later or over sooner.</summary>
internal static class SkeletonAugmentation
{
    /// <summary>A changed copy of a sequence of normalised skeletons.</summary>
    public static LabeledSequence Vary(LabeledSequence sequence, RngSequence random)
    {
        double turn = Math.PI / 180 * 25 * Between(random), tilt = Math.PI / 180 * 8 * Between(random);
        double[] build = [1 + (0.15 * Between(random)), 1 + (0.15 * Between(random)), 1 + (0.15 * Between(random))];
        double tempo = Math.Exp(0.25 * Between(random));
        double first = 0.1 * (sequence.Steps - 1) * random.NextDouble(), last = (sequence.Steps - 1) * (1 - (0.1 * random.NextDouble()));
        int steps = Math.Max(1, (int)Math.Round((last - first) / tempo) + 1);
        var values = new float[steps * Skeleton.Width];
        (double sin, double cos) = Math.SinCos(turn);
        (double lean, double upright) = Math.SinCos(tilt);
        for (int t = 0; t < steps; t++)
        {
            double at = steps == 1 ? first : first + (t * (last - first) / (steps - 1));
            int low = Math.Min((int)at, sequence.Steps - 1), high = Math.Min(low + 1, sequence.Steps - 1);
            double part = at - low;
            for (int j = 0; j < Skeleton.Joints; j++)
            {
                double Coordinate(int axis)
                {
                    int c = (j * 3) + axis;
                    return build[axis] * (((1 - part) * sequence.Values[(low * Skeleton.Width) + c]) + (part * sequence.Values[(high * Skeleton.Width) + c]));
                }

                double x = Coordinate(0), y = Coordinate(1), z = Coordinate(2);
                (x, z) = ((cos * x) + (sin * z), (cos * z) - (sin * x));
                (y, z) = ((upright * y) - (lean * z), (upright * z) + (lean * y));
                int to = (t * Skeleton.Width) + (j * 3);
                values[to] = (float)x;
                values[to + 1] = (float)y;
                values[to + 2] = (float)z;
            }
        }

        return new LabeledSequence(sequence.Id, values, steps, sequence.Label);
    }

    private static double Between(RngSequence random) => (2 * random.NextDouble()) - 1;
}
