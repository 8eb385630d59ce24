using Unroll.Cli.Output;

namespace Unroll.Cli;

/// <summary>Turns an exception into one line on standard error and an exit code; UNROLL_DEBUG=1 shows where it came from.</summary>
internal static class Failure
{
    private const int UnixDiskFull = 28; // ENOSPC
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Reports an exception that ended a command.</summary>
    public static int Report(Exception e)
    {
        if (e is AggregateException { InnerExceptions.Count: 1 } aggregate)
        {
            e = aggregate.InnerExceptions[0];
        }

        // What was not written by now cannot be: a second failure must not hide the first.
        Standard.TryFlush();
        Standard.TryWriteError($"unroll: {OneLine(Describe(e))}");
        if (Environment.GetEnvironmentVariable("UNROLL_DEBUG") == "1")
        {
            Standard.TryWriteError(e.ToString());
        }

        return e switch
        {
            UsageException => ExitCodes.WrongUsage,
            OperationCanceledException => ExitCodes.Interrupted,
            _ => ExitCodes.Failed,
        };
    }

    private static string Describe(Exception e) => e switch
    {
        UnrollException or UsageException => e.Message,
        InterruptedException => e.Message,
        OperationCanceledException => "interrupted",
        ArgumentException argument => WithoutParameter(argument),
        IOException { HResult: UnixDiskFull or WindowsDiskFull } => "cannot write: the disk is full; free some space and try again",
        IOException => $"{e.Message.TrimEnd('.')}; check the path and the disk",
        UnauthorizedAccessException => $"{e.Message.TrimEnd('.')}; check the rights of the file and its folder",
        OutOfMemoryException => "out of memory; try a smaller --batch, fewer --units, or a smaller file",
        OverflowException => "a size is too large for this machine; try fewer --units, a smaller --embedding or --batch",
        _ => $"unexpected {e.GetType().Name}: {e.Message} (set UNROLL_DEBUG=1 for details, and please report it)",
    };

    /// <summary>The message without the "(Parameter 'x')" that .NET appends, and without what follows it.</summary>
    private static string WithoutParameter(ArgumentException e)
    {
        int suffix = e.Message.IndexOf($" (Parameter '{e.ParamName}')", StringComparison.Ordinal);
        return suffix < 0 ? e.Message : e.Message[..suffix];
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
