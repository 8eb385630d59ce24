using System.Diagnostics;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// Trainings that a recipe does one after another in one run. A finished one has a record with <c>final</c> in metrics.jsonl; a run that
/// is resumed begins with the first that has none, and comes to the same bits. Training k has the steps from k times <see cref="Stride"/>.
/// </summary>
internal sealed class TrainingSeries(RunContext context, int count, double? minutes)
{
    /// <summary>What the steps of two trainings in metrics.jsonl lie apart.</summary>
    public const long Stride = 1_000_000_000;

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>How many trainings are finished.</summary>
    public int Finished => !File.Exists(context.Run.MetricsPath) ? 0
        : MetricsLog.Read(context.Run.MetricsPath).Count(r => r["final"] is not null && r.Step <= count * Stride);

    /// <summary>Does what is left to do; stops between two trainings when the minutes are up.</summary>
    /// <param name="title">The title of the live display.</param>
    /// <param name="train">Does one training and ends with <see cref="SeriesLog.Finish"/>.</param>
    public void Run(string title, Action<int, SeriesLog> train)
    {
        int done = Finished;
        MetricsLog.TruncateAfter(context.Run.MetricsPath, done * Stride);
        using MetricsLog log = MetricsLog.Open(context.Run.MetricsPath);
        using IRunProgress progress = context.Output.Progress(title);
        for (; done < count && _clock.Elapsed.TotalMinutes < (minutes ?? double.MaxValue); done++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            train(done, new SeriesLog(log, progress, done, count));
            log.FlushToDisk();
        }
    }

    /// <summary>All records, with the training that each belongs to.</summary>
    /// <exception cref="UnrollException">No training is finished.</exception>
    public ILookup<int, MetricsLogRecord> Records()
    {
        ILookup<int, MetricsLogRecord> records = MetricsLog.Read(context.Run.MetricsPath).ToLookup(r => (int)r["training"]!.Value);
        return records.Any(training => training.Any(r => r["final"] is not null))
            ? records
            : throw new UnrollException("the minutes were up before the first training was finished; `unroll resume` goes on");
    }
}
