using System.Globalization;
using Unroll.Benchmarks.Contenders;
using Unroll.Numerics;

namespace Unroll.Benchmarks.Peers;

/// <summary>The `peers` verb: measures the rows of the grid, checking first that both sides compute the same.</summary>
internal sealed class PeerComparison(BenchmarkOptions options)
{
    private const int Probes = 5;

    private readonly ThreadTeam _team = options.Team();

    public int Run()
    {
        BenchmarkRow[] rows = [.. Grid.Rows().Where(options.Wants)];
        if (rows.Length == 0)
        {
            throw new UnrollException($"no row matches --only {options.Only}");
        }

        var alternation = new Alternation(_team, options.Quick);
        var probe = new PeakProbe(_team);
        var results = new List<RowResult>();
        var wrong = new List<string>();
        for (int i = 0; i < rows.Length; i++)
        {
            if (i == 0 || i * Probes / rows.Length != (i - 1) * Probes / rows.Length)
            {
                probe.Take();
            }

            Console.Error.Write($"{i + 1}/{rows.Length} {rows[i].Name}".PadRight(72));
            Measure(rows[i], alternation, results, wrong);
        }

        while (probe.Taken < Probes)
        {
            probe.Take();
        }

        if (options.Json)
        {
            JsonReport.Write(Console.OpenStandardOutput(), results, probe.Gflops);
        }
        else
        {
            TableReport.Write(Console.Out, results, probe.Gflops);
        }

        foreach (string line in wrong)
        {
            Console.Error.WriteLine("WRONG RESULT " + line);
        }

        return wrong.Count == 0 ? 0 : 1;
    }

    private void Measure(BenchmarkRow row, Alternation alternation, List<RowResult> results, List<string> wrong)
    {
        var work = new Workload(row);
        using IContender peer = row.Peer switch
        {
            "libtorch" => new TorchLayer(work),
            "onnxruntime" when row.Mode == "step" => new OnnxSteps(work, options.Threads),
            "onnxruntime" => new OnnxLayer(work, options.Threads),
            _ => new UnrollLayer(work, work.NewLayer([]), _team),
        };
        using IContender ours = row.Mode == "step" ? new UnrollSteps(work, _team) : new UnrollLayer(work, work.Layer, _team);
        if (row.Peer != "none" && ours.Check().Disagreement(peer.Check()) is { } found)
        {
            wrong.Add($"{row.Name}: {found}");
            Console.Error.WriteLine("WRONG RESULT");
            return;
        }

        (double oursTime, double peerTime) = alternation.Measure(ours, peer);
        results.Add(new RowResult(row, _team.Threads, oursTime, peerTime));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{oursTime,10:f3} {peerTime,10:f3} ms"));
    }
}
