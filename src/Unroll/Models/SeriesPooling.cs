namespace Unroll.Models;

/// <summary>What a network over sequences answers from; several may be joined.</summary>
[Flags]
public enum SeriesPooling
{
    /// <summary>From every step: one answer a step.</summary>
    EveryStep = 0,

    /// <summary>The last state of each direction: one answer a sequence.</summary>
    Last = 1,

    /// <summary>The mean of the states over time.</summary>
    Mean = 2,

    /// <summary>The largest value of each unit over time.</summary>
    Max = 4,
}
