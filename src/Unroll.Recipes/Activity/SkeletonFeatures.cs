namespace Unroll.Recipes;

/// <summary>What a network reads of a normalised skeleton, frame by frame: one or several views of the same joints.</summary>
internal sealed class SkeletonFeatures
{
    // How far a joint moves from a frame to the next is small beside where it is.
    private const float SpeedScale = 5;

    private static readonly string[] Axes = ["x", "y", "z"];

    private static readonly Dictionary<string, View> Known = new(StringComparer.Ordinal)
    {
        // Where the joints are, the hips of the first frame at the origin.
        ["positions"] = new(JointNames(""), (frames, t, to) => frames.AsSpan(t * Skeleton.Width, Skeleton.Width).CopyTo(to)),
        // The same from the hips of each frame.
        ["hips"] = new(JointNames("_hip"), (frames, t, to) =>
        {
            for (int c = 0; c < Skeleton.Width; c++)
                to[c] = At(frames, t, c) - At(frames, t, (Skeleton.HipCenter * 3) + (c % 3));
        }),
        // From the first frame, in which most people stand and wait.
        ["shift"] = new(JointNames("_shift"), (frames, t, to) =>
        {
            for (int c = 0; c < Skeleton.Width; c++)
                to[c] = At(frames, t, c) - At(frames, 0, c);
        }),
        ["bones"] = new([.. Skeleton.Bones.SelectMany((_, b) => Axes.Select(a => $"bone{b + 1}_{a}"))], (frames, t, to) =>
        {
            for (int b = 0; b < Skeleton.Bones.Count; b++)
            {
                (int from, int end) = Skeleton.Bones[b];
                for (int axis = 0; axis < 3; axis++)
                    to[(b * 3) + axis] = 2 * (At(frames, t, (end * 3) + axis) - At(frames, t, (from * 3) + axis));
            }
        }),
        ["motion"] = Motion(1),
        ["motion3"] = Motion(3),
        // Hands from the head, from each other and from the other side's shoulder; feet from each other.
        ["ends"] = new([.. Ends.SelectMany((_, e) => Axes.Select(a => $"ends{e + 1}_{a}"))], (frames, t, to) =>
        {
            for (int e = 0; e < Ends.Length; e++)
            {
                for (int axis = 0; axis < 3; axis++)
                    to[(e * 3) + axis] = At(frames, t, (Ends[e].To * 3) + axis) - At(frames, t, (Ends[e].From * 3) + axis);
            }
        }),
    };

    private readonly View[] _views;

    /// <param name="views">Their names, joined by +.</param>
    /// <exception cref="UnrollException">A name is unknown.</exception>
    public SkeletonFeatures(string views)
    {
        _views = [.. views.Split('+').Select(name => Known.TryGetValue(name, out View? view) ? view
            : throw SettingReader.Expected($"some of {string.Join(", ", Known.Keys)}, joined by +,", "features", name))];
        Names = [.. _views.SelectMany(v => v.Names)];
    }

    /// <summary>The names of the features.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The features of each frame.</summary>
    /// <param name="frames">[frames, joints, 3], normalised.</param>
    /// <returns>[frames, features].</returns>
    public float[] Of(float[] frames)
    {
        int count = frames.Length / Skeleton.Width;
        var values = new float[count * Names.Count];
        for (int t = 0; t < count; t++)
        {
            Span<float> row = values.AsSpan(t * Names.Count, Names.Count);
            foreach (View view in _views)
            {
                view.Fill(frames, t, row[..view.Names.Length]);
                row = row[view.Names.Length..];
            }
        }

        return values;
    }

    private static (int From, int To)[] Ends =>
    [
        (Skeleton.Head, Skeleton.HandRight), (Skeleton.Head, Skeleton.HandLeft), (Skeleton.HandRight, Skeleton.HandLeft),
        (Skeleton.ShoulderLeft, Skeleton.HandRight), (Skeleton.ShoulderRight, Skeleton.HandLeft), (Skeleton.FootRight, Skeleton.FootLeft),
    ];

    private static View Motion(int frames) => new(JointNames($"_speed{frames}"), (positions, t, to) =>
    {
        for (int c = 0; c < Skeleton.Width; c++)
            to[c] = SpeedScale / frames * (At(positions, t, c) - At(positions, Math.Max(0, t - frames), c));
    });

    private static string[] JointNames(string suffix) =>
        [.. Enumerable.Range(1, Skeleton.Joints).SelectMany(j => Axes.Select(a => $"joint{j}_{a}{suffix}"))];

    private static float At(float[] frames, int t, int column) => frames[(t * Skeleton.Width) + column];

    private delegate void Filler(float[] frames, int t, Span<float> to);

    private sealed record View(string[] Names, Filler Fill);
}
