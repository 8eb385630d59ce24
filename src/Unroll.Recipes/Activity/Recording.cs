using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>A recording of a person doing an action.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Action">The action, from 0.</param>
/// <param name="Subject">The person, from 1.</param>
/// <param name="Frames">[frames, 20 joints, 3]: x to the right, y up, z away from the camera, in metres; NaN where no joint was found.</param>
internal sealed record Recording(string Id, int Action, int Subject, float[] Frames)
{
    /// <summary>How many frames there are.</summary>
    public int Count => Frames.Length / Skeleton.Width;

    /// <summary>The recording as a labelled sequence of normalised skeletons.</summary>
    /// <param name="label">The id of its label.</param>
    public LabeledSequence ToSequence(int label) => new(Id, Skeleton.Normalize(Frames), Count, label);
}
