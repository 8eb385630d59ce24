using Unroll.Benchmarks.Peers;
using Unroll.Numerics;

namespace Unroll.Benchmarks;

/// <summary>The command line after the verb.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>Fewer runs of every row.</summary>
    public bool Quick { get; private init; }

    /// <summary>JSON to standard output in place of tables.</summary>
    public bool Json { get; private init; }

    /// <summary>Only rows whose name contains all these words.</summary>
    public string Only { get; private init; } = "";

    /// <summary>Threads of both sides; each side's own choice unless given.</summary>
    public int? Threads { get; private init; }

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="UnrollException">An argument is unknown or has no value.</exception>
    public static BenchmarkOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new BenchmarkOptions();
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i];
            options = name switch
            {
                "--quick" => options with { Quick = true },
                "--json" => options with { Json = true },
                "--only" when i + 1 < arguments.Length => options with { Only = arguments[++i] },
                "--threads" => options with { Threads = ThreadCount(++i < arguments.Length ? arguments[i] : "nothing") },
                _ => throw new UnrollException($"unknown option `{name}`; known are --quick, --json, --only TEXT and --threads N"),
            };
        }

        return options;
    }

    /// <summary>Whether <see cref="Only"/> lets a row through.</summary>
    public bool Wants(BenchmarkRow row) => Wants(row.Name);

    /// <summary>Whether <see cref="Only"/> lets a name through: every word is one of the name's words, or the start of one.</summary>
    public bool Wants(string name) => Array.TrueForAll(
        Only.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        wanted => Array.Exists(name.Split(' '), word => word.StartsWith(wanted, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The threads that our side uses.</summary>
    public ThreadTeam Team() => Threads is { } threads ? new ThreadTeam(threads) : ThreadTeam.Shared;

    private static int ThreadCount(string text) =>
        int.TryParse(text, out int threads) && threads is > 0 and <= ThreadTeam.MaxThreads
            ? threads
            : throw new UnrollException($"expected 1 to {ThreadTeam.MaxThreads} after --threads, got {text}");
}
