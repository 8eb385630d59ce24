using System.Globalization;
using Unroll.Numerics;
using Unroll.Optimizers;

namespace Unroll.Training;

/// <summary>How to train.</summary>
public sealed record TrainerOptions
{
    /// <summary>Passes over the training items.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Stop after this many minutes, with a checkpoint; none unless given.</summary>
    public double? Minutes { get; init; }

    /// <summary>Items a batch.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The optimizer; Adam with its default rate unless given.</summary>
    public Optimizer Optimizer { get; init; } = new Adam(1e-3f);

    /// <summary>The learning-rate schedule; constant unless given.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>The norm that the gradient of all parameters is scaled down to; none unless positive.</summary>
    public float ClipNorm { get; init; }

    /// <summary>The bound of each element of the gradient; none unless positive.</summary>
    public float ClipValue { get; init; }

    /// <summary>Stop after this many validations without a better one; never unless positive.</summary>
    public int Patience { get; init; }

    /// <summary>The seed of the order of the items and of every noise.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>
    /// Seconds between checkpoints, 30 or what the environment variable UNROLL_CHECKPOINT_SECONDS says; one is also written at the end
    /// of every epoch that took longer, and on interruption.
    /// </summary>
    public double CheckpointSeconds { get; init; } = DefaultCheckpointSeconds;

    /// <summary>
    /// Whether recurrent layers compute their activations again on the way back rather than keep them: memory that grows with the root of the
    /// steps, for about a third more time. For long sequences.
    /// </summary>
    public bool Recompute { get; init; }

    /// <summary>The threads; the shared team unless given.</summary>
    public ThreadTeam? Team { get; init; }

    private static double DefaultCheckpointSeconds =>
        double.TryParse(
            Environment.GetEnvironmentVariable("UNROLL_CHECKPOINT_SECONDS"), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
        && seconds >= 0 ? seconds : 30;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        Expect(Epochs > 0, "a positive integer", "epochs", Epochs);
        Expect(BatchSize > 0, "a positive integer", "batch", BatchSize);
        Expect(Minutes is null or > 0, "a positive number", "minutes", Minutes ?? 0);
        Expect(ClipNorm >= 0, "a number of at least 0", "clip", ClipNorm);
        Expect(ClipValue >= 0, "a number of at least 0", "clip-value", ClipValue);
        Expect(Patience >= 0, "an integer of at least 0", "patience", Patience);
    }

    private static void Expect(bool ok, string what, string name, double value)
    {
        if (!ok)
        {
            throw new ArgumentException($"expected {what} for `{name}`, got {value}");
        }
    }
}
