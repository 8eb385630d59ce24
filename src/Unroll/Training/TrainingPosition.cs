using Unroll.Formats;

namespace Unroll.Training;

/// <summary>How far training has come, and the sums of the epoch under way.</summary>
internal struct TrainingPosition
{
    /// <summary>Completed epochs, completed batches of the epoch under way, completed steps in all.</summary>
    public int Epoch, Batch;
    public long Step;

    /// <summary>Sums over the epoch under way. Correct stays negative for tasks without right answers.</summary>
    public double LossSum;
    public long Items, Correct;

    public double LastLoss;

    /// <summary>Whether training ended for good, and the <see cref="TrainingEnd"/> it ended with.</summary>
    public bool Ended;
    public int End;

    public void EndEpoch()
    {
        Epoch++;
        Batch = 0;
        LossSum = 0;
        Items = 0;
        Correct = 0;
    }

    public readonly void Save(CheckpointState state, double seconds)
    {
        state.SetInt64s("trainer.position", [Epoch, Batch, Step, Items, Correct, Ended ? 1 : 0, End]);
        state.SetDoubles("trainer.sums", [LossSum, LastLoss, seconds]);
    }

    public static TrainingPosition Load(CheckpointState state, out double seconds)
    {
        long[] position = state.GetInt64s("trainer.position");
        double[] sums = state.GetDoubles("trainer.sums");
        seconds = sums[2];
        return new TrainingPosition
        {
            Epoch = (int)position[0], Batch = (int)position[1], Step = position[2], Items = position[3], Correct = position[4],
            Ended = position[5] != 0, End = (int)position[6], LossSum = sums[0], LastLoss = sums[1],
        };
    }
}
