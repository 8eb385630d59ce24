namespace Unroll.Training;

/// <summary>Why training ended.</summary>
public enum TrainingEnd
{
    /// <summary>Every epoch was run.</summary>
    Completed,

    /// <summary>Validation had not become better for as long as the patience allows.</summary>
    EarlyStopped,

    /// <summary>The minutes were up; a checkpoint stands and training can be resumed.</summary>
    TimeUp,

    /// <summary>Cancelled; a checkpoint stands and training can be resumed.</summary>
    Cancelled,
}

/// <summary>What training came to.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="Epochs">Epochs completed.</param>
/// <param name="Steps">Optimizer steps taken.</param>
/// <param name="Loss">Mean training loss of the last completed epoch.</param>
/// <param name="BestEpoch">The epoch whose weights the model has now; the last one where nothing was held out.</param>
/// <param name="BestValue">The monitored metric of that epoch; NaN where nothing was held out.</param>
/// <param name="Seconds">Training time, over all resumed parts.</param>
public sealed record TrainingResult(TrainingEnd End, int Epochs, long Steps, double Loss, int BestEpoch, double BestValue, double Seconds);
