using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Unroll.Cli;

/// <summary>The usual help of a command, and its examples below.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is CommandWithExamples { Examples.Count: > 0 } command)
        {
            TextWriter writer = parseResult.InvocationConfiguration.Output;
            writer.WriteLine("Examples:");
            foreach (string example in command.Examples)
            {
                writer.WriteLine("  " + example);
            }

            writer.WriteLine();
        }

        return code;
    }
}
