using System.Diagnostics;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Optimizers;
using Unroll.Recurrent;
using Unroll.Training;

namespace Unroll.Benchmarks.Surnames;

/// <summary>The program in Unroll, as a user writes it.</summary>
internal static class UnrollSurnames
{
    /// <summary>Seconds of training, and the accuracy on the test part.</summary>
    public static (double Seconds, double Accuracy) Run(SurnamesWorkload work, int seed, ThreadTeam team)
    {
        var model = new SequenceClassifier(work.Train.Vocabulary, work.Train.Labels, new ClassifierOptions
        {
            Embedding = SurnamesWorkload.Embedding,
            Recurrent = new(Cell.Lstm, SurnamesWorkload.Units) { Bidirectional = true },
            Seed = (ulong)seed,
        });
        var trainer = new Trainer(new ClassificationTask(model, work.Train), new TrainerOptions
        {
            Epochs = SurnamesWorkload.Epochs,
            BatchSize = SurnamesWorkload.Batch,
            Optimizer = new Adam(SurnamesWorkload.LearningRate),
            ClipNorm = SurnamesWorkload.ClipNorm,
            Seed = (ulong)seed,
            Team = team,
        });
        long start = Stopwatch.GetTimestamp();
        trainer.Fit();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, model.Evaluate(work.Test).Accuracy);
    }
}
