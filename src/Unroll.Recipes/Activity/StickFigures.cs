using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>
/// Recordings of our own for where MSR Action3D is not to be had: stick figures of ten builds and tempers doing eight actions, three times each.
/// A limb is two bones turned at the shoulder or hip and at the elbow or knee; the angles follow the action.
/// </summary>
internal static class StickFigures
{
    private const int People = 10, Takes = 3;

    /// <summary>The names of the actions.</summary>
    public static IReadOnlyList<string> Actions { get; } = ["wave", "punch", "clap", "kick", "bend", "jog", "throw", "draw circle"];

    /// <summary>The recordings; always the same.</summary>
    public static IReadOnlyList<Recording> Read()
    {
        var recordings = new List<Recording>();
        for (int action = 0; action < Actions.Count; action++)
        {
            for (int person = 1; person <= People; person++)
            {
                for (int take = 1; take <= Takes; take++)
                {
                    var random = new RngSequence(7, RandomPurpose.Data, (ulong)((action * 1000) + (person * 10) + take));
                    var body = new RngSequence(7, RandomPurpose.Noise, (ulong)person);
                    recordings.Add(new Recording($"a{action + 1:00}_s{person:00}_e{take:00}", action, person, Perform(action, body, random)));
                }
            }
        }

        return recordings;
    }

    private static float[] Perform(int action, RngSequence body, RngSequence random)
    {
        // The person: size, tempo, reach of movements, the angle to the camera. The take: a little of each again.
        double size = 1 + (0.1 * body.NextNormal()), tempo = Math.Exp((0.2 * body.NextNormal()) + (0.08 * random.NextNormal()));
        double reach = 1 + (0.15 * body.NextNormal()) + (0.06 * random.NextNormal()), facing = (0.2 * body.NextNormal()) + (0.1 * random.NextNormal());
        double start = 2 * Math.PI * random.NextDouble(), noise = 0.008;
        int frames = 25 + random.NextInt(30);
        var values = new float[frames * Skeleton.Width];
        for (int t = 0; t < frames; t++)
        {
            double[,] joints = Pose(action, (2.2 * tempo * t / 10) + (action is 0 or 5 or 7 ? start : 0), (double)t / (frames - 1), reach);
            (double sin, double cos) = Math.SinCos(facing);
            for (int j = 0; j < Skeleton.Joints; j++)
            {
                double x = (cos * joints[j, 0]) + (sin * joints[j, 2]), z = (cos * joints[j, 2]) - (sin * joints[j, 0]);
                int at = (t * Skeleton.Width) + (j * 3);
                values[at] = (float)((size * x) + (noise * random.NextNormal()));
                values[at + 1] = (float)((size * joints[j, 1]) + (noise * random.NextNormal()));
                values[at + 2] = (float)((size * z) + 2.8 + (noise * random.NextNormal()));
            }
        }

        return values;
    }

