using System.CommandLine;
using Unroll.Cli.Options;
using Unroll.Cli.Output;
using Unroll.Recipes;
using Unroll.Training;

namespace Unroll.Cli;

/// <summary>Everything around a training run: its folder and lock, Ctrl-C, the result as text or JSON, and leaving nothing half made.</summary>
internal static class RunSession
{
    /// <summary>Trains into a new run folder.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="common">Its common options.</param>
    /// <param name="name">What the folder is named by unless --out names it.</param>
    /// <param name="train">Trains.</param>
    public static int Train(ParseResult parsed, CommonOptions common, string name, Func<RunContext, RunResult> train)
    {
        string? outDir = common.Out(parsed);
        var folders = new Folders(outDir ?? "runs");
        RunFolder? run = null;
        try
        {
            run = RunFolder.Create(outDir, name);
            return Execute(parsed, common, run, train);
        }
        catch when (!File.Exists(run?.ConfigPath))
        {
            if (run is not null)
            {
                // A run is real from its config.json on; before, its folder is only litter. Named by the time, it is certainly new.
                folders.RemoveEmptyRun(run.Path, isNew: outDir is null);
            }

            throw;
        }
    }

    /// <summary>Goes on with a run in its folder.</summary>
    public static int Resume(ParseResult parsed, CommonOptions common, RunFolder run, Func<RunContext, RunResult> resume) =>
        Execute(parsed, common, run, resume);

    private static int Execute(ParseResult parsed, CommonOptions common, RunFolder run, Func<RunContext, RunResult> work)
    {
        common.ApplyThreads(parsed);
        using RunLock held = run.AcquireLock();
        using var interruption = new Interruption();
        try
        {
            RunResult result = work(new RunContext(run, common.Output(parsed), interruption.Token));
            if (common.Json(parsed))
            {
                JsonDocumentWriter.Write(result);
            }

            return ExitCodes.Done;
        }
        catch (OperationCanceledException e)
        {
            string next = File.Exists(run.ConfigPath) ? $"interrupted; go on with `unroll resume {run.Path}`" : "interrupted before training began";
            throw new InterruptedException(next, e);
        }
    }
}
