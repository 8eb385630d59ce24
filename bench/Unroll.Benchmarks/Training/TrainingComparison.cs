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
        var results = new List<(TrainingProgram Program, double Ours, double Peer)>();
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

            (double oursTime, double peerTime) = alternation.Measure(ours, peer);
            results.Add((program, oursTime, peerTime));
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

    private static void WriteTable(List<(TrainingProgram Program, double Ours, double Peer)> results)
    {
        Console.WriteLine($"{"training step",-52} {"ours ms",10} {"libtorch ms",12} {"ratio",7} {"bar",5}");
        foreach ((TrainingProgram program, double ours, double peer) in results)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{program.Name,-52} {ours,10:f3} {peer,12:f3} {peer / ours,7:f2} {program.Bar,5:g3}"));
        }
    }

    private static void WriteJson(List<(TrainingProgram Program, double Ours, double Peer)> results, int threads)
    {
        using var json = new Utf8JsonWriter(Console.OpenStandardOutput(), new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("rows");
        foreach ((TrainingProgram program, double ours, double peer) in results)
        {
            json.WriteStartObject();
            json.WriteString("program", program.Name);
            json.WriteNumber("threads", threads);
            json.WriteString("peer", "libtorch");
            json.WriteNumber("ours_ms", Math.Round(ours, 5));
            json.WriteNumber("peer_ms", Math.Round(peer, 5));
            json.WriteNumber("ratio", Math.Round(peer / ours, 5));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
