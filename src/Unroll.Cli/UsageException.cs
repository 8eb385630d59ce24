namespace Unroll.Cli;

/// <summary>The command line does not make sense: one line, and exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
