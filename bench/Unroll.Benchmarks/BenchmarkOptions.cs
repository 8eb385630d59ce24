using System.Globalization;
using Unroll.Benchmarks.Peers;
using Unroll.Numerics;

namespace Unroll.Benchmarks;

/// <summary>The command line after the verb.</summary>
internal sealed record BenchmarkOptions
{
    private const string DefaultBaseline = "bench/baseline.json";

    private static readonly string[] Valued = ["--only", "--out", "--save", "--save-baseline", "--show"];

    /// <summary>Fewer runs of every row.</summary>
    public bool Quick { get; private init; }

    /// <summary>JSON to standard output in place of tables.</summary>
    public bool Json { get; private init; }

    /// <summary>Only rows whose name contains all these words.</summary>
    public string Only { get; private init; } = "";

    /// <summary>Threads of both sides; each side's own choice unless given.</summary>
    public int? Threads { get; private init; }

    /// <summary>The file that takes the measured rows; null for none.</summary>
    public string? SaveBaseline { get; private init; }

    /// <summary>Whether the file keeps a row in which the peer was faster.</summary>
    public bool Quieter { get; private init; }

    /// <summary>The file that the measured rows are held against; null for none.</summary>
    public string? Compare { get; private init; }

    /// <summary>The file whose rows are shown in place of measuring; null for none.</summary>
    public string? Show { get; private init; }

    /// <summary>The folder that pictures are written to; null for none.</summary>
    public string? Out { get; private init; }

    /// <summary>The file that collects the runs of `surnames`; null for none.</summary>
    public string? Save { get; private init; }

    /// <summary>Seeds of `surnames`.</summary>
    public int Seeds { get; private init; } = 5;

    /// <summary>After so many seconds no further row is begun.</summary>
    public double Seconds { get; private init; } = double.PositiveInfinity;

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
                "--quieter" => options with { Quieter = true },
                "--json" => options with { Json = true },
                "--only" when i + 1 < arguments.Length => options with { Only = arguments[++i] },
                "--threads" => options with { Threads = ThreadCount(++i < arguments.Length ? arguments[i] : "nothing") },
                "--save-baseline" when i + 1 < arguments.Length => options with { SaveBaseline = arguments[++i] },
                "--show" when i + 1 < arguments.Length => options with { Show = arguments[++i] },
                "--out" when i + 1 < arguments.Length => options with { Out = arguments[++i] },
                "--save" when i + 1 < arguments.Length => options with { Save = arguments[++i] },
                "--seeds" => options with { Seeds = (int)Math.Ceiling(Positive(name, ++i < arguments.Length ? arguments[i] : "nothing")) },
                "--compare" when i + 1 < arguments.Length && !arguments[i + 1].StartsWith('-') => options with { Compare = arguments[++i] },
                "--compare" => options with { Compare = DefaultBaseline },
                "--seconds" => options with { Seconds = Positive(name, ++i < arguments.Length ? arguments[i] : "nothing") },
                _ => throw new UnrollException(Array.Exists(Valued, v => v == name)
                    ? $"expected a value after {name}"
                    : $"unknown option `{name}`; the usage names those of each verb"),
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

    private static double Positive(string name, string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out double value) && value > 0
            ? value
            : throw new UnrollException($"expected a positive number after {name}, got {text}");

    private static int ThreadCount(string text) =>
        int.TryParse(text, out int threads) && threads is > 0 and <= ThreadTeam.MaxThreads
            ? threads
            : throw new UnrollException($"expected 1 to {ThreadTeam.MaxThreads} after --threads, got {text}");
}
