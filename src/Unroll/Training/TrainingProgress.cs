namespace Unroll.Training;

/// <summary>Where a training run stands, reported a few times a second and at the end of every epoch.</summary>
public readonly record struct TrainingProgress
{
    /// <summary>What is counted by <see cref="Epoch"/> where it is not epochs: "training" for one of a series of trainings.</summary>
    public string? Unit { get; init; }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; init; }

    /// <summary>The epochs planned.</summary>
    public int Epochs { get; init; }

    /// <summary>Batches done in this epoch.</summary>
    public int Batch { get; init; }

    /// <summary>Batches an epoch.</summary>
    public int Batches { get; init; }

    /// <summary>Mean loss of the epoch so far.</summary>
    public double Loss { get; init; }

    /// <summary>Share of items answered rightly in the epoch so far; NaN where that has no meaning.</summary>
    public double Accuracy { get; init; }

    /// <summary>Items a second since the run started or was resumed; 0 where it is not known.</summary>
    public double ItemsPerSecond { get; init; }

    /// <summary>The time left at this rate, if every planned epoch runs.</summary>
    public TimeSpan Left { get; init; }

    /// <summary>Whether the epoch has ended; then <see cref="Validation"/> holds.</summary>
    public bool EpochEnded { get; init; }

    /// <summary>Metrics on the held-out data at the end of an epoch.</summary>
    public IReadOnlyList<(string Name, double Value)>? Validation { get; init; }

    /// <summary>Whether these are the best weights so far.</summary>
    public bool Best { get; init; }
}
