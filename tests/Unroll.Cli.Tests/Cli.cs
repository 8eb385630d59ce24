using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace Unroll.Cli.Tests;

/// <summary>Starts the real command as a process.</summary>
internal static class Cli
{
    private static readonly string Program = Path.Combine(
        typeof(Cli).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "CliFolder").Value!, "Unroll.Cli.dll");

    /// <summary>Runs a command to its end in a folder.</summary>
    public static Outcome Run(string folder, params string[] arguments) => Run(folder, null, arguments);

    /// <summary>Runs a command to its end with these bytes as its standard input.</summary>
    public static Outcome Run(string folder, byte[]? input, params string[] arguments)
    {
        using RunningCommand command = Start(folder, arguments);
        if (input is not null)
        {
            command.Input.Write(input);
        }

        command.Input.Close();
        return command.Wait();
    }

    /// <summary>Starts a command.</summary>
    public static RunningCommand Start(string folder, params string[] arguments) => new(Process.Start(Describe(folder, arguments))!);

    /// <summary>Runs a command with its results going to a file of a shell.</summary>
    public static Outcome RunInto(string file, string folder, params string[] arguments)
    {
        ProcessStartInfo start = Describe(folder, arguments);
        string[] all = [start.FileName, .. start.ArgumentList];
        start.FileName = "/bin/sh";
        start.ArgumentList.Clear();
        foreach (string argument in (string[])["-c", $"exec \"$@\" > {file}", "sh", .. all])
        {
            start.ArgumentList.Add(argument);
        }

        using var command = new RunningCommand(Process.Start(start)!);
        command.Input.Close();
        return command.Wait();
    }

    private static ProcessStartInfo Describe(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string argument in (string[])["exec", Program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        // Nothing of whoever runs the tests: no data sets, no thread count; and a system that does not speak UTF-8.
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("UNROLL_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(folder, "no-cache");
        return start;
    }
}
