using System.CommandLine;
using Unroll.Cli.Output;
using Unroll.Numerics;

namespace Unroll.Cli.Options;

/// <summary>The options that mean the same in every command that has them.</summary>
internal sealed class CommonOptions
{
    private readonly Option<bool> _json = ChoiceOption.Flag("--json", "Print one JSON document instead of text.");
    private readonly Option<bool> _quiet = ChoiceOption.Flag("--quiet", "No progress and no log on standard error.");
    private readonly Option<int?>? _threads;
    private readonly Option<ulong?>? _seed;
    private readonly Option<string?>? _data;
    private readonly Option<string?>? _out;

    /// <summary>Adds the options that the command understands; --json and --quiet always.</summary>
    public CommonOptions(Command command, bool threads = false, bool seed = false, bool data = false, bool output = false)
    {
        // Only those wanted are made: each kind of option is compiled when a process first makes one.
        if (data)
        {
            command.Add(_data = ChoiceOption.Text("--data", "PATH", "The data: a file or folder of your own."));
        }

        if (output)
        {
            command.Add(_out = ChoiceOption.Text("--out", "DIR", "The run folder itself, new or empty; runs/NAME-TIME unless given."));
        }

        if (seed)
        {
            command.Add(_seed = NumberOption.Seed("--seed", "Seed of splits, weights, order and noise; 42 unless given."));
        }

        if (threads)
        {
            command.Add(_threads = NumberOption.Positive("--threads", "Threads to use; as many as there are processors unless given."));
        }

        command.Add(_json);
        command.Add(_quiet);
    }

    /// <summary>Whether the result is one JSON document.</summary>
    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Whether the log is silent.</summary>
    public bool Quiet(ParseResult parsed) => parsed.GetValue(_quiet);

    /// <summary>The seed.</summary>
    public ulong Seed(ParseResult parsed) => (_seed is null ? null : parsed.GetValue(_seed)) ?? 42;

    /// <summary>The data given, or null.</summary>
    public string? Data(ParseResult parsed) => _data is null ? null : NotEmpty(parsed.GetValue(_data), "--data");

    /// <summary>The run folder given, or null.</summary>
    public string? Out(ParseResult parsed) => _out is null ? null : NotEmpty(parsed.GetValue(_out), "--out");

    /// <summary>Where a command reports to.</summary>
    public ConsoleOutput Output(ParseResult parsed) => new(Json(parsed), Quiet(parsed));

    /// <summary>Sets the size of the thread team; to be called before anything computes.</summary>
    public void ApplyThreads(ParseResult parsed)
    {
        int? threads = _threads is null ? null : parsed.GetValue(_threads);
        if (threads > ThreadTeam.MaxThreads)
        {
            throw new UsageException($"expected at most {ThreadTeam.MaxThreads} for `--threads`, got {threads}");
        }

        if (threads is not null)
        {
            // The shared team is made on first use and reads its size from there.
            Environment.SetEnvironmentVariable("UNROLL_THREADS", $"{threads}");
        }
    }

    private static string? NotEmpty(string? path, string name) =>
        path is null || !string.IsNullOrWhiteSpace(path) ? path : throw new UsageException($"expected a path for `{name}`, got an empty one");
}
