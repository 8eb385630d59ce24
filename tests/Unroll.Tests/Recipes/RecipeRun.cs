using Unroll.Recipes;
using Unroll.Training;

namespace Unroll.Tests.Recipes;

/// <summary>Runs recipes into folders as the command line does.</summary>
internal static class RecipeRun
{
    public static RunResult New(string folder, Func<RunContext, RunResult> run, RecordedOutput? output = null, CancellationToken cancellation = default)
    {
        RunFolder created = RunFolder.Create(folder, "test");
        using RunLock held = created.AcquireLock();
        return run(new RunContext(created, output ?? new RecordedOutput(), cancellation));
    }

    public static RunResult Again(string folder, Func<RunContext, RunResult> resume, RecordedOutput? output = null)
    {
        RunFolder opened = RunFolder.Open(folder);
        using RunLock held = opened.AcquireLock();
        return resume(new RunContext(opened, output ?? new RecordedOutput(), CancellationToken.None));
    }

    /// <summary>Starts a run and cancels it at the end of an epoch.</summary>
    public static void Interrupted(string folder, Func<RunContext, RunResult> run, int epoch)
    {
        using var source = new CancellationTokenSource();
        var output = new RecordedOutput(p => CancelAt(p, epoch, source));
        Assert.ThrowsAny<OperationCanceledException>(() => New(folder, run, output, source.Token));
    }

    private static void CancelAt(TrainingProgress progress, int epoch, CancellationTokenSource source)
    {
        if (progress.EpochEnded && progress.Epoch == epoch)
            source.Cancel();
    }

    public static double Metric(IEnumerable<KeyValuePair<string, double>> metrics, string name) => metrics.Single(m => m.Key == name).Value;
}
