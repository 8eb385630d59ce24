using System.Globalization;
using System.Text.Json;
using TorchSharp;
using Unroll.Benchmarks.Contenders;
using Unroll.Benchmarks.Peers;
using Unroll.Numerics;

namespace Unroll.Benchmarks.Ctc;

/// <summary>The `ctc` verb: softmax, CTC and its gradient against libtorch's in float32; the results are held against libtorch's in float64.</summary>
internal static class CtcComparison
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static int Run(BenchmarkOptions options)
    {
        ThreadTeam team = options.Team();
        var alternation = new Alternation(team, options.Quick);
        var results = new List<(string Name, double Ours, double Peer)>();
        int wrong = 0;
        foreach (CtcWorkload work in CtcWorkload.All.Where(w => options.Wants(w.Name)))
        {
            using var ours = new UnrollCtc(work, team);
            using var peer = new TorchCtc(work, torch.ScalarType.Float32);
            using var exact = new TorchCtc(work, torch.ScalarType.Float64);
            Outcome reference = exact.Check();
            if (peer.Check().Disagreement(reference) is { } rounding)
            {
                Console.Error.WriteLine($"libtorch in float32 against itself in float64, {work.Name}: {rounding}");
            }

            if (ours.Check().Disagreement(reference) is { } found)
            {
                Console.Error.WriteLine($"WRONG RESULT {work.Name}: {found}");
                wrong++;
                continue;
            }

            (double oursTime, double peerTime) = alternation.Measure(ours, peer);
            results.Add((work.Name, oursTime, peerTime));
        }

        if (options.Json)
        {
            using var json = new Utf8JsonWriter(Console.OpenStandardOutput(), new JsonWriterOptions { Indented = true });
            JsonSerializer.Serialize(json, new
            {
                rows = results.Select(r => new { r.Name, team.Threads, Peer = "libtorch", OursMs = Math.Round(r.Ours, 5), PeerMs = Math.Round(r.Peer, 5), Ratio = Math.Round(r.Peer / r.Ours, 5) }),
            }, SnakeCase);
        }
        else
        {
            Console.WriteLine($"{"CTC with softmax and gradient",-48} {"ours ms",10} {"libtorch ms",12} {"ratio",7} {"bar",5}");
            foreach ((string name, double ours, double peer) in results)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-48} {ours,10:f3} {peer,12:f3} {peer / ours,7:f2} {1,5}"));
            }
        }

        return wrong == 0 ? 0 : 1;
    }
}
