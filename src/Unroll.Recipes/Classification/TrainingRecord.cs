using Unroll.Optimizers;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>How a model is trained, every default spelled out; with several members it is an ensemble joined into one wide network.</summary>
internal sealed record TrainingRecord(
    int Epochs, int Batch, string Optimizer, string Schedule, float Clip, int Patience, double? Minutes, ulong Seed, int Members = 1,
    bool Recompute = false)
{
    /// <summary>The trainer's options.</summary>
    /// <param name="limitMinutes">Whether the minutes hold; a resumed run is given as long as it takes.</param>
    public TrainerOptions ToOptions(bool limitMinutes) => new()
    {
        Epochs = Epochs,
        BatchSize = Batch,
        Optimizer = Unroll.Optimizers.Optimizer.Parse(Optimizer),
        Schedule = LearningRateSchedule.Parse(Schedule),
        ClipNorm = Clip,
        Patience = Patience,
        Minutes = limitMinutes ? Minutes : null,
        Seed = Seed,
        Recompute = Recompute,
    };
}