    /// <summary>The joints at a moment.</summary>
    /// <param name="action">The action.</param>
    /// <param name="phase">The phase of what is repeated, in radians.</param>
    /// <param name="part">How much of the recording is over, 0 to 1.</param>
    /// <param name="reach">How far the person moves.</param>
    private static double[,] Pose(int action, double phase, double part, double reach)
    {
        // Angles in radians: up from hanging, out to the side, bend of the elbow or knee; of right and left arm, right and left leg.
        double[] rightArm = [0.1, 0.15, 0.2], leftArm = [0.1, 0.15, 0.2], rightLeg = [0, 0.05, 0.05], leftLeg = [0, 0.05, 0.05];
        double lean = 0, once = Math.Pow(Math.Sin(Math.PI * part), 2), swing = Math.Sin(phase);
        switch (action)
        {
            case 0:
                rightArm = [0.4, 2.2 + (0.5 * reach * swing), 0.5];
                break;
            case 1:
                rightArm = [0.2 + (1.35 * reach * once), 0.1, 1.6 * (1 - once)];
                break;
            case 2:
                rightArm = [1.3, (-0.25 * reach * swing) + 0.2, 0.7];
                leftArm = [1.3, (-0.25 * reach * swing) + 0.2, 0.7];
                break;
            case 3:
                rightLeg = [1.2 * reach * once, 0.05, 0.3 * (1 - once)];
                break;
            case 4:
                lean = 1.3 * reach * once;
                rightArm = [0.9 * once, 0.1, 0.1];
                leftArm = [0.9 * once, 0.1, 0.1];
                break;
            case 5:
                rightArm = [0.6 * reach * swing, 0.15, 1.3];
                leftArm = [-0.6 * reach * swing, 0.15, 1.3];
                rightLeg = [(-0.4 * reach * swing) + 0.3, 0.05, 0.8 * Math.Max(0, -swing)];
                leftLeg = [(0.4 * reach * swing) + 0.3, 0.05, 0.8 * Math.Max(0, swing)];
                break;
            case 6:
                rightArm = [3 - (2.2 * reach * Math.Clamp((part - 0.3) * 2, 0, 1)), 0.2, 1.5 * (1 - Math.Clamp((part - 0.3) * 3, 0, 1))];
                break;
            default:
                rightArm = [1.3 + (0.35 * reach * Math.Cos(phase)), 0.3 + (0.35 * reach * swing), 0.2];
                break;
        }

        var joints = new double[Skeleton.Joints, 3];
        Set(joints, Skeleton.HipCenter, 0, 0, 0);
        Set(joints, Skeleton.Spine, 0, 0.25 * Math.Cos(lean), -0.25 * Math.Sin(lean));
        double neckY = 0.5 * Math.Cos(lean), neckZ = -0.5 * Math.Sin(lean);
        Set(joints, Skeleton.Neck, 0, neckY, neckZ);
        Set(joints, Skeleton.Head, 0, neckY + (0.2 * Math.Cos(lean)), neckZ - (0.2 * Math.Sin(lean)));
        Limb(joints, [Skeleton.ShoulderRight, Skeleton.ElbowRight, Skeleton.WristRight, Skeleton.HandRight], [0.18, neckY - 0.03, neckZ], rightArm, 1, 0.28, 0.25);
        Limb(joints, [Skeleton.ShoulderLeft, Skeleton.ElbowLeft, Skeleton.WristLeft, Skeleton.HandLeft], [-0.18, neckY - 0.03, neckZ], leftArm, -1, 0.28, 0.25);
        Limb(joints, [Skeleton.HipRight, Skeleton.KneeRight, Skeleton.AnkleRight, Skeleton.FootRight], [0.1, -0.05, 0], Knee(rightLeg), 1, 0.42, 0.4);
        Limb(joints, [Skeleton.HipLeft, Skeleton.KneeLeft, Skeleton.AnkleLeft, Skeleton.FootLeft], [-0.1, -0.05, 0], Knee(leftLeg), -1, 0.42, 0.4);
        return joints;
    }

    /// <summary>A knee bends backwards.</summary>
    private static double[] Knee(double[] leg) => [leg[0], leg[1], -leg[2]];

    private static void Limb(double[,] joints, int[] chain, double[] root, double[] angles, int side, double upper, double lower)
    {
        Set(joints, chain[0], root[0], root[1], root[2]);
        double x = root[0], y = root[1], z = root[2];
        for (int bone = 0; bone < 3; bone++)
        {
            double up = angles[0] + (bone > 0 ? angles[2] : 0), length = bone == 0 ? upper : bone == 1 ? lower : 0.08;
            // Forward is towards the camera (z falls); raising to the side turns the limb in the plane of the body.
            x += side * length * Math.Sin(angles[1]);
            y -= length * Math.Cos(angles[1]) * Math.Cos(up);
            z -= length * Math.Cos(angles[1]) * Math.Sin(up);
            Set(joints, chain[bone + 1], x, y, z);
        }
    }

    private static void Set(double[,] joints, int joint, double x, double y, double z) => (joints[joint, 0], joints[joint, 1], joints[joint, 2]) = (x, y, z);
}
