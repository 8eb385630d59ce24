using System.Globalization;
using System.Text.Json;
using Unroll.Benchmarks.Peers;
using Unroll.Numerics;

namespace Unroll.Benchmarks.Training;

/// <summary>The `train` verb: whole training steps against the same in TorchSharp.</summary>
internal static class TrainingComparison
{
    public static int Run(BenchmarkOptions options)
    {
        ThreadTeam team = options.Team();
        var alternation = new Alternation(team, options.Quick);
        var results = new List<(TrainingProgram Program, PairTimes Times)>();
        int wrong = 0;
        foreach (TrainingProgram program in TrainingProgram.All.Where(p => options.Wants(p.Name)))
        {
            var model = new TrainedModel(program);
            using var peer = new TorchTraining(program, model, oneBias: false);
            using var twin = new TorchTraining(program, model, oneBias: true);
            using var ours = new UnrollTraining(program, model, team);
            if (ours.Check().Disagreement(twin.Check()) is { } found)
            {
                Console.Error.WriteLine($"WRONG RESULT {program.Name}: losses of three steps: {found}");
                wrong++;
                continue;
            }

            results.Add((program, alternation.Measure(ours, peer)));
        }

        if (options.Json)
        {
            WriteJson(results, team.Threads);
        }
        else
        {
            WriteTable(results);
        }

        return wrong == 0 ? 0 : 1;
    }

    private static void WriteTable(List<(TrainingProgram Program, PairTimes Times)> results)
    {
        Console.WriteLine($"{"training step",-52} {"ours ms",10} {"libtorch ms",12} {"ratio",7} {"bar",5}");
        foreach ((TrainingProgram program, PairTimes times) in results)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{program.Name,-52} {times.Ours,10:f3} {times.Peer,12:f3} {times.Ratio,7:f2} {program.Bar,5:g3}"
                + $"{(times.Ratio >= program.Bar ? "" : "  short")}{times.Remark}"));
        }
    }

    private static void WriteJson(List<(TrainingProgram Program, PairTimes Times)> results, int threads)
    {
        using var json = new Utf8JsonWriter(Console.OpenStandardOutput(), new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("rows");
        foreach ((TrainingProgram program, PairTimes times) in results)
        {
            json.WriteStartObject();
            json.WriteString("program", program.Name);
            json.WriteNumber("threads", threads);
            json.WriteString("peer", "libtorch");
            json.WriteNumber("ours_ms", Math.Round(times.Ours, 5));
            json.WriteNumber("peer_ms", Math.Round(times.Peer, 5));
            json.WriteNumber("ratio", Math.Round(times.Ratio, 5));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
