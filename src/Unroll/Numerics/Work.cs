namespace Unroll.Numerics;

/// <summary>Floats that a piece of work writes or adds to.</summary>
internal readonly unsafe record struct WorkTarget(nint Start, nint End)
{
    public static WorkTarget Of(float* start, nint count) => new((nint)start, (nint)(start + count));

    public bool Overlaps(WorkTarget other) => Start < other.End && other.Start < End;
}

/// <summary>Work that can be cut anywhere, for a <see cref="WorkBatch"/>. What is computed must not depend on where it is cut.</summary>
internal abstract class Work
{
    /// <summary>How long it takes, in multiply-adds.</summary>
    public abstract long Cost { get; }

    /// <summary>Everything that it writes to and that others may want to write to.</summary>
    public WorkTarget[] Targets { get; init; } = [];

    /// <summary>Does what lies between two points of [0, Cost]; other threads do the rest meanwhile.</summary>
    public abstract void Execute(long from, long to);
}
