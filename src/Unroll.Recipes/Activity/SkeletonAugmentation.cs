using Unroll.Data;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>Another recording of the same action: the body turned, of another build, faster or slower, begun a little later or over sooner.</summary>
/// <param name="Turn">The most that a body is turned about the vertical, in degrees.</param>
/// <param name="Tilt">The most that it leans, in degrees.</param>
/// <param name="Build">How much each axis is stretched at most.</param>
/// <param name="Bones">How much each bone grows or shrinks, a standard deviation.</param>
/// <param name="Tempo">The logarithm of the greatest change of speed.</param>
/// <param name="Cut">The most of a recording that is left out, at the beginning and at the end.</param>
/// <param name="Noise">Of a joint, the same in a whole recording: a standard deviation in trunk lengths.</param>
internal sealed record SkeletonAugmentation(
    double Turn = 25, double Tilt = 8, double Build = 0.15, double Bones = 0, double Tempo = 0.25, double Cut = 0.1, double Noise = 0)
{
    // Outwards from the hips, so that a changed bone carries with it what hangs on it.
    private static readonly (int From, int To)[] Outwards =
    [
        (Skeleton.HipCenter, Skeleton.Spine), (Skeleton.Spine, Skeleton.Neck), (Skeleton.Neck, Skeleton.Head), (Skeleton.Neck, Skeleton.ShoulderRight),
        (Skeleton.Neck, Skeleton.ShoulderLeft), (Skeleton.ShoulderRight, Skeleton.ElbowRight), (Skeleton.ShoulderLeft, Skeleton.ElbowLeft),
        (Skeleton.ElbowRight, Skeleton.WristRight), (Skeleton.ElbowLeft, Skeleton.WristLeft), (Skeleton.WristRight, Skeleton.HandRight),
        (Skeleton.WristLeft, Skeleton.HandLeft), (Skeleton.HipCenter, Skeleton.HipRight), (Skeleton.HipCenter, Skeleton.HipLeft),
        (Skeleton.HipRight, Skeleton.KneeRight), (Skeleton.HipLeft, Skeleton.KneeLeft), (Skeleton.KneeRight, Skeleton.AnkleRight),
        (Skeleton.KneeLeft, Skeleton.AnkleLeft), (Skeleton.AnkleRight, Skeleton.FootRight), (Skeleton.AnkleLeft, Skeleton.FootLeft),
    ];

    /// <summary>A changed copy of a sequence of normalised skeletons.</summary>
    public LabeledSequence Vary(LabeledSequence sequence, RngSequence random)
    {
        double turn = Math.PI / 180 * Turn * Between(random), tilt = Math.PI / 180 * Tilt * Between(random);
        double[] build = [1 + (Build * Between(random)), 1 + (Build * Between(random)), 1 + (Build * Between(random))];
        double[] bones = [.. Outwards.Select(_ => Math.Exp(Bones * random.NextNormal()))];
        double[] noise = [.. Enumerable.Range(0, Skeleton.Width).Select(_ => Noise * random.NextNormal())];
        double tempo = Math.Exp(Tempo * Between(random));
        double first = Cut * (sequence.Steps - 1) * random.NextDouble(), last = (sequence.Steps - 1) * (1 - (Cut * random.NextDouble()));
        int steps = Math.Max(1, (int)Math.Round((last - first) / tempo) + 1);
        var values = new float[steps * Skeleton.Width];
        (double sin, double cos) = Math.SinCos(turn);
        (double lean, double upright) = Math.SinCos(tilt);
        var frame = new double[Skeleton.Width];
        for (int t = 0; t < steps; t++)
        {
            double at = steps == 1 ? first : first + (t * (last - first) / (steps - 1));
            int low = Math.Min((int)at, sequence.Steps - 1), high = Math.Min(low + 1, sequence.Steps - 1);
            double part = at - low;
            for (int c = 0; c < frame.Length; c++)
                frame[c] = ((1 - part) * sequence.Values[(low * Skeleton.Width) + c]) + (part * sequence.Values[(high * Skeleton.Width) + c]);
            if (Bones > 0)
                Regrow(frame, bones);
            for (int j = 0; j < Skeleton.Joints; j++)
            {
                int c = j * 3;
                double x = build[0] * (frame[c] + noise[c]), y = build[1] * (frame[c + 1] + noise[c + 1]), z = build[2] * (frame[c + 2] + noise[c + 2]);
                (x, z) = ((cos * x) + (sin * z), (cos * z) - (sin * x));
                (y, z) = ((upright * y) - (lean * z), (upright * z) + (lean * y));
                int to = (t * Skeleton.Width) + c;
                values[to] = (float)x;
                values[to + 1] = (float)y;
                values[to + 2] = (float)z;
            }
        }

        return new LabeledSequence(sequence.Id, values, steps, sequence.Label);
    }

    private static void Regrow(double[] frame, double[] lengths)
    {
        double[] before = [.. frame];
        for (int b = 0; b < Outwards.Length; b++)
        {
            (int from, int to) = Outwards[b];
            for (int axis = 0; axis < 3; axis++)
                frame[(to * 3) + axis] = frame[(from * 3) + axis] + (lengths[b] * (before[(to * 3) + axis] - before[(from * 3) + axis]));
        }
    }

    private static double Between(RngSequence random) => (2 * random.NextDouble()) - 1;
}
