using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Unroll.Benchmarks.Peers;
using Unroll.Numerics;

namespace Unroll.Benchmarks.Surnames;

/// <summary>The `surnames` verb: ten epochs of surnames, seed after seed, the two sides in turns.</summary>
internal static class SurnamesComparison
{
    private const int FirstSeed = 42;

    private const double TimeBar = 5;

    private const double AccuracyBar = 0.005;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static int Run(BenchmarkOptions options)
    {
        SurnamesWorkload work = SurnamesWorkload.Read();
        ThreadTeam team = options.Team();
        List<SurnamesRun> all = options.Save is { } file && File.Exists(file) ? Read(file) : [];
        var runs = all.FindAll(r => r.Threads == team.Threads);

        // In pieces: seeds that are not in the file yet, then those of a busy machine.
        int[] seeds =
        [
            .. Enumerable.Range(FirstSeed, options.Seeds).Where(s => runs.TrueForAll(r => r.Seed != s)),
            .. runs.Where(r => r.Others >= Disturbance.Busy).Select(r => r.Seed),
        ];
        long start = Stopwatch.GetTimestamp();
        foreach (int seed in seeds)
        {
            if (seed != seeds[0] && Stopwatch.GetElapsedTime(start).TotalSeconds > options.Seconds)
            {
                break;
            }

            SurnamesRun run = Measure(work, seed, team);
            runs.RemoveAll(r => r.Seed == seed);
            runs.Add(run);
            Console.Error.WriteLine(Line(run));
            if (options.Save is { } target)
            {
                Write(target, [.. all.Where(r => r.Threads != team.Threads), .. runs.OrderBy(r => r.Seed)]);
            }
        }

        Report([.. runs.OrderBy(r => r.Seed)], options.Json);
        return 0;
    }

    private static SurnamesRun Measure(SurnamesWorkload work, int seed, ThreadTeam team)
    {
        var disturbance = new Disturbance();
        team.Park();
        (double peer, double peerAccuracy) = TorchSurnames.Run(work, seed);
        (double ours, double oursAccuracy) = UnrollSurnames.Run(work, seed, team);
        return new SurnamesRun(
            seed,
            team.Threads,
            Math.Round(ours, 3),
            Math.Round(peer, 3),
            Math.Round(oursAccuracy, 5),
            Math.Round(peerAccuracy, 5),
            Math.Round(disturbance.Share, 3),
            DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
    }

    private static void Report(SurnamesRun[] runs, bool json)
    {
        double ratio = Math.Exp(runs.Average(r => Math.Log(r.PeerS / r.OursS)));
        double ours = runs.Average(r => r.OursAccuracy), peer = runs.Average(r => r.PeerAccuracy);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new { Runs = runs, Ratio = Math.Round(ratio, 4), OursAccuracy = Math.Round(ours, 5), PeerAccuracy = Math.Round(peer, 5) }, Json));
            return;
        }

        Console.WriteLine("ten epochs of surnames: embedding 32, bidirectional LSTM 128, Adam 2e-3, batches of 128, clip 1");
        foreach (SurnamesRun run in runs)
        {
            Console.WriteLine(Line(run));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"time: {ratio:f2} times faster (geometric mean; bar {TimeBar}){(ratio >= TimeBar ? "" : ": short")}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"accuracy: {ours:p2} ({Deviation(runs, r => r.OursAccuracy):p2}) against {peer:p2} ({Deviation(runs, r => r.PeerAccuracy):p2}), "
            + $"mean and deviation of {runs.Length} seeds (bar: within {100 * AccuracyBar} points){(Math.Abs(ours - peer) <= AccuracyBar ? "" : ": outside")}"));
    }

    private static string Line(SurnamesRun r) => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {r.Seed}: ours {r.OursS,7:f2} s {r.OursAccuracy:p2}, libtorch {r.PeerS,7:f2} s {r.PeerAccuracy:p2}, ratio {r.PeerS / r.OursS,5:f2}"
        + $"{Disturbance.Remark(r.Others)}");

    private static double Deviation(SurnamesRun[] runs, Func<SurnamesRun, double> value)
    {
        double mean = runs.Average(value);
        return runs.Length < 2 ? 0 : Math.Sqrt(runs.Sum(r => Math.Pow(value(r) - mean, 2)) / (runs.Length - 1));
    }

    private static List<SurnamesRun> Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<List<SurnamesRun>>(File.ReadAllText(file), Json) ?? [];
        }
        catch (JsonException e)
        {
            throw new UnrollException($"{file} does not hold runs of `surnames`: {e.Message}");
        }
    }

    private static void Write(string file, IEnumerable<SurnamesRun> runs) =>
        File.WriteAllText(file, "[\n" + string.Join(",\n", runs.Select(r => "  " + JsonSerializer.Serialize(r, Json))) + "\n]\n");
}
