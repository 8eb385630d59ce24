using Unroll.Numerics;

namespace Unroll.Recurrent;

/// <summary>A pass over the steps of a batch.</summary>
internal interface IStepJob : IJob
{
    /// <summary>Whether the parts share the units of all rows and meet after each step; else each takes some rows through all the steps.</summary>
    bool ByUnits { set; }
}

/// <summary>
/// The passes of both directions of a layer as one: half of the parts each, so that a thread keeps the weights of one direction in its cache
/// and all threads meet once.
/// </summary>
internal struct BothDirectionsJob<TJob>(TJob first, TJob second) : IStepJob
    where TJob : struct, IStepJob
{
    private TJob _first = first, _second = second;

    public bool ByUnits
    {
        set
        {
            _first.ByUnits = value;
            _second.ByUnits = value;
        }
    }

    public readonly void Execute(int part, int parts)
    {
        int half = parts / 2;
        if (parts == 1)
        {
            _first.Execute(0, 1);
            _second.Execute(0, 1);
        }
        else if (part < half)
        {
            _first.Execute(part, half);
        }
        else
        {
            _second.Execute(part - half, half);
        }
    }
}

/// <summary>Something for each of two directions.</summary>
internal readonly struct TwoJob(Action first, Action second) : IJob
{
    public void Execute(int part, int parts)
    {
        if (part == 0)
        {
            first();
        }
        else
        {
            second();
        }
    }
}
