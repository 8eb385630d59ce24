namespace Unroll.Recipes;

/// <summary>The 20 joints of a Kinect skeleton in the order of MSR Action3D, and how their positions are brought to a common frame.</summary>
internal static class Skeleton
{
    public const int Joints = 20;

    /// <summary>Numbers of a frame.</summary>
    public const int Width = 3 * Joints;

    public const int ShoulderRight = 0, ShoulderLeft = 1, Neck = 2, Spine = 3, HipRight = 4, HipLeft = 5, HipCenter = 6, ElbowRight = 7, ElbowLeft = 8,
        WristRight = 9, WristLeft = 10, HandRight = 11, HandLeft = 12, KneeRight = 13, KneeLeft = 14, AnkleRight = 15, AnkleLeft = 16, FootRight = 17,
        FootLeft = 18, Head = 19;

    // Savitzky and Golay 1964: the value of the least-squares cubic of five points at the middle one.
    private static readonly double[] Smoothing = [-3 / 35.0, 12 / 35.0, 17 / 35.0, 12 / 35.0, -3 / 35.0];

    /// <summary>Pairs of joints that a bone connects.</summary>
    public static IReadOnlyList<(int From, int To)> Bones { get; } =
    [
        (Head, Neck), (ShoulderRight, Neck), (ShoulderLeft, Neck), (ShoulderRight, ElbowRight), (ElbowRight, WristRight), (WristRight, HandRight),
        (ShoulderLeft, ElbowLeft), (ElbowLeft, WristLeft), (WristLeft, HandLeft), (Neck, Spine), (Spine, HipCenter), (HipCenter, HipRight),
        (HipCenter, HipLeft), (HipRight, KneeRight), (KneeRight, AnkleRight), (AnkleRight, FootRight), (HipLeft, KneeLeft), (KneeLeft, AnkleLeft),
        (AnkleLeft, FootLeft),
    ];

    /// <summary>
    /// Frames without a joint are read as the one before; then each coordinate is smoothed over five frames, the middle of the hips of the
    /// first frame is moved to the origin, and the body is scaled to a trunk of length 1.
    /// </summary>
    /// <param name="frames">[frames, joints, 3].</param>
    public static float[] Normalize(float[] frames)
    {
        int count = frames.Length / Width;
        var filled = new double[frames.Length];
        int first = Enumerable.Range(0, count).FirstOrDefault(t => !float.IsNaN(frames[t * Width]));
        for (int i = 0; i < filled.Length; i++)
        {
            float value = frames[i];
            filled[i] = !float.IsNaN(value) ? value : i >= Width ? filled[i - Width] : float.IsNaN(frames[(first * Width) + i]) ? 0 : frames[(first * Width) + i];
        }

        var smooth = new double[filled.Length];
        for (int t = 0; t < count; t++)
        {
            for (int c = 0; c < Width; c++)
            {
                for (int k = -2; k <= 2; k++)
                    smooth[(t * Width) + c] += Smoothing[k + 2] * filled[(Math.Clamp(t + k, 0, count - 1) * Width) + c];
            }
        }

        double trunk = 0;
        for (int t = 0; t < count; t++)
            trunk += Distance(smooth, t, Neck, HipCenter) / count;
        trunk = trunk > 0.05 ? trunk : 1;
        var origin = new double[3];
        for (int axis = 0; axis < 3; axis++)
            origin[axis] = (smooth[(HipRight * 3) + axis] + smooth[(HipLeft * 3) + axis] + smooth[(HipCenter * 3) + axis]) / 3;
        return [.. smooth.Select((v, i) => (float)((v - origin[i % 3]) / trunk))];
    }

    private static double Distance(double[] frames, int t, int a, int b)
    {
        double sum = 0;
        for (int axis = 0; axis < 3; axis++)
        {
            double d = frames[(t * Width) + (a * 3) + axis] - frames[(t * Width) + (b * 3) + axis];
            sum += d * d;
        }

        return Math.Sqrt(sum);
    }
}
