namespace Unroll.Recipes;

/// <summary>What a network reads of a normalised skeleton, frame by frame: one or several views of the joints.</summary>
internal sealed class SkeletonFeatures
{
    // How far a joint moves from a frame to the next is small beside where it is, and features are not scaled one by one.
    private const float SpeedScale = 5;

    private static readonly string[] Known = ["positions", "hips", "shift", "motion"];

    private readonly string[] _views;

    /// <param name="views">
    /// Names of views, joined by +: positions (from the hips of the first frame), hips (from the hips of each frame), shift (from where the
    /// joint was in the first frame), motion (from where it was in the frame before).
    /// </param>
    /// <exception cref="UnrollException">A name is unknown, or is there twice.</exception>
    public SkeletonFeatures(string views)
    {
        _views = views.Split('+');
        if (_views.Distinct().Count() < _views.Length || Array.Exists(_views, v => !Known.Contains(v)))
            throw SettingReader.Expected($"some of {string.Join(", ", Known)}, joined by +,", "features", views);
        Names =
        [
            .. _views.SelectMany(v => Enumerable.Range(1, Skeleton.Joints).SelectMany(j => new[] { $"joint{j}_x_{v}", $"joint{j}_y_{v}", $"joint{j}_z_{v}" })),
        ];
    }

    /// <summary>The names of the features.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The features of each frame.</summary>
    /// <param name="frames">[frames, joints, 3], normalised.</param>
    /// <returns>[frames, views, joints, 3].</returns>
    public float[] Of(float[] frames)
    {
        int width = Skeleton.Width, count = frames.Length / width;
        var values = new float[count * Names.Count];
        for (int i = 0; i < values.Length; i++)
        {
            int t = i / Names.Count, c = i % width;
            float here = frames[(t * width) + c];
            values[i] = _views[i % Names.Count / width] switch
            {
                "positions" => here,
                "hips" => here - frames[(t * width) + (Skeleton.HipCenter * 3) + (c % 3)],
                "shift" => here - frames[c],
                _ => SpeedScale * (here - frames[(Math.Max(0, t - 1) * width) + c]),
            };
        }

        return values;
    }
}
