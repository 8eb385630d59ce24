using System.CommandLine;
using Unroll.Cli.Output;

namespace Unroll.Cli;

/// <summary>From arguments to an exit code: parses, runs the command, and turns whatever goes wrong into one line.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command.</summary>
    public static int Run(string[] args)
    {
        try
        {
            RootCommand root = UnrollCommand.Create(args);

            // No @response-files: a text to classify may start with an at sign. No bundling: there are no short options.
            ParseResult parsed = root.Parse(
                args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
            if (UsageErrors.Find(parsed) is { } problem)
            {
                throw new UsageException(problem);
            }

            int code = parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = Standard.Out,
                Error = Standard.Error,
            });
            Standard.Out.Flush();
            return code;
        }
        catch (Exception e)
        {
            return Failure.Report(e);
        }
    }
}
